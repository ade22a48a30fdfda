"""The first hour: nothing is set up, and whoever begins is told what is missing, and who can do it."""

from collections.abc import Iterator

import pytest

from tests.flows.stage import GENERAL, Stage, staged

CHANNEL = "choose the alert channel"
REVIEWERS = "choose the reviewers"
CLIENTS = "add the clients"


@pytest.fixture
def fresh(sqlite_url: str) -> Iterator[Stage]:
    """No alert channel, no reviewers, no clients."""
    with staged(sqlite_url, alert_channel=None) as one:
        yield one


def test_each_first_answer_says_what_is_missing_and_who_can_do_it(fresh: Stage) -> None:
    """For a member by name of those who can; for them, that they can."""
    for command in ("/client-health", "/client-policy"):
        member = str(fresh.lead.command(command, channel=GENERAL).blocks)
        for what in (CHANNEL, REVIEWERS, CLIENTS):
            assert what in member
        assert "<@U0OFFICE001> and <@U0PARTNER01> can do that" in member
        admin = str(fresh.partner.command(command, channel=GENERAL).blocks)
        assert "can do that in" in admin
        assert "U0OFFICE001> and" not in admin.replace("Reviewers: <@U0OFFICE001> and <@U0PARTNER01>", "")


def test_the_answer_to_the_first_flag_says_it_too(fresh: Stage) -> None:
    """Beneath the answer, and the flag is stored all the same."""
    fresh.lead.press("create_and_flag", in_=fresh.lead.command("/flag-client Acme lying x", channel=GENERAL))
    fresh.settle()
    shown = str(fresh.lead.ephemerals[-1].blocks)
    assert "Acme" in shown
    assert CHANNEL in shown
    assert REVIEWERS in shown
    assert CLIENTS not in shown


def test_with_no_channel_the_reviewers_are_told_directly(fresh: Stage) -> None:
    """Each of them, with the alert and what to set; nobody else."""
    fresh.lead.press("create_and_flag", in_=fresh.lead.command("/flag-client Acme lying x", channel=GENERAL))
    fresh.hold_ends()
    fresh.after(seconds=5)
    for reviewer in (fresh.partner, fresh.person("office")):
        told = [message for message in reviewer.direct() if message.user == fresh.slack.bot_user_id]
        assert any("Acme" in message.text for message in told)
        assert "/client-policy" in str([message.blocks for message in told])
    for other in (fresh.lead, fresh.designer, fresh.person("developer")):
        assert other.direct() == []


def test_an_empty_portfolio_offers_to_add_clients(fresh: Stage) -> None:
    """Anybody may; one name a line, each line answered for."""
    fresh.lead.press("clients_add_open", in_=fresh.lead.command("/client-health", channel=GENERAL))
    fresh.settle()
    fresh.lead.fill({"names": "Acme\n\n  Otter Bakery \nacme\n" + "x" * 76 + "\n<!channel>\n"})
    result = fresh.lead.submit()
    shown = str(result.updated)
    assert result.ok
    assert "Otter Bakery" in shown
    assert "<!channel>" not in shown
    listed = str(fresh.lead.command("/client-health", channel=GENERAL).blocks)
    assert "Acme" in listed
    assert "Otter Bakery" in listed
    assert CLIENTS not in listed


def test_nothing_typed_is_refused_at_the_field(fresh: Stage) -> None:
    """Two hundred names at a time, and at least one."""
    fresh.lead.press("clients_add_open", in_=fresh.lead.command("/client-health", channel=GENERAL))
    fresh.settle()
    fresh.lead.fill({"names": "  \n "})
    assert list(fresh.lead.submit().errors) == ["names"]
    fresh.lead.fill({"names": "\n".join(f"c{number}" for number in range(201))})
    assert "200" in fresh.lead.submit().errors["names"]


def test_hints_go_once_it_is_done(fresh: Stage) -> None:
    """Channel, reviewers and a client: then no answer mentions setting up."""
    partner = fresh.partner
    partner.press("settings_open", in_=partner.command("/client-policy", channel=GENERAL))
    fresh.settle()
    partner.fill({"alert_channel": "client-alerts", "reviewers": ["partner"]})
    assert partner.submit().ok
    fresh.lead.press("create_and_flag", in_=fresh.lead.command("/flag-client Acme slow_pay x", channel=GENERAL))
    fresh.settle()
    for command in ("/client-health", "/client-policy", "/client-health acme"):
        assert "Still to be set up" not in str(fresh.lead.command(command, channel=GENERAL).blocks)
    assert "Still to be set up" not in str(fresh.lead.ephemerals)


def test_while_there_are_no_reviewers_owners_and_admins_are(fresh: Stage) -> None:
    """And they stop being it the moment somebody is chosen."""
    for who, can in (("partner", True), ("office", True), ("lead", False)):
        shown = str(fresh.person(who).command("/client-policy", channel=GENERAL).blocks)
        assert ("settings_open" in shown) is can


def test_an_admin_who_is_made_one_now_can_at_once(fresh: Stage) -> None:
    """An event says so; nobody waits five minutes."""
    assert "settings_open" not in str(fresh.designer.command("/client-policy", channel=GENERAL).blocks)
    fresh.slack.changes.make_admin("designer")
    fresh.settle()
    assert "settings_open" in str(fresh.designer.command("/client-policy", channel=GENERAL).blocks)


def test_home_says_how_to_begin(fresh: Stage) -> None:
    """What is missing, that there are no clients yet, and the command to type."""
    fresh.lead.open_home()
    fresh.settle()
    home = fresh.lead.home
    assert home is not None
    shown = str(home.blocks)
    for words in (CHANNEL, "/flag-client", "clients_add_open"):
        assert words in shown


def test_each_command_answers_help(fresh: Stage) -> None:
    """In words, privately."""
    for command in ("/flag-client", "/client-health", "/client-policy"):
        for asked in ("help", "HELP", " help "):
            reply = fresh.lead.command(f"{command} {asked}", channel=GENERAL)
            assert reply.ephemerals
            assert f"`{command}" in str(reply.blocks)
