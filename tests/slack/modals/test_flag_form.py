"""The form that flags a client."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.signs import BIG_RED_FLAGS, SignId, facts_of
from bot.slack.modals.flag_form import flag_form, message_text_of
from bot.slack.modals.view import unpack
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.forms import FlagForm, SignOnOffer
from bot.usecases.records import Evidence

OFFERS = tuple(SignOnOffer(sign.value, False, sign in BIG_RED_FLAGS, facts_of(sign)) for sign in SignId)
FORM = FlagForm(
    signs=OFFERS,
    client=ClientChoice("c1", "Acme"),
    sign=None,
    severity="normal",
    occurred_at=datetime(2026, 3, 3, tzinfo=UTC),
    note="",
    is_confidential=False,
    facts=(),
    bars=(),
    evidence=None,
    message_text=None,
    corrects=None,
    has_clients=True,
    language="en",
    zone="UTC",
)
ALWAYS = {"client", "sign", "severity", "occurred_at", "note", "confidential"}


def inputs(view) -> dict[str, dict]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("sign", SignId)
def test_the_form_asks_for_the_facts_of_the_sign_and_no_others(sign: SignId):
    """A change of the sign is told to the bot, so that it can draw the form anew."""
    drawn = inputs(flag_form(replace(FORM, sign=sign.value)))
    about = {"about"} if sign in (SignId.PHYSICAL_ABUSE, SignId.MENTAL_ABUSE) else set()
    assert drawn.keys() == ALWAYS | set(facts_of(sign)) | about
    assert {block["element"]["action_id"] for block in drawn.values()} == {"value"}
    assert [block_id for block_id, block in drawn.items() if block.get("dispatch_action")] == ["sign"]


def test_the_signs_stand_in_two_groups():
    """Big red flags first, then the less obvious ones; a team's own follow where there are any."""
    groups = inputs(flag_form(FORM))["sign"]["element"]["option_groups"]
    assert [len(group["options"]) for group in groups] == [4, 6]
    own = replace(FORM, signs=(*OFFERS, SignOnOffer("scope_creep", True, False, ())))
    groups = inputs(flag_form(own))["sign"]["element"]["option_groups"]
    assert groups[2]["options"][0]["value"] == "scope_creep"


def test_a_flagged_message_is_shown_above_an_empty_note_and_carried_by_id_only():
    """Its text can be read back from the open form, since it is stored nowhere."""
    evidence = Evidence("https://example.slack.com/archives/C1/p17", "C0ROOM", "1700000000.000100", "U0AUTHOR")
    view = flag_form(replace(FORM, evidence=evidence, message_text="We never agreed to that.\nNever."))
    ids = {"channel": "C0ROOM", "ts": "1700000000.000100", "author": "U0AUTHOR"}
    assert unpack(view["private_metadata"]) == ids
    assert message_text_of(view) == "We never agreed to that.\nNever."
    assert "initial_value" not in inputs(view)["note"]["element"]


def test_a_correction_is_prefilled_with_what_was_said():
    """And says which incident it replaces."""
    view = flag_form(
        replace(FORM, corrects="i1", sign="slow_pay", note="Late.", facts=(("days_late", "30"), ("our_error", "true")))
    )
    drawn = inputs(view)
    assert unpack(view["private_metadata"]) == {"corrects": "i1"}
    assert drawn["note"]["element"]["initial_value"] == "Late."
    assert drawn["days_late"]["element"]["initial_value"] == "30"
    assert drawn["our_error"]["element"]["initial_options"]
    assert drawn["client"]["element"]["initial_option"]["value"] == "c1"


def test_a_rescue_is_expected_unless_somebody_says_otherwise():
    """The box starts ticked, as the fact starts true."""
    view = flag_form(replace(FORM, sign="ignored_advice"))
    assert inputs(view)["expects_rescue"]["element"]["initial_options"]
    view = flag_form(replace(FORM, sign="ignored_advice", facts=(("expects_rescue", "false"),)))
    assert "initial_options" not in inputs(view)["expects_rescue"]["element"]
