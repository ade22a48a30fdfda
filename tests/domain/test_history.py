from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.history import (
    Decision,
    EntryRefusal,
    Exemption,
    Incident,
    Outcome,
    RefusedEntry,
    Void,
    Waiver,
    WarningGiven,
    check_entry,
)

NOW = datetime(2026, 1, 11, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
HISTORY = (
    Incident("lie", BEFORE, "lying"),
    Incident("blow", BEFORE, "physical_abuse"),
    WarningGiven("told", BEFORE, "lying"),
    Decision("kept", BEFORE, Outcome.KEEP),
    Void("voided", BEFORE, "told", "wrong client"),
    Waiver("waived", BEFORE, "lie", "a bad week"),
)


def test_an_entry_is_recorded_when_it_happened_unless_said_otherwise():
    """`recorded_at` is `at` by default."""
    assert Incident("i1", BEFORE, "lying").recorded_at == BEFORE
    assert Void("v1", BEFORE, "i1", "wrong", NOW).recorded_at == NOW


@pytest.mark.parametrize(
    "entry",
    [
        Incident("i1", NOW, "lying"),
        WarningGiven("w1", NOW, "lying"),
        Decision("d1", NOW, Outcome.KEEP),
        Decision("d1", NOW, Outcome.PROBATION, until=NOW + TICK),
        Void("v1", NOW, "lie", "wrong"),
        Void("v1", NOW, "told", "wrong"),
        Void("v1", NOW, "kept", "wrong"),
        Void("v1", NOW, "blow", "wrong"),
        Waiver("x1", NOW, "lie", "let pass"),
    ],
    ids=lambda entry: f"{type(entry).__name__}-{getattr(entry, 'entry', '')}",
)
def test_what_has_happened_by_now_may_be_entered(entry):
    """An entry of this very moment is not in the future."""
    check_entry(HISTORY, entry, NOW)


@pytest.mark.parametrize(
    ("entry", "field", "reason"),
    [
        (Incident("i1", NOW + TICK, "lying"), "at", EntryRefusal.IN_THE_FUTURE),
        (WarningGiven("w1", AFTER, "lying"), "at", EntryRefusal.IN_THE_FUTURE),
        (Decision("d1", AFTER, Outcome.KEEP), "at", EntryRefusal.IN_THE_FUTURE),
        (Void("v1", AFTER, "lie", "wrong"), "at", EntryRefusal.IN_THE_FUTURE),
        (Waiver("x1", AFTER, "lie", "let pass"), "at", EntryRefusal.IN_THE_FUTURE),
        (Incident("i1", BEFORE, "lying", recorded_at=AFTER), "recorded_at", EntryRefusal.IN_THE_FUTURE),
        (Decision("d1", NOW, Outcome.PROBATION), "until", EntryRefusal.UNTIL_MISSING),
        (Decision("d1", NOW, Outcome.PROBATION, until=NOW), "until", EntryRefusal.UNTIL_NOT_AFTER_DECISION),
        (Decision("d1", NOW, Outcome.PROBATION, until=BEFORE), "until", EntryRefusal.UNTIL_NOT_AFTER_DECISION),
        (Decision("d1", NOW, Outcome.KEEP, until=AFTER), "until", EntryRefusal.UNTIL_WITHOUT_PROBATION),
        (Void("v1", NOW, "nothing", "wrong"), "entry", EntryRefusal.UNKNOWN_ENTRY),
        (Waiver("x1", NOW, "nothing", "let pass"), "entry", EntryRefusal.UNKNOWN_ENTRY),
        (Void("v1", NOW, "voided", "wrong"), "entry", EntryRefusal.NOT_VOIDABLE),
        (Void("v1", NOW, "waived", "wrong"), "entry", EntryRefusal.NOT_VOIDABLE),
        (Waiver("x1", NOW, "told", "let pass"), "entry", EntryRefusal.NOT_WAIVABLE),
        (Waiver("x1", NOW, "kept", "let pass"), "entry", EntryRefusal.NOT_WAIVABLE),
        (Waiver("x1", NOW, "voided", "let pass"), "entry", EntryRefusal.NOT_WAIVABLE),
        (Waiver("x1", NOW, "blow", "let pass"), "entry", EntryRefusal.ABUSE_NOT_WAIVABLE),
    ],
)
def test_what_cannot_be_entered_is_refused_at_its_field(entry, field, reason):
    """Each refusal names the field and why."""
    with pytest.raises(RefusedEntry) as refused:
        check_entry(HISTORY, entry, NOW)
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_an_exemption_without_edges_covers_every_moment_of_its_bar_only():
    """None is no edge."""
    assert Exemption("nights").covers("nights", NOW)
    assert not Exemption("nights").covers("rounds", NOW)
