"""What somebody who flags a client is answered."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.reading import RuleReading, WatchReading
from bot.domain.signs import Level
from bot.slack.messages.flag_answer import flag_answer
from bot.slack.modals.answers import flagged_view
from bot.usecases.flag_answers import (
    AlertOutlook,
    ClientChoice,
    ClientUnknown,
    Flagged,
    SameThing,
    SignMissing,
    SignUnknown,
)
from bot.usecases.setup_hints import Missing, SetupHint
from tests.slack.reading import action_ids, shown

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
FLAGGED = Flagged(
    incident="i1",
    client="c1",
    client_name="Acme",
    is_new_client=False,
    sign="lying",
    severity="normal",
    at=AT,
    level_before=Level.CLEAR,
    level=Level.DECISIVE,
    why=(RuleReading("lying", Level.DECISIVE, (AT,), ("i1",)),),
    watch=(),
    next_change=None,
    outlook=AlertOutlook.WILL_BE_POSTED,
    hold_s=30,
    same_thing=None,
    is_witness_only=False,
    is_repeat=False,
    note_was_cut=False,
    not_counting=None,
    history_first=None,
    wants_warning=False,
    hints=(),
    language="en",
    zone="UTC",
)


def test_the_level_and_why_stand_in_a_line_of_their_own():
    """Then *Add details* and *Undo*, and how long there is to undo."""
    rendered = flag_answer(FLAGGED)
    _, line = rendered.blocks[0]["text"]["text"].split("\n")
    assert "🔴 Now *decisive*. *Said what was not true*: 1 time (Mar 3, 2026); once is enough." in line
    assert "in 30 seconds" in shown(rendered)
    assert action_ids(rendered) == ["incident_edit", "incident_undo"]


def test_the_same_form_tells_it_with_undo():
    """A second form on top of it is not offered."""
    view = flagged_view(FLAGGED)
    assert view["callback_id"] == "flagged"
    assert "incident_undo" in str(view)
    assert "incident_edit" not in str(view)


def test_a_watch_says_what_is_near():
    """There is no rule to name yet."""
    watched = replace(FLAGGED, level=Level.WATCH, why=(), watch=(WatchReading("one_short", "slow_pay"),))
    assert "*Paid late*: one more reaches the limit." in shown(flag_answer(watched))


def test_the_same_thing_is_asked_with_both_ids():
    """Yes voids this one as a duplicate of the earlier."""
    rendered = flag_answer(replace(FLAGGED, same_thing=SameThing("i0", AT)))
    assert rendered.blocks[2]["accessory"]["value"] == "i1|i0"


def test_a_witness_has_nothing_to_undo():
    """They added themselves to what somebody else flagged."""
    assert action_ids(flag_answer(replace(FLAGGED, is_witness_only=True))) == []


def test_a_former_client_comes_with_its_history():
    """Before anybody takes on more."""
    rendered = flag_answer(replace(FLAGGED, is_parted=True, history_first=AT))
    assert action_ids(rendered)[0] == "health_open"
    assert "On Mar 3, 2026 it was decided to part ways with Acme" in shown(rendered)


def test_what_is_still_to_be_set_up_stands_beneath():
    """With who can do it."""
    hints = (SetupHint(Missing.ALERT_CHANNEL, ("U0ADMIN",), you_can=False), SetupHint(Missing.REVIEWERS, (), True))
    said = shown(flag_answer(replace(FLAGGED, hints=hints)))
    assert "<@U0ADMIN> can do that" in said
    assert "You can do that" in said


def test_an_unknown_client_offers_near_names_and_a_new_one():
    """Each carries the draft, so that nobody types twice."""
    near = (ClientChoice("c1", "Acme"), ClientChoice("c2", "Acne", "Acm"))
    rendered = flag_answer(ClientUnknown("acm", "Acm", near, "d1", for_flag=True, language="en"))
    assert action_ids(rendered) == ["pick_client", "pick_client", "create_and_flag"]
    assert [block["accessory"]["value"] for block in rendered.blocks if "accessory" in block] == ["d1|c1", "d1|c2"]


def test_a_question_creates_nothing():
    """A near name can be picked, and that is all."""
    near = (ClientChoice("c1", "Acme"),)
    rendered = flag_answer(ClientUnknown("acm", "Acm", near, None, for_flag=False, language="en"))
    assert action_ids(rendered) == ["pick_client"]
    assert rendered.blocks[-1]["accessory"]["value"] == "|c1"


def test_an_unknown_sign_offers_near_ones_and_the_form():
    """And lists how each sign is typed."""
    client = ClientChoice("c1", "Acme")
    answer = SignUnknown(client, "slowpya", ("slow_pay",), ("slow_pay", "lying"), "d1", "en")
    rendered = flag_answer(answer)
    assert action_ids(rendered) == ["pick_sign", "form_open"]
    assert "`lying` Said what was not true" in shown(rendered)


def test_a_missing_sign_says_both_ways_on():
    """For the case that the form could not be opened."""
    assert action_ids(flag_answer(SignMissing(ClientChoice("c1", "Acme"), "en"))) == ["form_open"]
