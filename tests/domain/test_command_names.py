"""The slash commands under other names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.command_names import COMMANDS, NAME_MAX, WrongName, command_of, named, prefixed, read_renames, written
from bot.slack.ids import Command

NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True)


def test_the_commands_are_those_of_the_code() -> None:
    """In both places the same."""
    assert {f"/{command}" for command in COMMANDS} == set(Command)


@pytest.mark.parametrize(
    ("text", "renames"),
    [
        ("", {}),
        ("flag-client=pw-flag", {"flag-client": "pw-flag"}),
        (" /flag-client = /pw-flag , client-health=h,", {"flag-client": "pw-flag", "client-health": "h"}),
        ("flag-client=flag-client", {}),
        (
            "flag-client=client-health,client-health=flag-client",
            {"flag-client": "client-health", "client-health": "flag-client"},
        ),
        (f"flag-client={'x' * NAME_MAX}", {"flag-client": "x" * NAME_MAX}),
    ],
)
def test_what_is_taken(text: str, renames: dict[str, str]) -> None:
    """With slashes or without; two may change places."""
    assert read_renames(text) == renames
    assert read_renames(written(renames)) == renames


@pytest.mark.parametrize(
    "text",
    [
        *("flag", "flag-client", "flag-client=", "flags=x", "flag-client=Flag", "flag-client=a b", "flag-client=ä"),
        *(f"flag-client={'x' * (NAME_MAX + 1)}", "flag-client=client-health", "flag-client=x,client-health=x"),
    ],
)
def test_what_is_refused(text: str) -> None:
    """An unknown command, a name that Slack refuses, one name for two."""
    with pytest.raises(WrongName):
        read_renames(text)


def test_a_prefix_renames_all() -> None:
    assert prefixed("pw-") == {command: f"pw-{command}" for command in COMMANDS}
    with pytest.raises(WrongName):
        prefixed("a very long prefix that slack refuses")


@given(st.dictionaries(st.sampled_from(COMMANDS), NAMES))
def test_each_command_is_known_by_its_name_here_and_by_no_other(renames: dict[str, str]) -> None:
    """A name that was given away is nobody's; what is no command of ours stays as it is."""
    try:
        renames = dict(read_renames(written(renames)))
    except WrongName:
        return
    shown = {command: renames.get(command, command) for command in COMMANDS}
    for command, name in shown.items():
        assert command_of(f"/{name}", renames) == f"/{command}"
    for command in set(COMMANDS) - set(shown.values()):
        assert command_of(f"/{command}", renames) == ""
    assert command_of("/elsewhere", renames) == "/elsewhere"


def test_sentences_say_the_names_that_are_in_force() -> None:
    """Whole names alone, also where two changed places."""
    swapped = {"flag-client": "client-health", "client-health": "flag-client"}
    assert named("`/flag-client` or /client-health.", swapped) == "`/client-health` or /flag-client."
    assert named("/flag-client-now and flag-client", swapped) == "/flag-client-now and flag-client"
    assert named("/client-policy", {}) == "/client-policy"
