"""*Share here*: through the outbox, to a channel in which everybody may read it, then and when it is posted."""

from collections.abc import Callable

import pytest

from bot.sandbox import faults
from bot.sandbox.messages import Message
from bot.sandbox.stage import Reply
from tests.flows.stage import ALERTS, GENERAL, Stage

WEBSITE = "project-website"


def asked(stage: Stage, channel: str, who: str = "lead") -> Reply:
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme lying canarynote", channel=GENERAL))
    stage.settle()
    return stage.person(who).command("/client-health acme", channel=channel)


def share(stage: Stage, card: Reply, who: str = "lead") -> str:
    """The private answer to pressing it."""
    person = stage.person(who)
    before = len(person.ephemerals)
    person.press("health_share", in_=card)
    stage.settle()
    (answer,) = person.ephemerals[before:]
    return answer.text


def posts(stage: Stage, channel: str) -> list[Message]:
    return [message for message in stage.slack.messages(channel) if message.user == stage.slack.bot_user_id]


def test_a_card_is_shared_through_the_outbox(stage: Stage) -> None:
    """Nothing is posted before a tick; then once, with who shared it, and without notes, amounts or reporters."""
    stage.slack.changes.invite_app(WEBSITE)
    card = asked(stage, WEBSITE, "designer")
    assert "is being posted" in share(stage, card, "designer")
    assert posts(stage, WEBSITE) == []
    stage.tick()
    (posted,) = posts(stage, WEBSITE)
    shown = str(posted.blocks)
    assert "Acme" in posted.text
    assert stage.designer.id in shown
    assert stage.lead.id not in shown
    assert "canarynote" not in shown
    assert "action_id" not in shown
    stage.tick()
    assert len(posts(stage, WEBSITE)) == 1


def test_pressed_twice_by_slack_it_is_shared_once(stage: Stage) -> None:
    """The same press delivered again changes nothing."""
    stage.slack.changes.invite_app(WEBSITE)
    share(stage, asked(stage, WEBSITE))
    stage.slack.redeliver(times=3)
    stage.tick()
    assert len(posts(stage, WEBSITE)) == 1


def with_guest(stage: Stage) -> None:
    stage.slack.changes.join("freelancer", WEBSITE)


def with_outsider(stage: Stage) -> None:
    stage.slack.changes.join("outsider", WEBSITE)


def test_a_card_is_shared_once_however_often_it_is_pressed(stage: Stage) -> None:
    """A double click is one wish; another card is another."""
    stage.slack.changes.invite_app(WEBSITE)
    card = asked(stage, WEBSITE)
    for _ in range(3):
        assert "is being posted" in share(stage, card)
    stage.after(seconds=10)
    assert len(posts(stage, WEBSITE)) == 1
    share(stage, stage.lead.command("/client-health acme", channel=WEBSITE))
    stage.after(seconds=10)
    assert len(posts(stage, WEBSITE)) == 2


def test_a_share_that_failed_can_be_pressed_again(stage: Stage) -> None:
    """On the same card, once the channel is its own again."""
    stage.slack.changes.invite_app(WEBSITE)
    card = asked(stage, WEBSITE)
    for times in (1, 2):
        share(stage, card)
        stage.slack.changes.share(WEBSITE)
        stage.after(seconds=5)
        assert len([one for one in stage.lead.direct() if one.user == stage.slack.bot_user_id]) == times
        stage.slack.changes.unshare(WEBSITE)
        stage.settle()
    share(stage, card)
    stage.after(seconds=5)
    assert len(posts(stage, WEBSITE)) == 1


TURNS: dict[str, Callable[[Stage], object]] = {
    "people from outside can read": lambda stage: stage.slack.changes.share(WEBSITE),
    "about to be shared": lambda stage: stage.slack.changes.begin_sharing(WEBSITE),
    "a guest or somebody from outside": with_guest,
    "somebody from outside": with_outsider,
    "Invite me": lambda stage: stage.slack.changes.remove_app(WEBSITE),
    "archived": lambda stage: stage.slack.changes.archive(WEBSITE),
}


