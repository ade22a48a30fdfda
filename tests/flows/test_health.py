"""`/client-health`: a card that anybody can check by hand, and the portfolio."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.history import Incident
from bot.sandbox.stage import Reply
from bot.usecases.records import EntryRecord
from tests.flows.stage import ALERTS, GENERAL, Stage


def create(stage: Stage, name: str, sign: str = "slow_pay") -> str:
    """A client with one incident; returns its id."""
    stage.lead.press("create_and_flag", in_=stage.lead.command(f'/flag-client "{name}" {sign}', channel=GENERAL))
    stage.settle()
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        return next(known.client for known in uow.clients.names() if known.name == name)


def card(stage: Stage, typed: str, who: str = "lead") -> Reply:
    return stage.person(who).command(f"/client-health {typed}", channel=GENERAL)


def texts(reply: Reply) -> list[str]:
    """Every text on the card, block by block."""
    return [text for block in reply.blocks for text in _texts(block)]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for key, one in value.items() if key != "text" or not own for text in _texts(one)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []


def test_the_points_add_up_by_hand(stage: Stage) -> None:
    """Each line is an incident of the window, the lines add up to the total, and each says when it lapses."""
    create(stage, "Acme")
    stage.after(days=10)
    for line in ("acme ignored_advice", "acme mind_change", "acme slow_pay"):
        stage.flag(line)
    told = next(text for text in texts(card(stage, "acme")) if text.startswith("*Points:"))
    total = Decimal(re.search(r"\*Points: ([\d.]+) of 8", told)[1])  # type: ignore[index]
    parts = [Decimal(part) for part in re.findall(r"^• ([\d.]+) for", told, re.MULTILINE)]
    assert sum(parts) == total == 8
    assert "Mar 2, 2026; lapses on Aug 29, 2026" in told
    assert "Mar 12, 2026; lapses on Sep 8, 2026" in told


def test_it_says_what_would_change_it_and_when(stage: Stage) -> None:
    """By time alone, to the minute; by one more incident; and how many points are missing."""
    create(stage, "Acme")
    stage.after(days=10)
    stage.flag("acme slow_pay")
    told = next(text for text in texts(card(stage, "acme")) if text.startswith("*What would change it"))
    assert "Aug 29, 2026, 10:00" in told
    assert "Paid late" in told
    assert "Points still missing to the limit: 4" in told
    stage.clock.move(timedelta(days=170) - timedelta(seconds=1))
    stage.tick()
    assert "*Points: 4 of 8" in str(card(stage, "acme").blocks)
    stage.after(seconds=1)
    assert "*Points: 2 of 8" in str(card(stage, "acme").blocks)


def test_the_answer_comes_in_the_acknowledgement(stage: Stage) -> None:
    """No second round trip: nothing else is sent to Slack once the person is known."""
    create(stage, "Acme")
    card(stage, "acme")
    seq = stage.slack.traffic.since()[-1].seq
    reply = card(stage, "acme")
    stage.settle()
    assert [entry.kind for entry in stage.slack.traffic.since(seq)] == ["command"]
    assert reply.body["response_type"] == "ephemeral"


def test_an_open_alert_shows_with_its_votes(stage: Stage) -> None:
    """Who has it, by when, who voted what; and what the tripped signs call for."""
    create(stage, "Acme", "lying")
    stage.hold_ends()
    (alert,) = stage.alerts
    stage.designer.react(ALERTS, alert.ts, "eyes")
    stage.partner.react(ALERTS, alert.ts, "wave")
    stage.tick()
    shown = str(card(stage, "acme").blocks)
    assert "Open alert" in shown
    assert f"<@{stage.designer.id}>" in shown
    assert f"<@{stage.partner.id}>" in shown
    assert "What this calls for" in shown


def test_a_client_not_told_to_stop_can_be_recorded_as_told(stage: Stage) -> None:
    """Wherever the card asks for a warning it has the button for it, also where something else has tripped."""
    create(stage, "Acme", "mental_abuse")
    assert "warning_record" in str(card(stage, "acme").blocks)
    for _ in range(3):
        stage.flag("acme slow_pay")
    asked = card(stage, "acme")
    assert "record that you did" in str(asked.blocks)
    assert "warning_record" in str(asked.blocks)
    stage.lead.press("warning_record", in_=asked)
    stage.settle()
    stage.lead.fill({"told_how": "on a call"})
    stage.lead.submit()
    stage.settle()
    assert "warning_record" not in str(card(stage, "acme").blocks)


def test_belittling_counts_again_after_a_warning(stage: Stage) -> None:
    """The card does not say that once is enough: it is not."""
    create(stage, "Acme", "mental_abuse")
    counted = next(text for text in texts(card(stage, "acme")) if text.startswith("*Counted so far"))
    assert "once is enough" not in counted


def test_ten_thousand_incidents_fit_a_card(stage: Stage) -> None:
    """Fifty blocks at most, with how many more there are."""
    client = create(stage, "Acme")
    now = stage.clock.now()
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        for number in range(10_000):
            at = now - timedelta(hours=number)
            incident = Incident(id=f"i{number}", at=at, recorded_at=now, sign="slow_pay", by=stage.lead.id)
            uow.history.add(EntryRecord(incident, client, stage.lead.id, note="n" * 2000))
    for who in ("lead", "partner"):
        reply = card(stage, "acme", who)
        assert reply.error == ""
        assert len(reply.blocks) <= 50
        assert "Acme" in reply.text
        assert "9,996 older" in str(reply.blocks) or "9,996 more" in str(reply.blocks)


LONG = "Ludwigshafener Papier- und Kartonagenverarbeitungsgesellschaft Nachfolger"
ARABIC = "شركة النخيل للطباعة والنشر"
ODD = ["A & B <Partners>", "*bold* _it_ ~x~ `c`", "@channel @here", "acme|pipe", "\u202eevil\u202c"]


@pytest.mark.parametrize("name", [LONG, ARABIC, "東京デザイン", "🎨 Atelier"])
def test_names_of_any_script_are_shown_and_found(stage: Stage, name: str) -> None:
    """As they were given, on the card, in the portfolio and in suggestions."""
    create(stage, name)
    assert name in card(stage, name).text
    assert name in str(stage.lead.command("/client-health", channel=GENERAL).blocks)


def test_a_name_can_neither_ping_nor_format(stage: Stage) -> None:
    """It is data: escaped where Slack would read it, and isolated from the text around it."""
    stage.lead.press("clients_add_open", in_=stage.lead.command("/client-health", channel=GENERAL))
    stage.settle()
    stage.lead.fill({"names": "\n".join(ODD)})
    assert stage.lead.submit().ok
    reply = stage.lead.command("/client-health", channel=GENERAL)
    assert reply.error == ""
    assert "A &amp; B &lt;Partners&gt;" in str(reply.blocks)


def test_the_portfolio_is_worst_first_and_paged(stage: Stage) -> None:
    """Decisive, cumulative, watch, clear; within a level by points; ten a page, there and back."""
    for number in range(9):
        create(stage, f"Calm {number}", "mind_change")
    create(stage, "Watched", "mental_abuse")
    create(stage, "Liar", "lying")
    create(stage, "Late")
    for _ in range(2):
        stage.flag("late slow_pay")
    first = stage.lead.command("/client-health", channel=GENERAL)
    heads = [text for text in texts(first) if text.startswith(("🔴", "🟠", "🟡", "🟢"))]
    assert ["Liar" in heads[0], "Late" in heads[1], "Watched" in heads[2]] == [True] * 3
    assert len(heads) == 10
    assert "Page 1 of 2, 12 clients" in str(first.blocks)
    assert "alert open, nobody has it" in str(first.blocks)
    stage.lead.press("health_page", in_=first)
    stage.settle()
    second = stage.lead.ephemerals[-1]
    assert "Page 2 of 2" in str(second.blocks)
    stage.lead.press("health_page", in_=second)
    stage.settle()
    assert "Page 1 of 2" in str(stage.lead.ephemerals[-1].blocks)


def test_a_row_of_the_portfolio_opens_its_card(stage: Stage) -> None:
    """Privately, beneath it."""
    create(stage, "Acme", "lying")
    stage.lead.press("health_open", in_=stage.lead.command("/client-health", channel=GENERAL))
    stage.settle()
    assert "Acme" in stage.lead.ephemerals[-1].text


def test_an_empty_portfolio_says_so(stage: Stage) -> None:
    """And how to begin."""
    reply = stage.lead.command("/client-health", channel=GENERAL)
    assert "There are no clients yet" in str(reply.blocks)
    assert "clients_add_open" in str(reply.blocks)


def test_nearly_right_names_are_offered(stage: Stage) -> None:
    """One press shows the card; where nothing is near, how to see all."""
    create(stage, "Acme")
    asked = card(stage, "acne")
    assert "Did you mean" in str(asked.blocks)
    stage.lead.press("pick_client", in_=asked)
    stage.settle()
    assert "Acme" in stage.lead.ephemerals[-1].text
    assert "see all clients" in str(card(stage, "qqqq zzzz").blocks)


def test_quotes_and_case_do_not_matter(stage: Stage) -> None:
    """Straight, curly or none; and somebody may type more than the name."""
    create(stage, "Otter Bakery")
    for typed in ("otter bakery", '"Otter Bakery"', "“OTTER BAKERY”", "  otter   bakery "):
        assert "Otter Bakery" in card(stage, typed).text, typed


def test_long_and_odd_questions_are_answered(stage: Stage) -> None:
    """Ten thousand characters, control characters, overrides, pings: a kind answer, nothing stored."""
    for typed in ("x" * 10_000, "\x00\x07a", "\u202eacme", "<!channel>", "&lt;!here&gt;", "🙂" * 500, "'; drop table"):
        reply = card(stage, typed)
        assert reply.error == ""
        assert "I know no client" in reply.text
