"""Whatever a member is shown, from the first flag to the parting: no note that is withheld from them, and no reporter."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.sandbox.person import Person
from tests.flows.alerting import alert_of
from tests.flows.parted import calm, living, part_ways
from tests.flows.register import client_named
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_guard_notes import acme, flag_by_form

CANARY = "canarynote"
SIGNS = (("slow_pay", True), ("mental_abuse", False), ("physical_abuse", False))


def in_trouble(stage: Stage) -> str:
    """Acme with withheld notes of the lead's, owned by the designer, its alert posted. Gives the client's id."""
    acme(stage)
    for sign, confidential in SIGNS:
        flag_by_form(stage, sign, confidential=confidential)
    client = client_named(stage, "Acme")
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.clients.save(replace(client, owner=stage.designer.id))
    stage.hold_ends()
    return client.id


def seen_by(stage: Stage, who: Person) -> Iterator[str]:
    """All that is on their screen: forms, home, private answers, direct messages, and the alert channel with its threads."""
    view, home = who.view, who.home
    yield from (str(shown.blocks) for shown in (view, home) if shown is not None)
    for message in (*who.ephemerals, *who.direct(), *stage.slack.messages(ALERTS)):
        if message.user == stage.slack.bot_user_id or message.ephemeral_to:
            yield f"{message.text} {message.blocks}"


def review(stage: Stage, who: Person, _: str) -> None:
    who.press("alert_review", in_=alert_of(stage))


def review_of_client(stage: Stage, who: Person, client: str) -> None:
    review(stage, who, client)
    stage.settle()
    who.press("review_chart", client)


def home(stage: Stage, who: Person, _: str) -> None:
    del stage
    who.open_home()


def card(stage: Stage, who: Person, _: str) -> None:
    del stage
    who.command("/client-health acme", channel=GENERAL)
    who.command("/client-health", channel=GENERAL)


def shared(stage: Stage, who: Person, _: str) -> None:
    stage.slack.changes.invite_app("project-website")
    who.press("health_share", in_=who.command("/client-health acme", channel="project-website"))


def reminded(stage: Stage, who: Person, _: str) -> None:
    """The owner is told directly while nobody takes it; then the digest's day comes."""
    for _hours in range(12):
        stage.after(hours=14)
    assert [message for message in who.direct() if "Acme" in message.text]
    stage.after(seconds=5)


def taken(stage: Stage, who: Person, _: str) -> None:
    who.press("alert_ack", in_=alert_of(stage))
    stage.settle()
    stage.flag("Acme slow_pay")
    stage.after(seconds=5)


def parted(stage: Stage, who: Person, client: str) -> None:
    """A reviewer parts ways; the list that follows is everybody's, and reminds of itself."""
    calm(stage)
    part_ways(stage)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (parting,) = uow.partings.of_client(client)
    who.press("parting_open", parting.id, in_=living(stage))
    stage.settle()
    stage.after(days=40)


SURFACES: dict[str, Callable[[Stage, Person, str], None]] = {
    "the review": review,
    "the chart": review_of_client,
    "home": home,
    "the cards": card,
    "a shared card": shared,
    "reminders and the digest": reminded,
    "the alert and its lines": taken,
    "the parting": parted,
}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_member_is_shown_no_withheld_note_and_no_reporter(stage: Stage, surface: str) -> None:
    """On any of them; the client's owner is a member like the others."""
    client = in_trouble(stage)
    SURFACES[surface](stage, stage.designer, client)
    stage.settle()
    stage.after(seconds=5)
    shown = list(seen_by(stage, stage.designer))
    assert any("Acme" in text for text in shown)
    for text in shown:
        assert CANARY not in text
        assert f"<@{stage.lead.id}>" not in text


@pytest.mark.parametrize("surface", ["the review", "the cards"])
def test_a_reviewer_is_shown_them(stage: Stage, surface: str) -> None:
    """Which says that there is something to withhold."""
    client = in_trouble(stage)
    SURFACES[surface](stage, stage.partner, client)
    stage.settle()
    assert any(CANARY in text for text in seen_by(stage, stage.partner))
