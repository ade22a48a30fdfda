"""What an operator sees of `partways serve`: its start, its health, its end."""

import contextlib
import random
import signal
import subprocess
import time

import pytest

from tests.kill.serving import Rig, until

pytestmark = pytest.mark.kill

KILLS = 20


def test_it_is_alive_and_ready_and_ends_when_told(rig: Rig) -> None:
    """SIGTERM ends it within ten seconds, with nothing to complain of."""
    with rig.serving() as one:
        assert one.health("/healthz") == 200
        assert one.health("/readyz") == 200
        rig.new_client("Acme")
        started = time.monotonic()
        one.process.send_signal(signal.SIGTERM)
        assert one.wait(10) == 0
        assert time.monotonic() - started < 10
        assert "Traceback" not in one.output


def test_a_second_one_on_the_same_file_refuses(http_rig: Rig) -> None:
    """One line, and what to do about it."""
    with http_rig.serving():
        second = http_rig.spawn()
        assert second.wait() == 1
        assert "another process is serving this database" in second.output
        assert len(second.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("variable", "value"), [("SLACK_BOT_TOKEN", ""), ("SLACK_BOT_TOKEN", "nonsense"), ("PARTWAYS_TIMEZONE", "Mars/Up")]
)
def test_a_wrong_variable_is_named(http_rig: Rig, variable: str, value: str) -> None:
    """By its name, and never by its value."""
    refused = http_rig.spawn(**{variable: value})
    assert refused.wait() == 2
    assert variable in refused.output
    assert not value or value not in refused.output


def test_a_token_that_slack_refuses_is_said_plainly(http_rig: Rig) -> None:
    """No traceback: which variable to look at."""
    refused = http_rig.spawn(SLACK_BOT_TOKEN="xoxb-not-this-one")
    assert refused.wait() == 1
    assert "SLACK_BOT_TOKEN" in refused.output
    assert "Traceback" not in refused.output


def test_it_connects_again_after_the_line_was_cut(rig: Rig) -> None:
    """Over Socket Mode; over HTTP there is no line to cut."""
    if not rig.is_socket:
        pytest.skip("HTTP keeps no connection")
    with rig.serving() as one:
        rig.slack.sockets.cut()
        until(lambda: rig.slack.sockets.count > 0 and one.health("/readyz") == 200, 40)
        rig.new_client("Acme")
        assert rig.count("SELECT count(*) FROM clients") == 1


def test_twenty_kills_lose_and_double_nothing(http_rig: Rig) -> None:
    """Whatever was confirmed stands in the history exactly once, and each client has one alert."""
    rig = http_rig
    chance = random.Random(20260302)
    confirmed = 0
    with rig.serving():
        rig.new_client("Acme")
    for _ in range(KILLS):
        with rig.serving() as doomed:
            for _ in range(chance.randrange(1, 4)):
                confirmed += bool(rig.flag("acme lying"))
            # Somewhere within the next tick: before, in, or after a post.
            with contextlib.suppress(subprocess.TimeoutExpired):
                doomed.process.wait(chance.random() * 0.5)
            doomed.kill()
        rig.leases_end()
    asked = len(rig.slack.traffic.of("command")) - 1
    assert confirmed <= rig.count("SELECT count(*) FROM entries WHERE sign = 'lying'") <= asked
    with rig.serving():
        until(
            lambda: rig.count("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')") == 0, 60
        )
        assert len(rig.alerts()) == 1
