"""Clients: added, edited, merged and taken apart, archived; what hangs on them follows."""

import json

import pytest

from bot.domain.alerts import Closing, close
from bot.domain.case_file import read_cases
from bot.domain.client import ALIASES_MAX, BAR_LENGTH_MAX, BARS_MAX
from bot.domain.history import ClientStatus
from bot.domain.names import NAME_LIMIT
from bot.domain.signs import Level
from bot.sandbox.stage import Reply
from bot.usecases.import_history import import_history
from bot.usecases.reassess import apply_change
from tests.flows.alerting import alert_of, episode_of, keep, posted, said
from tests.flows.parted import living, part_ways
from tests.flows.parted import shown as seen
from tests.flows.register import add_client, all_names, client_named, incidents, level, warnings
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_corrections import card
from tests.flows.test_flagging import flag, shown
from tests.flows.test_form import element, fill, opened, submit


def edit(stage: Stage, who: str, name: str, values: dict[str, object]) -> dict[str, str]:
    """Edits a client from its card; the errors at the fields, empty where it was saved."""
    reply = card(stage, who, name)
    stage.person(who).close(everything=True)
    stage.person(who).press("client_edit", in_=reply)
    stage.settle()
    fill(stage, values, who)
    result = stage.person(who).submit()
    stage.settle()
    return result.errors


def merge(stage: Stage, name: str, into: str) -> Reply:
    """As a reviewer; the reply is the card whose button opened the form."""
    reply = card(stage, "partner", name)
    stage.partner.close(everything=True)
    stage.partner.press("client_merge", in_=reply)
    stage.settle()
    result = submit(stage, {"into": into}, "partner")
    assert result.ok, result.errors
    return reply


def take_apart(stage: Stage, root: str) -> None:
    reply = card(stage, "partner", root)
    stage.partner.close(everything=True)
    stage.partner.press("client_merge", in_=reply)
    stage.settle()
    stage.partner.press("client_unmerge")
    stage.settle()


def test_add_clients(stage: Stage) -> None:
    """One name a line: new ones are added, known ones left alone, impossible ones told with the reason."""
    add_client(stage, "Acme")
    stage.lead.command("/client-policy", channel=GENERAL)
    stage.lead.press("clients_add_open")
    stage.settle()
    result = submit(stage, {"names": f"Globex\n\n  acme \n{'x' * 76}\n<!channel>\nGLOBEX\nﬁne print"})
    assert result.updated is not None
    told = str(result.updated.blocks)
    assert "3 clients added" in told
    assert "75 characters" in told
    assert "<!" not in told
    assert all_names(stage) == ["<!channel>", "Acme", "Globex", "fine print"]


def test_a_client_that_is_added_three_times(stage: Stage) -> None:
    """Redelivered, the form adds nobody twice."""
    stage.lead.command("/client-policy", channel=GENERAL)
    stage.lead.press("clients_add_open")
    stage.settle()
    submit(stage, {"names": "Acme\nGlobex"})
    stage.slack.redeliver(times=2)
    stage.settle()
    assert all_names(stage) == ["Acme", "Globex"]


def test_too_many_names_at_once(stage: Stage) -> None:
    """It is said at the field, with the limit, and none is added."""
    stage.lead.command("/client-policy", channel=GENERAL)
    stage.lead.press("clients_add_open")
    stage.settle()
    result = submit(stage, {"names": "\n".join(f"c{number}" for number in range(201))})
    assert "200" in result.errors["names"]
    assert all_names(stage) == []


def test_an_edited_client(stage: Stage) -> None:
    """Name, other names, owner, billing and value are a member's to change; the old name is free again."""
    add_client(stage, "Acme")
    values: dict[str, object] = {
        "name": "Acme Group",
        "aliases": "ACME\nThe Acme\n\nacme group",
        "owner": "designer",
        "billing": "hourly",
        "monthly_value": "2500",
    }
    assert edit(stage, "lead", "acme", values) == {}
    client = client_named(stage, "the acme")
    assert (client.name, client.aliases, client.owner) == ("Acme Group", ("ACME", "The Acme"), stage.designer.id)
    assert (client.billing.value, client.monthly_value) == ("hourly", 2500)
    flag(stage, "the acme lying about it")
    assert len(incidents(stage, "Acme Group")) == 1


def test_names_belong_to_one_client(stage: Stage) -> None:
    """A name or alias that is another's is refused at its field, by that client's name."""
    add_client(stage, "Acme", "Globex")
    assert edit(stage, "lead", "acme", {"aliases": "Big Co"}) == {}
    assert "Acme" in edit(stage, "lead", "globex", {"name": "BIG CO"})["name"]
    assert "Acme" in edit(stage, "lead", "globex", {"aliases": "x\nacme"})["aliases"]
    assert "75" in edit(stage, "lead", "globex", {"aliases": "y" * 76})["aliases"]
    assert "at least" in edit(stage, "lead", "globex", {"name": "\u200b\u200b"})["name"]


