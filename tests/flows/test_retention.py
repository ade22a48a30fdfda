"""What is past its keeping time goes by itself, and nothing that a verdict rests on."""

import json
from datetime import timedelta

from bot.domain.history import Decision
from bot.domain.signs import Level
from bot.usecases.records import TimerKind
from bot.usecases.register_ports import Hold
from tests.flows.register import add_client, all_names, bring_in, client_named, incidents, level, records
from tests.flows.stage import GENERAL, MONDAY, Stage
from tests.flows.test_erasure import bytes_of, form


def entry(kind: str, days_ago: int, **facts: object) -> dict[str, object]:
    return {"type": kind, "at": (MONDAY - timedelta(days=days_ago)).isoformat().replace("+00:00", "Z"), **facts}


def nights(stage: Stage, months: int) -> None:
    """So many months pass, with a tick every ten days."""
    for _ in range(months * 3):
        stage.after(days=365 / 36)
    stage.after(days=1)


def test_an_incident_that_counts_no_more_goes_after_a_year(stage: Stage, sqlite_url: str) -> None:
    """Out of its window, taken back, or settled; what was entered later stays, and the audit trail says how many went."""
    stage.flag('"Otter Bakery" slow_pay')
    add_client(stage, "Otter Bakery")
    stage.flag('"Otter Bakery" slow_pay qanary first')
    stage.after(days=200)
    stage.flag('"Otter Bakery" slow_pay second')
    nights(stage, 6)
    assert [record.note for record in incidents(stage, "Otter Bakery")] == ["second"]
    assert client_named(stage, "Otter Bakery").standing.incidents == 1
    assert b"qanary first" not in bytes_of(sqlite_url)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        gone = [row["after"] for row in uow.register.rows("audit") if row["action"] == "incidents_expired"]
        assert gone == [{"incidents": 1}]


def test_what_still_counts_is_asked_about_and_kept(stage: Stage) -> None:
    """A lie has no window: it stays, whatever its age, and the reviewers are asked to settle it."""
    add_client(stage, "Otter Bakery")
    stage.flag('"Otter Bakery" lying they knew')
    stage.hold_ends()
    nights(stage, 25)
    assert level(stage, "Otter Bakery") is Level.DECISIVE
    assert [record.note for record in incidents(stage, "Otter Bakery")] == ["they knew"]
    said = json.dumps([message.text for message in stage.partner.direct()], ensure_ascii=False)
    assert "past its keeping time" in said


def test_a_settled_lie_goes_after_two_years(stage: Stage) -> None:
    """A decision to keep them settles it; the decision itself stays."""
    bring_in(
        stage,
        "Otter Bakery",
        entry("incident", 20, id="i-1", sign="lying"),
        entry("decision", 10, id="d-1", outcome="keep"),
    )
    nights(stage, 22)
    assert len(incidents(stage, "Otter Bakery")) == 1
    nights(stage, 3)
    assert [type(record.entry) for record in records(stage, "Otter Bakery")] == [Decision]
    assert incidents(stage, "Otter Bakery") == []


def test_a_former_client_goes_wholly(stage: Stage) -> None:
    """Two years after the last thing that was entered; one on legal hold stays until the hold is lifted."""
    bring_in(stage, "Gone Bakery", entry("incident", 20, id="i-1", sign="slow_pay"), status="former")
    bring_in(stage, "Held Bakery", entry("incident", 20, id="i-1", sign="slow_pay"), status="former")
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.holds.put(Hold(client_named(stage, "Held Bakery").id, uow.at, stage.partner.id, "a claim"))
    nights(stage, 22)
    assert all_names(stage) == ["Gone Bakery", "Held Bakery"]
    nights(stage, 3)
    assert all_names(stage) == ["Held Bakery"]
    form(stage, "client_data", "/client-health held bakery", what="lift", reason="they did not sue")
    stage.tick()
    assert all_names(stage) == []


def test_reviewers_set_the_times(stage: Stage) -> None:
    """In the settings form; they are said in words, and a wrong one is refused at its field."""
    policy = json.dumps(stage.lead.command("/client-policy", channel=GENERAL).blocks, ensure_ascii=False)
    assert "incidents 12 months and decisive ones 24" in policy
    assert "at most 120" in form(stage, "settings_open", "/client-policy", keep_months="500")
    stage.partner.close(everything=True)
    form(stage, "settings_open", "/client-policy", keep_months="6", keep_audit_years="3")
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        settings = uow.workspace.settings()
        assert (settings.keep_months, settings.keep_decisive_months, settings.keep_audit_years) == (6, 24, 3)


def test_a_day_costs_what_is_due_on_it(stage: Stage) -> None:
    """Each client has one timer, a month ahead at most; nobody is looked at every day."""
    add_client(stage, "Otter Bakery", "Magpie Press")
    stage.after(days=1)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        dues = [uow.timers.get(TimerKind.KEEPING, client) for client in uow.clients.all_ids()]
        assert all(due is not None and due > uow.at + timedelta(days=29) for due in dues)
