"""What the pages of schedules, alerts and deliveries share: who may change them, whether mail is set up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from reports.destinations.mail import MailError, address
from reports.destinations.smtp import MailSetup
from tracker.dashboard.language import LANGUAGES
from tracker.dashboard.page import Fault, Page, PageError
from tracker.outbox import Message, Outbox
from tracker.outbox.post import mail_server
from tracker.outbox.schedules import Recipient

#: Roles that may change what is sent to whom. Sales looks on.
EDITORS: Final = frozenset({"admin", "marketing"})


def may_edit(page: Page) -> bool:
    return page.user is not None and page.user.role in EDITORS


def need_editor(page: Page) -> str:
    """Who it is. Raises ``PageError`` for everybody else."""
    if page.user is None or not may_edit(page):
        role = page.user.role if page.user else ""
        raise PageError(
            403,
            page.gettext(
                "Your role, %(role)s, does not include this. An administrator can do it.", role=role
            ),
        )
    return page.user.id


@contextmanager
def outbox(page: Page) -> Iterator[Outbox]:
    with closing(Outbox(page.deps.settings.data_dir)) as box:
        yield box


def mail_problem(page: Page) -> str:
    """What is wrong with the mail settings; "none" where there are none, "" if all is well."""
    try:
        return "" if mail_server(page.deps.settings) else "none"
    except MailSetup as error:
        return str(error)


def recipients(page: Page, text: str, language: str, field: str) -> tuple[Recipient, ...]:
    """One a line: an address, and a language where it is another. Raises ``Fault`` of that field."""
    found: dict[str, Recipient] = {}
    for line in text.splitlines():
        words = line.replace(",", " ").replace(";", " ").split()
        if words:
            mail, own = _mail(page, words[0], field), (words[1] if len(words) > 1 else language)
            if own not in LANGUAGES or len(words) > 2:
                raise Fault(
                    field,
                    page.gettext("“%(line)s”: one address a line, then at most a language", line=line[:80]),
                )
            found[mail] = Recipient(mail, own)
    return tuple(found.values())


def _mail(page: Page, text: str, field: str) -> str:
    try:
        return address(text).addr_spec
    except MailError:
        raise Fault(field, page.gettext("“%(given)s” is no mail address", given=text[:80])) from None


def as_text(found: tuple[Recipient, ...], language: str) -> str:
    """The other way round, for the form."""
    return "\n".join(
        item.mail if item.language == language else f"{item.mail} {item.language}" for item in found
    )


def send_now(page: Page, messages: list[Message]) -> list[Message]:
    """Put them into the outbox, try at once, and say what became of each."""
    if mail_problem(page) == "none":
        text = page.gettext("no mail server is set")
        refused = [replace(item, state="skipped", answer=text) for item in messages if item.channel == "mail"]
        others = [item for item in messages if item.channel != "mail"]
        return [*refused, *(_sent(page, others) if others else [])]
    return _sent(page, messages)


def _sent(page: Page, messages: list[Message]) -> list[Message]:
    with outbox(page) as box:
        box.put(messages)
        page.deps.send()
        return [found for message in messages if (found := box.get(message.id))]


def outcome(page: Page, sent: list[Message]) -> tuple[str, str]:
    """(what went well, what did not), in the reader's words."""
    good = [item for item in sent if item.state == "sent"]
    bad = [item for item in sent if item.state != "sent"]
    done = page.gettext(
        "Sent to %(to)s; the answer was: %(answer)s",
        to=", ".join(item.target for item in good),
        answer=good[0].answer if good else "",
    )
    told = bad[0].answer if bad and bad[0].answer else page.gettext("it waits in the outbox")
    problem = page.gettext("Not sent: %(why)s", why=told)
    return (done if good else "", problem if bad else "")
