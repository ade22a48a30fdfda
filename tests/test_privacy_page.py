"""docs/privacy.md says what the code does: its numbers, its commands, its tables."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.domain.settings import Settings
from bot.store import inventory
from bot.usecases.export_subject import ANOTHER, NOT_THEIRS
from bot.usecases.export_subject import FORM as SUBJECT_FORM
from bot.usecases.export_workspace import FORM as WORKSPACE_FORM
from bot.usecases.keep_time import ASKS_EVERY, COPIES_KEPT, MESSAGES_KEPT
from bot.usecases.sweep import RECEIPTS_KEPT
from bot.usecases.wipe_workspace import WIPE_AFTER

PAGE = (Path(__file__).parents[1] / "docs" / "privacy.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["keep_months", "keep_decisive_months", "keep_former_months", "keep_audit_years"])
def test_the_keeping_times_are_the_defaults(name: str) -> None:
    """Each setting stands in the table with its default and its unit."""
    (row,) = (line for line in PAGE.splitlines() if f"| `{name}` |" in line)
    assert row.endswith(f"| {getattr(Settings(), name)} {name.rsplit('_', 1)[-1]} |")


def test_the_other_times_are_the_constants() -> None:
    """Days that nobody can set."""
    for what, kept in (
        ("messages that are over", MESSAGES_KEPT),
        ("copies of the", COPIES_KEPT),
        ("everything", WIPE_AFTER),
    ):
        assert re.search(rf"\| {what}[^|]*\| – \| {kept.days} days \|", PAGE), what
    assert f"gone after {RECEIPTS_KEPT.days} days" in PAGE
    assert f"at most one in {ASKS_EVERY.days} days" in PAGE


def test_every_command_on_the_page_exists_with_its_options() -> None:
    """A data protection person types what stands there."""
    commands = get_command(app).commands  # type: ignore[attr-defined]
    found = re.findall(r"`partways ([a-z-]+)([^`]*)`", PAGE)
    assert {name for name, _ in found} >= {"subject-export", "restrict-person", "erase-person", "erase-client", "wipe"}
    for name, rest in found:
        if name == "audit" and name not in commands:
            continue
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


def test_every_table_with_people_or_texts_is_on_the_page() -> None:
    """A new one is told of."""
    kept = {*inventory.PEOPLE, *inventory.TYPED} - {
        "clients",
        "client_names",
        "policy_versions",
        "holds",
        "restrictions",
    }
    assert {table for table in kept if f"`{table}`" not in PAGE} == set()


def test_the_forms_and_the_words_of_the_exports() -> None:
    """As they stand in the files."""
    assert all(word in PAGE for word in (SUBJECT_FORM, WORKSPACE_FORM, ANOTHER, NOT_THEIRS))
