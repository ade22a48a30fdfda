"""`partways wipe` as an operator runs it, against a local Slack: also killed in the middle, and run again."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox import faults
from bot.sandbox.messages import Message
from tests.kill.serving import END_S, ROOT, Rig, until

pytestmark = pytest.mark.kill


def wiping(rig: Rig, *more: str) -> "subprocess.Popen[str]":
    """The command, told the name once more as it asks for it."""
    switches = ("--workspace", rig.slack.team_id, "--yes-delete-everything")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "wipe", *switches, *more],
        cwd=ROOT / "tests",
        env=rig.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(f"{rig.slack.team_id}\n")
    process.stdin.close()
    process.stdin = None
    return process


def ours(rig: Rig) -> list[Message]:
    """What the bot said and still stands, anywhere."""
    held = rig.slack.workspace.messages
    return [each for channel in held.values() for each in channel.values() if each.user == rig.slack.bot_user_id]


def filled(rig: Rig) -> None:
    """Alerts of three clients, with their direct messages; then the bot is stopped, as the command asks."""
    with rig.serving():
        for name in ("Qanary", "Rookery", "Starling"):
            rig.new_client(name)
            rig.flag(f"{name} lying qanarynote")
        until(lambda: len(rig.alerts()) == 3)
        # What is half said when the bot stops is looked for after its lease: that wait is not what is tried here.
        until(lambda: rig.count("select count(*) from outbox where lease_until is not null or state = 'pending'") == 0)


def bytes_of(rig: Rig) -> bytes:
    file = Path(rig.database_url.removeprefix("sqlite:///"))
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def test_nothing_is_left_anywhere(http_rig: Rig) -> None:
    """Not a message in Slack, not a row, not a byte in the files."""
    filled(http_rig)
    assert b"qanarynote" in bytes_of(http_rig)
    process = wiping(http_rig)
    said = process.communicate(timeout=END_S)[0]
    assert process.returncode == 0, said
    assert "messages are being removed" in said
    assert "still in Slack" not in said
    assert ours(http_rig) == []
    assert http_rig.count("select count(*) from entries") == http_rig.count("select count(*) from audit") == 0
    held = bytes_of(http_rig)
    assert not any(word in held for word in (b"anarynote", b"Qanary", b"Rookery", b"Starling"))


def test_killed_in_the_middle_it_goes_on_where_it_was(http_rig: Rig) -> None:
    """What was removed is removed, the rest is known still: run again, it ends as if nothing had been."""
    filled(http_rig)
    stood = len(ours(http_rig))
    http_rig.slack.faults.add("chat.delete", faults.slow(0.4), times=0)
    process = wiping(http_rig)
    until(lambda: len(ours(http_rig)) < stood)
    process.kill()
    process.communicate()
    assert ours(http_rig)
    assert http_rig.count("select count(*) from outbox where ts is not null") > 0
    http_rig.slack.faults.clear()
    http_rig.leases_end()
    again = wiping(http_rig)
    said = again.communicate(timeout=END_S)[0]
    assert again.returncode == 0, said
    assert ours(http_rig) == []
    assert b"Qanary" not in bytes_of(http_rig)


def test_while_it_is_served_nothing_is_wiped(http_rig: Rig) -> None:
    """One line says to stop it first."""
    with http_rig.serving():
        http_rig.new_client("Qanary")
        process = wiping(http_rig)
        said = process.communicate(timeout=END_S)[0]
        assert process.returncode == 1
        assert "serving" in said
        assert http_rig.count("select count(*) from clients") == 1


def test_what_slack_keeps_is_told(http_rig: Rig) -> None:
    """Where Slack refuses both, the message's place is printed, since the register forgets it."""
    filled(http_rig)
    for method in ("chat.delete", "chat.update"):
        http_rig.slack.faults.add(method, faults.error("cant_delete_message"), times=0)
    process = wiping(http_rig)
    said = process.communicate(timeout=END_S)[0]
    assert process.returncode == 0, said
    told = re.findall(r"^still in Slack\t(\w+)\t([\d.]+)\tcant_delete_message$", said, re.MULTILINE)
    assert {ts for _, ts in told} == {each.ts for each in ours(http_rig)}
    assert http_rig.count("select count(*) from outbox") == 0
