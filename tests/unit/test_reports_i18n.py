"""Every text is there in every language, and numbers and dates are written as people there write them."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from reports import i18n_update, words
from reports.i18n import LANGUAGES, LOCALE_DIR, LanguageError, extract_messages, translator
from reports.i18n_extract import KEYWORDS, message_ids
from reports.i18n_update import DOMAINS, templates, updated
from tracker.event import Reason
from tracker.intent import default_model

FOREIGN = [language for language in LANGUAGES if language != "en"]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sd%]")


def _texts(message: Message) -> list[tuple[str, str]]:
    """(source, translation) pairs; the plural source belongs to all forms but the first."""
    if isinstance(message.id, tuple):
        one, many = message.id
        first, *others = list(message.string or ("",))
        return [(one, first), *((many, form) for form in others)]
    return [(str(message.id), str(message.string))]


def _messages(language: str, domain: str) -> list[Message]:
    with (LOCALE_DIR / language / f"{domain}.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", FOREIGN)
def test_every_text_is_translated(language: str, domain: str) -> None:
    content, missing = updated(LOCALE_DIR / language / f"{domain}.po", language, templates()[domain])
    assert missing == []
    assert (LOCALE_DIR / language / f"{domain}.po").read_bytes() == content, (
        "run python -m reports.i18n_update"
    )


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_fuzzy_and_placeholders_are_the_same(language: str) -> None:
    for domain in DOMAINS:
        for message in _messages(language, domain):
            assert not message.fuzzy, message.id
            for source, translation in _texts(message):
                if not translation:
                    continue  # test_every_text_is_translated says so
                there, here = set(_PLACEHOLDER.findall(source)), set(_PLACEHOLDER.findall(translation))
                free = {"n", "num"} if isinstance(message.id, tuple) else set()
                assert there ^ here <= free, source


@pytest.mark.parametrize("language", FOREIGN)
def test_dutch_and_german_address_people_as_agreed(language: str) -> None:
    """German "Sie", Dutch "je": no familiar German form, no formal Dutch one."""
    wrong = {"de": r"\b(du|dein|deine|dir|dich|euch|euer)\b", "nl": r"\b(u|uw)\b"}[language]
    for domain in DOMAINS:
        for message in _messages(language, domain):
            for _source, translation in _texts(message):
                assert not re.search(wrong, translation), translation


def test_an_untranslated_text_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text('{{ _("A text nobody translated") }}', encoding="utf-8")
    (tmp_path / "code.py").write_text('ngettext("%(n)s cat", "%(n)s cats", 2)', encoding="utf-8")
    found = extract_messages([tmp_path])
    assert message_ids(found) == {"A text nobody translated", ("%(n)s cat", "%(n)s cats")}
    _, missing = updated(tmp_path / "none.po", "de", found)
    assert len(missing) == 2


def test_gettext_goes_by_no_name_that_is_not_looked_for() -> None:
    """``ask = page.gettext`` and then ``ask("…")``: nobody would miss the translation."""
    given = re.compile(r"^\s*(\w+)(?:, \w+)* = [\w.]+\.gettext\b(?!\()", re.M)
    files = [path for folders in DOMAINS.values() for folder in folders for path in folder.rglob("*.py")]
    found = {name for path in files for name in given.findall(path.read_text("utf-8"))}
    assert "say" in found
    assert found <= KEYWORDS.keys()


def test_a_translation_survives_the_update_and_an_unused_one_goes(tmp_path: Path) -> None:
    old = tmp_path / "reports.po"
    old.write_text('msgid "kept"\nmsgstr "behalten"\n\nmsgid "gone"\nmsgstr "weg"\n', encoding="utf-8")
    (tmp_path / "page.html").write_text('{{ _("kept") }} {{ _("keps") }}', encoding="utf-8")
    content, missing = updated(old, "de", extract_messages([tmp_path]))
    assert 'msgstr "behalten"' in content.decode()
    assert "gone" not in content.decode()
    assert missing == ["keps"]


def test_what_is_saved_while_the_update_runs_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody fills in a translation between the reading of the file and its writing."""
    (tmp_path / "page.html").write_text('{{ _("kept") }}', encoding="utf-8")
    path, saved = tmp_path / "reports.po", ['msgid "kept"\nmsgstr "behalten"\n']
    path.write_text('msgid "kept"\nmsgstr ""\n', encoding="utf-8")

    def slowly(*asked: Any) -> tuple[bytes, list[str]]:
        found = updated(*asked)
        if saved:
            path.write_text(saved.pop(), encoding="utf-8")
        return found

    monkeypatch.setattr(i18n_update, "updated", slowly)
    assert i18n_update.bring_up_to_date(path, "de", extract_messages([tmp_path])) == []
    assert 'msgstr "behalten"' in path.read_text("utf-8")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_second_update_waits_for_the_first(tmp_path: Path) -> None:
    """Asked of the lock itself, by another process: both would otherwise write what they collected."""
    ask = f"import fcntl, os; fcntl.flock(os.open({str(tmp_path)!r}, 0), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with i18n_update.alone(tmp_path):
        assert b"BlockingIOError" in subprocess.run([sys.executable, "-c", ask], capture_output=True).stderr
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True).returncode == 0


def test_every_code_has_a_word() -> None:
    model = default_model()
    signals = {rule.id for rule in model.signals if rule.on == "action"}
    signals |= {rule.signal for rule in model.signals if rule.signal and rule.on != "action"}
    assert signals <= words.SIGNALS.keys()
    assert {reason.value for reason in Reason} == words.NOT_KEPT.keys()


@pytest.mark.parametrize(
    ("language", "number", "share", "signed", "day", "country"),
    [
        ("en", "1,234.5", "2.5%", "−3.2", "9 March 2026", "Germany"),
        ("de", "1.234,5", "2,5\u202f%", "−3,2", "9. März 2026", "Deutschland"),
        ("nl", "1.234,5", "2,5%", "−3,2", "9 maart 2026", "Duitsland"),
    ],
)
def test_figures_as_people_write_them(
    language: str, number: str, share: str, signed: str, day: str, country: str
) -> None:
    tr = translator(language, "Europe/Berlin")
    found = (tr.number(1234.5, 1), tr.percent(0.025, 1), tr.signed(-3.2, 1), tr.day("2026-03-09"))
    assert (*found, tr.country("de")) == (number, share, signed, day, country)
    assert tr.signed(0.04, 1).startswith("±")


@pytest.mark.parametrize(
    ("at", "shown"),
    [(1_774_745_999_000, "01:59"), (1_774_746_000_000, "03:00"), (1_761_440_400_000, "02:00")],
)
def test_times_are_the_zones_own_on_the_days_the_clock_jumps(at: int, shown: str) -> None:
    assert translator("de", "Europe/Berlin").time(at) == shown


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(LanguageError, match=r"fr.*de.*nl"):
        translator("fr")


def test_the_catalogue_uses_named_placeholders_only() -> None:
    for catalog in templates().values():
        for message in catalog:
            ids = message.id if isinstance(message.id, tuple) else (str(message.id),)
            for text in ids:
                assert all(name for name in _PLACEHOLDER.findall(text)), text
                assert "{" not in text or not any(field for _, field, _, _ in string.Formatter().parse(text))
