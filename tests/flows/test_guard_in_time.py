"""A Slack that is slow makes nobody wait longer than Slack does: the answer comes, and what is not known means no."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox import faults
from bot.sandbox.stage import Reply
from tests.flows.stage import ALERTS, GENERAL, Stage
from tests.flows.test_guard_share import WEBSITE, asked, posts, share

SLOW_S = 0.2
BUDGET_S = 0.3
SLACK_ASKED = ("conversations.info", "conversations.members", "users.info")


@pytest.fixture(autouse=True)
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time in earnest, and calls that are as slow for it."""
    monkeypatch.setattr("bot.slack.deadline.ANSWER_WITHIN_S", BUDGET_S)


def slow(stage: Stage) -> None:
    """Each call by itself would be in time; nothing is remembered from before."""
    stage.clock.move(timedelta(minutes=6))
    for method in SLACK_ASKED:
        stage.slack.faults.add(method, faults.slow(SLOW_S), times=0)


def test_a_card_is_not_shared_on_a_guess(stage: Stage) -> None:
    """The press is answered, and says that it could not be looked up."""
    stage.slack.changes.invite_app(WEBSITE)
    card = asked(stage, WEBSITE)
    slow(stage)
    told = share(stage, card)
    assert "Not shared" in told
    stage.slack.faults.clear()
    stage.after(seconds=5)
    assert posts(stage, WEBSITE) == []


def test_the_policy_is_shown_without_what_could_not_be_looked_up(stage: Stage) -> None:
    """The settings' channel is looked at, and not waited for."""
    slow(stage)
    reply = stage.partner.command("/client-policy", channel=GENERAL)
    assert reply.status == 200
    assert "cannot" in str(reply.blocks)
    assert ALERTS in str(reply.blocks)


ASKS: dict[str, Callable[[Stage], Reply]] = {
    "command": lambda stage: stage.lead.command("/client-health", channel=GENERAL),
    "shortcut": lambda stage: stage.lead.shortcut("flag_client_global"),
}


@pytest.mark.parametrize("what", ASKS)
def test_an_acknowledgement_waits_for_no_call_that_hangs(stage: Stage, what: str) -> None:
    """Whoever cannot be looked up in time is refused for now; a form that does not open says so."""
    stage.clock.move(timedelta(minutes=6))
    for method in (*SLACK_ASKED, "views.open"):
        stage.slack.faults.add(method, faults.slow(2 * BUDGET_S), times=0)
    reply = ASKS[what](stage)
    assert reply.status == 200
    # Each call would have been answered in the end: somebody who waited for it would have let them in.
    assert reply.view is None
    assert what == "shortcut" or "could not check with Slack" in reply.text
    stage.slack.faults.clear()
