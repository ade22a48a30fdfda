"""The directory: people as Slack describes them now."""

import pytest

from bot.domain.people import Person
from bot.sandbox import faults
from bot.sandbox.local_slack import LocalSlack
from bot.slack.clients import Home
from bot.slack.directory import SlackDirectory


@pytest.fixture
def directory(slack: LocalSlack, home: Home) -> SlackDirectory:
    return SlackDirectory(home, slack.clock)


def look_up(slack: LocalSlack, directory: SlackDirectory, who: str) -> Person:
    person = directory.look_up(slack.platform.user(who).id)
    assert person is not None
    return person


def test_a_member_is_nothing_special(slack: LocalSlack, directory: SlackDirectory) -> None:
    """With their name and zone, as of now."""
    designer = look_up(slack, directory, "designer")
    expected = Person(designer.id, slack.team_id, "designer", slack.clock.now(), zone="Europe/Berlin")
    assert designer == expected


@pytest.mark.parametrize(
    ("who", "claim"),
    [
        ("partner", "is_admin"),
        ("office", "is_admin"),
        ("freelancer", "is_guest"),
        ("visitor", "is_guest"),
        ("former", "is_deactivated"),
        ("buildbot", "is_bot"),
    ],
)
def test_each_kind_of_person_is_known(slack: LocalSlack, directory: SlackDirectory, who: str, claim: str) -> None:
    """Owners and admins, both kinds of guest, the deactivated, bots."""
    assert getattr(look_up(slack, directory, who), claim) is True


def test_an_outsider_has_another_home(slack: LocalSlack, directory: SlackDirectory) -> None:
    """Which is what tells them apart, stranger or not."""
    assert look_up(slack, directory, "outsider").team != slack.team_id


def test_who_cannot_be_looked_up_is_nobody(slack: LocalSlack, directory: SlackDirectory) -> None:
    """An unknown id and an error alike: the caller refuses."""
    assert directory.look_up("U0NOBODY001") is None
    slack.faults.add("users.info", faults.http_500())
    assert directory.look_up(slack.person("lead").id) is None


def test_everybody_is_everybody_or_unknown(slack: LocalSlack, directory: SlackDirectory) -> None:
    """Half a list is none."""
    everybody = directory.everybody()
    assert everybody is not None
    ours = {user.id for user in slack.workspace.users.values() if user.team_id == slack.team_id and not user.is_bot}
    assert {person.id for person in everybody} >= ours
    slack.faults.add("users.list", faults.error("internal_error"))
    assert directory.everybody() is None


def test_few_people_are_told_of_at_once(slack: LocalSlack, directory: SlackDirectory) -> None:
    """By one call, as `everybody` tells of them; more than fit one answer, or a failure, are nobody."""
    before = len(slack.traffic.calls("users.list"))
    at_once = directory.everybody_at_once()
    assert at_once is not None
    assert len(slack.traffic.calls("users.list")) == before + 1
    assert at_once == directory.everybody()
    slack.faults.add("users.list", faults.http_500())
    assert directory.everybody_at_once() is None
    for number in range(200):
        slack.changes.add_person(f"many{number}", f"Many {number}")
    assert directory.everybody_at_once() is None
