"""A form's state, read into plain values."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from bot.slack.parse import BadPayload
from bot.slack.view_state import ViewState


def state(**inputs: object) -> ViewState:
    return ViewState({block: {"value": given} for block, given in inputs.items()})  # type: ignore[dict-item]


def test_every_kind_of_input_is_read() -> None:
    """As the plain value that somebody put in."""
    filled = state(
        note={"type": "plain_text_input", "value": "late"},
        hours={"type": "number_input", "value": "2.5"},
        sign={"type": "static_select", "selected_option": {"value": "slow_pay"}},
        confidential={"type": "checkboxes", "selected_options": [{"value": "yes"}]},
        occurred_at={"type": "datetimepicker", "selected_date_time": 1772442000},
        work_starts={"type": "timepicker", "selected_time": "09:30"},
        owner={"type": "users_select", "selected_user": "U0LEAD00001"},
        reviewers={"type": "multi_users_select", "selected_users": ["U1AA", "U2BB"]},
        alert_channel={"type": "conversations_select", "selected_conversation": "C0ALERTS001"},
        channels={"type": "multi_channels_select", "selected_channels": ["C1AA"]},
    )
    assert filled.text("note") == "late"
    assert filled.number("hours") == Decimal("2.5")
    assert filled.option("sign") == "slow_pay"
    assert filled.options("confidential") == ("yes",)
    assert filled.is_checked("confidential")
    assert filled.moment("occurred_at") == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert filled.time_of_day("work_starts") == time(9, 30)
    assert filled.user("owner") == "U0LEAD00001"
    assert filled.users("reviewers") == ("U1AA", "U2BB")
    assert filled.conversation("alert_channel") == "C0ALERTS001"
    assert filled.conversations("channels") == ("C1AA",)


def test_empty_and_absent_read_alike() -> None:
    """As nothing; `has` tells them apart."""
    empty = {
        "value": None,
        "selected_option": None,
        "selected_options": [],
        "selected_date_time": None,
        "selected_time": None,
        "selected_user": None,
        "selected_users": [],
        "selected_conversation": None,
    }
    for filled in (state(x=empty), state()):
        assert filled.text("x") is None
        assert filled.number("x") is None
        assert filled.option("x") is None
        assert filled.moment("x") is None
        assert filled.time_of_day("x") is None
        assert filled.user("x") is None
        assert filled.conversation("x") is None
        assert filled.options("x") == filled.users("x") == filled.conversations("x") == ()
        assert not filled.is_checked("x")
    assert state(x=empty).has("x")
    assert not state().has("x")


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("text", {"value": 7}),
        ("number", {"value": "1e9"}),
        ("number", {"value": "NaN"}),
        ("number", {"value": "9" * 16}),
        ("option", {"selected_option": "x"}),
        ("option", {"selected_option": {"value": None}}),
        ("option", {"selected_option": {"value": ""}}),
        ("option", {"selected_option": {"value": "x" * 151}}),
        ("options", {"selected_options": {"value": "x"}}),
        ("moment", {"selected_date_time": "1772442000"}),
        ("moment", {"selected_date_time": True}),
        ("moment", {"selected_date_time": 10**10}),
        ("moment", {"selected_date_time": -1}),
        ("time_of_day", {"selected_time": "24:00"}),
        ("users", {"selected_users": [1]}),
    ],
)
def test_another_kind_of_value_is_refused(question: str, given: object) -> None:
    """Slack sends none of these; the field is named, not the value."""
    with pytest.raises(BadPayload, match=r"^x$"):
        getattr(state(x=given), question)("x")
