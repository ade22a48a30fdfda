"""`kill -9` at every step between a request and its message: what was confirmed is stored once and shown once."""

import signal

import pytest

from bot.sandbox.faults import late_apply, lost_answer
from tests.kill.serving import Rig, until

pytestmark = pytest.mark.kill

LIES = "SELECT count(*) FROM entries WHERE sign = 'lying'"
UNSETTLED = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'cancelled')"


def _prepare(rig: Rig) -> None:
    with rig.serving():
        rig.new_client("Acme")


def _shown_once(rig: Rig) -> None:
    until(lambda: len(rig.alerts()) == 1 and rig.count(UNSETTLED) == 0)
    assert "Acme" in rig.alerts()[0].text


@pytest.mark.parametrize(("point", "stored"), [("uncommitted", 0), ("committed", 1)])
def test_killed_around_the_commit(rig: Rig, point: str, stored: int) -> None:
    """Nobody was told that it was saved; the same request sent again saves it exactly once."""
    _prepare(rig)
    with rig.serving(PARTWAYS_CRASH_AT=point) as doomed:
        assert rig.flag("acme lying") == ""
        assert doomed.wait() == -signal.SIGKILL
    assert rig.count(LIES) == stored
    lost = rig.slack.traffic.of("command")[-1]
    with rig.serving():
        for ack in rig.slack.redeliver(lost, times=3):
            assert ack.ok
        assert rig.count(LIES) == 1
        _shown_once(rig)


@pytest.mark.parametrize("point", ["claimed", "before_post", "after_post", "recorded"])
def test_killed_while_posting(rig: Rig, point: str) -> None:
    """Confirmed is stored; the next process takes the row over, looks, and leaves one message."""
    _prepare(rig)
    with rig.serving(PARTWAYS_CRASH_AT=point) as doomed:
        rig.flag("acme lying")
        assert doomed.wait() == -signal.SIGKILL
    rig.leases_end()
    with rig.serving():
        _shown_once(rig)
        assert rig.count(LIES) == 1


@pytest.mark.parametrize("point", ["before_look", "after_look"])
def test_killed_while_looking(http_rig: Rig, point: str) -> None:
    """Looking changes nothing: it is done again."""
    rig = http_rig
    _prepare(rig)
    rig.slack.platform.sends_own_metadata_events = False
    rig.slack.faults.add("chat.postMessage", lost_answer())
    with rig.serving(PARTWAYS_CRASH_AT=point) as doomed:
        rig.flag("acme lying")
        assert doomed.wait() == -signal.SIGKILL
    rig.leases_end()
    with rig.serving():
        _shown_once(rig)
    assert len(rig.slack.traffic.calls("chat.postMessage")) == 1


def test_killed_before_deleting_a_surplus_copy(http_rig: Rig) -> None:
    """Slack took the first try late: the copy too many is removed by whoever comes next."""
    rig = http_rig
    _prepare(rig)
    rig.slack.faults.add("chat.postMessage", late_apply(4))
    with rig.serving(PARTWAYS_CRASH_AT="before_delete") as doomed:
        rig.flag("acme lying")
        assert doomed.wait() == -signal.SIGKILL
    assert len(rig.alerts()) == 2
    rig.leases_end()
    with rig.serving():
        _shown_once(rig)