@pytest.mark.parametrize("told", TURNS)
def test_where_not_everybody_may_read_it_is_refused(stage: Stage, told: str) -> None:
    """Privately, with the reason; nothing is owed afterwards."""
    stage.slack.changes.invite_app(WEBSITE)
    card = asked(stage, WEBSITE)
    TURNS[told](stage)
    stage.settle()
    stage.after(minutes=2)
    assert told in share(stage, card)
    stage.after(hours=2)
    assert posts(stage, WEBSITE) == []


@pytest.mark.parametrize("told", [told for told in TURNS if told != "Invite me"])
def test_the_channel_is_asked_again_when_it_is_posted(stage: Stage, told: str) -> None:
    """Between the press and the post it turned into one that outsiders read: nothing goes out."""
    stage.slack.changes.invite_app(WEBSITE)
    share(stage, asked(stage, WEBSITE))
    TURNS[told](stage)
    stage.tick()
    stage.after(minutes=5)
    assert posts(stage, WEBSITE) == []


def test_a_share_that_could_not_go_out_is_told_and_forgotten(stage: Stage) -> None:
    """Whoever pressed hears of it, and it is not posted weeks later when the channel is its own again."""
    stage.slack.changes.invite_app(WEBSITE)
    share(stage, asked(stage, WEBSITE))
    stage.slack.changes.share(WEBSITE)
    stage.after(minutes=2)
    told = [message for message in stage.lead.direct() if message.user == stage.slack.bot_user_id]
    assert len(told) == 1
    assert "C0WEBSITE01" in str(told[0].blocks)
    assert "Acme" not in str(told[0].blocks) + told[0].text
    stage.slack.changes.unshare(WEBSITE)
    stage.after(hours=3)
    assert posts(stage, WEBSITE) == []


def test_where_the_bot_is_no_member_it_asks_to_be_invited(stage: Stage) -> None:
    """And after that it works."""
    card = asked(stage, WEBSITE)
    assert "Invite me" in share(stage, card)
    stage.slack.changes.invite_app(WEBSITE)
    stage.settle()
    card = stage.lead.command("/client-health acme", channel=WEBSITE)
    share(stage, card)
    stage.tick()
    assert len(posts(stage, WEBSITE)) == 1


def test_in_a_private_channel_it_cannot_see_it_says_so(stage: Stage) -> None:
    """Slack does not tell the bot of a private channel that it is not in."""
    stage.slack.changes.add_channel("secret-pitch", is_private=True, members=("lead",))
    told = share(stage, asked(stage, "secret-pitch"))
    assert "Not shared" in told
    assert "nvite me" in told


def test_in_a_direct_message_it_is_refused(stage: Stage) -> None:
    """There is nobody to share with."""
    assert "direct message" in share(stage, asked(stage, "@designer"))


def test_a_contractor_may_be_in_the_channel(stage: Stage) -> None:
    """A guest let in by name reads what members read."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
        uow.workspace.save_settings(settings.with_changes({"contractors": (stage.person("freelancer").id,)}))
    stage.slack.changes.invite_app(WEBSITE)
    with_guest(stage)
    share(stage, asked(stage, WEBSITE))
    stage.tick()
    assert len(posts(stage, WEBSITE)) == 1


def test_a_member_who_becomes_a_guest_closes_the_channel(stage: Stage) -> None:
    """An event says so, and it holds at once: for alerts too."""
    stage.slack.changes.make_guest("designer")
    stage.settle()
    asked(stage, GENERAL)
    stage.hold_ends()
    assert posts(stage, ALERTS) == []


def test_also_where_slack_does_not_say_what_they_are_now(stage: Stage) -> None:
    """What was known of them counts no more."""
    asked(stage, GENERAL)
    stage.slack.faults.add("users.info", faults.error("internal_error"), times=0)
    stage.slack.changes.make_guest("designer")
    stage.settle()
    stage.hold_ends()
    assert posts(stage, ALERTS) == []
