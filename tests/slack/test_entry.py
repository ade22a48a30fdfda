"""The tables of entry points."""

import pytest

from bot.slack.entry import Ack, EntryPoints, EntryTaken, Kind


def test_all_entry_points_can_be_listed() -> None:
    """Each with its kind, its id and whether it is guarded."""
    entries = EntryPoints()
    entries.command("/x", lambda _: Ack(), opens_form=True)
    entries.shortcut("x", lambda _: Ack())
    entries.action("x", lambda _: Ack())
    entries.submission("x", lambda _: Ack())
    entries.closed("x", lambda _: Ack())
    entries.options("x", lambda _: Ack())
    entries.event("x", lambda _: Ack())
    entries.fact("y", lambda _: Ack())
    assert {entry.kind for entry in entries} == set(Kind)
    assert [entry.id for entry in entries if not entry.is_guarded] == ["y"]
    assert [entry.id for entry in entries if entry.opens_form] == ["/x"]
    assert entries.find(Kind.ACTION, "z") is None


def test_an_id_is_handled_once() -> None:
    """Two handlers for one button are a mistake of ours, found at the start."""
    entries = EntryPoints()
    entries.action("x", lambda _: Ack())
    with pytest.raises(EntryTaken):
        entries.action("x", lambda _: Ack())
    entries.submission("x", lambda _: Ack())
