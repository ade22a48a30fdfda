"""The audit trail as a modal, with whatever may stand in a line."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.messages.audit_values import FIELDS, IDS_ONLY
from bot.slack.modals.audit_view import audit_view
from bot.usecases.audit_lines import KINDS, AuditKind, AuditLine
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.read_audit import LINES_A_PAGE, AuditEntry, AuditSheet
from tests.slack.limits import problems_of_view

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(max_size=200)
    | st.sampled_from(
        ["<!channel>", "2026-03-02T10:00:00+00:00", "U0LEAD00001", "lying", "decisive", "09:00:00", "é" * 4000]
    ),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=12,
)
TOLD = st.none() | st.dictionaries(st.sampled_from([*sorted(FIELDS), *sorted(IDS_ONLY), "some_new_field"]), VALUES)
LINES = st.builds(
    AuditLine,
    seq=st.integers(1, 10**9),
    at=st.just(AT),
    by=st.sampled_from(["U0LEAD00001", "partways", "operator", "x" * 5000, "<!here>"]),
    action=st.sampled_from([*sorted(KINDS), "some_new_action", "y" * 5000]),
    subject=st.text(max_size=40),
    before=TOLD | VALUES,
    after=TOLD | VALUES,
)
ENTRIES = st.builds(AuditEntry, line=LINES, client=st.none() | st.text(max_size=300))


def sheet(*entries: AuditEntry, **changes: object) -> AuditSheet:
    values = {
        "entries": entries,
        "names": {},
        "client": None,
        "by": None,
        "kind": None,
        "has_newer": False,
        "has_older": False,
        "language": "en",
        "zone": "Europe/Berlin",
    }
    return AuditSheet(**(values | changes))


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=LINES_A_PAGE))
def test_whatever_stands_in_a_line_slack_takes_it_and_it_does_no_harm(entries: list[AuditEntry]) -> None:
    """Values of any shape under any name, as a newer or an older version may have recorded them."""
    view = audit_view(sheet(*entries, has_newer=True, has_older=True))
    assert problems_of_view(view) == []


def test_filters_in_force_are_shown_and_travel_as_ids() -> None:
    """The longest name, a person, a kind; a page further on knows them."""
    view = audit_view(sheet(client=ClientChoice("c" * 32, "Ä" * 75), by="U0LEAD00001", kind=AuditKind.ALERTS))
    assert problems_of_view(view) == []
    assert view["private_metadata"] == f'{{"client":"{"c" * 32}","by":"U0LEAD00001","kind":"alerts"}}'
    shown = {element["action_id"]: element for element in view["blocks"][0]["elements"]}
    assert shown["audit_client"]["initial_option"]["value"] == "c" * 32
    assert shown["audit_person"]["initial_user"] == "U0LEAD00001"
    assert shown["audit_kind"]["initial_option"]["value"] == "alerts"
    assert "audit_all" in shown


def test_an_empty_trail_says_so() -> None:
    """And offers nothing to turn to."""
    view = audit_view(sheet())
    assert "Nothing has been changed yet." in str(view)
    assert "audit_page" not in str(view)
    assert "audit_all" not in str(view)
