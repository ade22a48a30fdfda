"""The health of one client, as one person sees it and as a channel does."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from bot.domain.history import ClientStatus
from bot.slack.messages.health_card import health
from bot.slack.messages.notices import share
from bot.usecases.health_card import HealthCard, IncidentLine
from bot.usecases.notices import ShareNotice
from tests.slack.reading import action_ids, shown
from tests.slack.strategies import cards, incident_lines

some = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def _with_secrets(line: IncidentLine) -> IncidentLine:
    return replace(
        line,
        note="secretnote",
        reason="secretreason",
        reporter="U0SECRET",
        permalink="https://secret.example/x",
        facts=(("amount", "4711.5"),),
    )


@given(cards, incident_lines)
@some
def test_a_shared_card_keeps_what_is_private(card: HealthCard, line: IncidentLine):
    """No note, amount, reporter, reason, evidence, monthly value or button."""
    client = replace(card.client, monthly_value=None if card.client.monthly_value is None else 4711)
    rendered = share(ShareNotice(replace(card, client=client, incidents=(_with_secrets(line),)), "U0SHARER"))
    said = shown(rendered).lower()
    assert not [secret for secret in ("secret", "4,711", "4711.5") if secret in said]
    assert action_ids(rendered) == []


@given(cards, incident_lines)
@some
def test_what_is_withheld_is_not_shown(card: HealthCard, line: IncidentLine):
    """A neutral word stands in its place."""
    withheld = replace(line, note=None, reporter=None, is_withheld=True)
    assert "for reviewers only" in shown(health(replace(card, incidents=(withheld,))))


@given(cards)
@some
def test_every_button_can_be_had_or_left_out(card: HealthCard):
    """Nobody is offered what they may not do."""
    active = replace(card.client, status=ClientStatus.ACTIVE)
    told = replace(
        card,
        client=active,
        parting=None,
        incidents=(),
        care=(),
        can_edit=False,
        can_merge=False,
        wants_warning=False,
        wants_list=False,
    )
    assert action_ids(health(told)) == ["review_open", "health_share"]
    assert action_ids(health(replace(told, wants_list=True))) == ["review_open", "health_share"]
    assert action_ids(health(replace(told, wants_list=True, can_merge=True)))[0] == "parting_begin"
    offered = replace(told, can_edit=True, can_merge=True, wants_warning=True)
    assert action_ids(health(offered)) == [
        "review_open",
        "health_share",
        "client_edit",
        "client_data",
        "client_merge",
        "warning_record",
    ]
    former = replace(told, client=replace(active, status=ClientStatus.FORMER))
    assert action_ids(health(former)) == ["review_open", "health_share"]
    assert action_ids(health(replace(former, can_merge=True)))[-1] == "client_take_back"


@given(cards, incident_lines)
@some
def test_the_menu_offers_the_corrections_that_are_allowed(card: HealthCard, line: IncidentLine):
    """Each option's value is the correction and the incident."""
    rendered = health(replace(card, parting=None, wants_list=False, incidents=(line,)))
    menus = [block["accessory"] for block in rendered.blocks if "accessory" in block]
    values = [option["value"] for menu in menus for option in menu["options"]]
    assert values == [f"{correction.value}|{line.id}" for correction in line.corrections]
    assert json.dumps(rendered.blocks)