def test_two_people_edit_at_once(stage: Stage) -> None:
    """The second is told at the form, and loses nothing that was typed."""
    add_client(stage, "Acme")
    reply = card(stage, "designer")
    stage.designer.press("client_edit", in_=reply)
    stage.settle()
    assert edit(stage, "lead", "acme", {"name": "Acme Group"}) == {}
    result = submit(stage, {"aliases": "The Acme"}, "designer")
    assert "meantime" in result.errors["name"]
    assert client_named(stage, "Acme Group").aliases == ()


def test_reviewers_edit_more(stage: Stage) -> None:
    """Exempt bars and archiving are not on a member's form."""
    add_client(stage, "Acme")
    stage.lead.press("client_edit", in_=card(stage, "lead"))
    stage.settle()
    assert stage.lead.view is not None
    assert not {"exempt_bars", "status"} & {block["block_id"] for block in stage.lead.view.blocks}
    bars = "calls at night | 2026-01-01 | 2026-06-01\nunpaid rounds"
    assert edit(stage, "partner", "acme", {"exempt_bars": bars}) == {}
    assert len(client_named(stage, "Acme").exempt_bars) == 2
    assert "YYYY-MM-DD" in edit(stage, "partner", "acme", {"exempt_bars": "x | soon"})["exempt_bars"]
    stage.partner.close(everything=True)
    stage.partner.press("client_edit", in_=card(stage, "partner"))
    stage.settle()
    assert stage.partner.view is not None
    assert element(stage.partner.view, "exempt_bars")["initial_value"] == bars


def test_terms_never_ping(stage: Stage) -> None:
    """An exemption that makes the facts go away leaves the open alert to people."""
    add_client(stage, "Acme")
    opened(stage)
    submit(stage, {"client": "Acme", "sign": "unreasonable_demand", "bar": "calls at night"})
    stage.hold_ends()
    (alert,) = stage.alerts
    assert edit(stage, "partner", "acme", {"exempt_bars": "Calls at night"}) == {}
    stage.after(seconds=5)
    assert level(stage, "Acme") is Level.CLEAR
    assert stage.slack.thread(alert) == []
    assert "closed" not in stage.alerts[0].text


def test_merged_clients_are_one(stage: Stage) -> None:
    """Histories count together, names lead to the one that stays, the merged one's alert is closed."""
    add_client(stage, "Acme", "Acme Europe")
    assert edit(stage, "lead", "acme europe", {"aliases": "AEU"}) == {}
    for number in (1, 2):
        flag(stage, f"acme slow_pay invoice {number}")
    flag(stage, '"Acme Europe" slow_pay invoice 3')
    flag(stage, "aeu lying about it")
    stage.hold_ends()
    assert len(stage.alerts) == 1
    merge(stage, "acme europe", "Acme")
    assert client_named(stage, "AEU").name == client_named(stage, "Acme Europe").name == "Acme"
    assert len(incidents(stage, "Acme")) == 4
    assert level(stage, "Acme") is Level.DECISIVE
    stage.hold_ends()
    stage.after(seconds=5)
    texts = [message.text for message in stage.alerts]
    assert "closed" in texts[0]
    assert "Acme Europe" in texts[0]
    assert any("Acme" in text and "is at level decisive" in text for text in texts)
    assert not any("taken back" in str(message.blocks) for message in stage.alerts)
    flag(stage, '"acme europe" slow_pay invoice 4')
    assert len(incidents(stage, "Acme")) == 5
    opened(stage)
    assert stage.lead.suggest("client", "aeu").labels[0].startswith("Acme (")


def test_merged_clients_are_taken_apart(stage: Stage) -> None:
    """Each has what was entered for it, and its own level and alert again."""
    add_client(stage, "Acme", "Globex")
    flag(stage, "acme slow_pay invoice 1")
    flag(stage, "globex lying about it")
    stage.hold_ends()
    merge(stage, "globex", "Acme")
    stage.hold_ends()
    take_apart(stage, "acme")
    stage.slack.redeliver(times=2)
    stage.settle()
    assert (level(stage, "Acme"), level(stage, "Globex")) == (Level.CLEAR, Level.DECISIVE)
    assert (len(incidents(stage, "Acme")), len(incidents(stage, "Globex"))) == (1, 1)
    stage.hold_ends()
    stage.after(seconds=5)
    open_alerts = [message.text for message in stage.alerts if "is at level" in message.text]
    assert len(open_alerts) == 1
    assert "Globex" in open_alerts[0]
    assert client_named(stage, "Globex").merged_into is None


def test_windows_run_out_after_taking_apart(stage: Stage) -> None:
    """The client that was merged and taken out again is judged again when its next window ends."""
    add_client(stage, "Acme", "Globex")
    for number in range(3):
        flag(stage, f"globex slow_pay invoice {number}")
    before = client_named(stage, "Globex").standing
    merge(stage, "globex", "Acme")
    take_apart(stage, "acme")
    assert client_named(stage, "Globex").standing == before
    stage.after(days=366)
    assert level(stage, "Globex") is Level.CLEAR


