"""Tasks on accounts: what somebody should do, by when, and that it was done.

Records of kind "task", id "site/…": made by hand or left by a move (tracker.lifecycle.followups).
"""

from __future__ import annotations

import secrets
from typing import Final

import msgspec

from tracker.audit import audit
from tracker.lifecycle.followups import FollowUp
from tracker.store import Store, records

KIND: Final = "task"
MOST_TEXT: Final = 300


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """``text`` is a person's; ``code`` names a task made by rule. Times are UTC ms, 0: none."""

    account: str
    text: str = ""
    code: str = ""
    owner: str = ""
    due: int = 0
    made: int = 0
    by: str = ""
    done: int = 0
    done_by: str = ""

    def overdue(self, now: int) -> bool:
        return bool(self.due) and not self.done and now > self.due


def every_task(store: Store, site: str) -> dict[str, Task]:
    """All tasks of a site by id, done ones too."""
    start = f"{site}/"
    found = records.every(store, KIND)
    return {key: msgspec.convert(doc, Task) for key, doc in found.items() if key.startswith(start)}


def open_tasks(store: Store, site: str) -> dict[str, Task]:
    """Tasks that are not done: what is due first comes first, what has no date last."""
    found = [(key, task) for key, task in every_task(store, site).items() if not task.done]
    return dict(sorted(found, key=lambda item: (item[1].due or 2**62, item[1].made, item[0])))


def add(store: Store, site: str, task: Task) -> str:
    """Write down a task somebody set; its id. Raises ``ValueError`` without a text."""
    text = task.text.strip()[:MOST_TEXT]
    if not text:
        raise ValueError("task: say what is to be done")
    made = msgspec.structs.replace(task, text=text)
    task_id = f"{site}/{made.made:014d}-{secrets.token_hex(4)}"
    _put(store, task_id, made, by=task.by, at=task.made)
    audit(
        store,
        who=task.by,
        what="task.added",
        site=site,
        subject=task.account,
        after={"task": text, "owner": task.owner},
        at=task.made,
    )
    return task_id


def leave(store: Store, site: str, account: str, wanted: FollowUp, *, cycle: int, by: str, at: int) -> None:
    """A task a rule made: one of its kind for an account and cycle; a new date moves it while it is open."""
    task_id = f"{site}/{account}/{wanted.code}/{cycle}"
    before = records.get(store, KIND, task_id)
    if before is None:
        _put(
            store,
            task_id,
            Task(account=account, code=wanted.code, due=wanted.due, made=at, by=by),
            by=by,
            at=at,
        )
    elif not before.get("done") and before.get("due") != wanted.due:
        moved = msgspec.structs.replace(msgspec.convert(before, Task), due=wanted.due)
        _put(store, task_id, moved, by=by, at=at)


def finish(store: Store, site: str, task_id: str, *, by: str, at: int) -> Task:
    """It is done. Raises ``KeyError`` for a task the site does not have; twice is once."""
    doc = records.get(store, KIND, task_id) if task_id.startswith(f"{site}/") else None
    if doc is None:
        raise KeyError(task_id)
    task = msgspec.convert(doc, Task)
    if task.done:
        return task
    ended = msgspec.structs.replace(task, done=at, done_by=by)
    _put(store, task_id, ended, by=by, at=at)
    said = {"task": task.text or task.code}
    audit(store, who=by, what="task.done", site=site, subject=task.account, after=said, at=at)
    return ended


def finish_code(store: Store, site: str, account: str, codes: frozenset[str], *, by: str, at: int) -> None:
    """Every open task of these codes on the account is done."""
    for task_id, task in open_tasks(store, site).items():
        if task.account == account and task.code in codes:
            finish(store, site, task_id, by=by, at=at)


def hand_on(store: Store, site: str, account: str, before: str, owner: str, *, by: str, at: int) -> None:
    """The account has a new owner: with it go the open tasks of the former one, and nobody's."""
    for task_id, task in open_tasks(store, site).items():
        if task.account == account and task.owner in ("", before):
            _put(store, task_id, msgspec.structs.replace(task, owner=owner), by=by, at=at)


def _put(store: Store, task_id: str, task: Task, *, by: str, at: int) -> None:
    records.put(store, KIND, task_id, msgspec.to_builtins(task), actor=by, at=at)