def test_chains_of_merges(stage: Stage) -> None:
    """A client merged into a merged one follows it, and goes with it when it is taken apart."""
    add_client(stage, "One", "Two", "Three")
    flag(stage, "three lying about it")
    merge(stage, "three", "Two")
    merge(stage, "two", "One")
    assert client_named(stage, "Three").name == "One"
    take_apart(stage, "one")
    assert client_named(stage, "Three").name == "Two"
    assert (level(stage, "One"), level(stage, "Two")) == (Level.CLEAR, Level.DECISIVE)


def test_refused_merges(stage: Stage) -> None:
    """Into itself, or into an archived one: told at the field. Members are not offered it."""
    add_client(stage, "Acme", "Globex")
    assert "client_merge" not in str(card(stage, "lead").blocks)
    assert edit(stage, "partner", "globex", {"status": "archived"}) == {}
    stage.partner.close(everything=True)
    stage.partner.press("client_merge", in_=card(stage, "partner"))
    stage.settle()
    assert "itself" in submit(stage, {"into": "Acme"}, "partner").errors["into"]
    assert "archived" in submit(stage, {"into": "Globex"}, "partner").errors["into"]


def test_a_merge_delivered_three_times(stage: Stage) -> None:
    """Each answer names both clients as they were."""
    add_client(stage, "Acme", "Globex")
    merge(stage, "globex", "Acme")
    again = stage.slack.redeliver(times=2)
    assert all("Globex" in str(ack.payload) and "Acme" in str(ack.payload) for ack in again)


def test_an_archived_client_comes_back(stage: Stage) -> None:
    """It leaves the lists, keeps its history, and a reviewer brings it back."""
    add_client(stage, "Acme")
    flag(stage, "acme slow_pay")
    assert edit(stage, "partner", "acme", {"status": "archived"}) == {}
    assert "Acme" not in str(stage.lead.command("/client-health", channel=GENERAL).blocks)
    assert edit(stage, "partner", "acme", {"status": "active"}) == {}
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE
    assert len(incidents(stage, "Acme")) == 1


def test_a_client_with_an_open_alert_is_not_archived(stage: Stage) -> None:
    """Nobody could decide on it any more, and nothing ends silently: it is decided on first."""
    posted(stage)
    assert "Decide on it in the review first" in edit(stage, "partner", "acme", {"status": "archived"})["status"]
    assert client_named(stage, "Acme").status is ClientStatus.ACTIVE
    assert episode_of(stage).is_open
    keep(stage, "Acme", stage.clock.now())
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        apply_change(uow, close(episode_of(stage), Closing.KEPT, uow.at))
    assert edit(stage, "partner", "acme", {"status": "archived"}) == {}


def test_a_new_name_is_shown_where_the_old_one_was(stage: Stage) -> None:
    """The alert's message, and the list's while the team parts with them."""
    posted(stage, "Acme")
    assert edit(stage, "lead", "acme", {"name": "Apex"}) == {}
    stage.after(seconds=2)
    assert "Apex" in said(alert_of(stage, "Apex"))
    part_ways(stage, "Apex")
    assert edit(stage, "lead", "apex", {"name": "Zenith", "owner": stage.designer.id}) == {}
    stage.after(seconds=2)
    assert "Zenith" in seen(living(stage, "Zenith"))


@pytest.mark.parametrize("copies", [1, 3])
def test_a_warning_is_recorded_once(stage: Stage, copies: int) -> None:
    """However often its press is delivered."""
    add_client(stage, "Acme")
    reply = flag(stage, "acme mental_abuse called us useless")
    stage.lead.press("warning_record", in_=reply)
    stage.settle()
    stage.lead.fill({"told_how": "on a call"})
    stage.lead.submit()
    stage.slack.redeliver(times=copies)
    stage.settle()
    assert len(warnings(stage, "Acme")) == 1
    assert "Acme" in shown(stage)


def test_editing_loses_nothing_of_what_a_file_brought(stage: Stage) -> None:
    """As many names and bars as a file may have, the longest, with edges within a day: whoever saves leaves them so."""
    bars = [
        {
            "bar": f"{number:02d}" + "x" * (BAR_LENGTH_MAX - 2),
            "from": "2026-01-01T12:00:00Z",
            "until": "2027-01-01T12:00:00Z",
        }
        for number in range(BARS_MAX)
    ]
    aliases = [f"{number:02d}" + "y" * (NAME_LIMIT - 2) for number in range(ALIASES_MAX)]
    raw = {"id": "a", "client": {"name": "Acme", "aliases": aliases, "exempt_bars": bars, "monthly_value": 10**9}}
    ports = stage.bot.ports
    import_history(
        ports.store, ports.tuning, stage.slack.team_id, read_cases(json.dumps(raw)), alert=False, on_case=lambda _: None
    )
    before = client_named(stage, "Acme")
    assert edit(stage, "partner", "acme", {"name": "Acme Corp"}) == {}
    after = client_named(stage, "Acme Corp")
    assert len(after.aliases) == ALIASES_MAX
    assert (after.aliases, after.exempt_bars, after.monthly_value) == (
        before.aliases,
        before.exempt_bars,
        before.monthly_value,
    )
