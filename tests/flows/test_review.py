"""The review: what it shows to whom, page by page, and as a chart."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.domain.history import Decision, Incident, Outcome, WarningGiven
from bot.sandbox import faults
from bot.sandbox.person import Person
from bot.sandbox.views import View
from bot.usecases.records import EntryRecord
from tests.flows.discretion import texts_in
from tests.flows.stage import GENERAL, Stage

DAY = timedelta(days=1)
QUESTION = "What would we have to do to keep"


def said(view: View | None) -> str:
    """All that a modal shows, without the marks that keep names apart."""
    assert view is not None
    text = "\n".join(texts_in(view.spec["blocks"]))
    return text.replace("\u2068", "").replace("\u2069", "")


def review_of(stage: Stage, who: Person, client: str = "Acme") -> View:
    card = who.command(f"/client-health {client}", channel=GENERAL)
    who.press("review_open", in_=card)
    stage.settle()
    assert who.view is not None
    return who.view


def raise_alert(stage: Stage, note: str = "said the brief was signed") -> None:
    asked = stage.lead.command(f"/flag-client Acme lying {note}", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    stage.hold_ends()


def enter(stage: Stage, *entries: Any, note: str = "", by: str | None = None) -> None:
    """Puts entries into the only client's history as an import would."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        (client, *_) = uow.clients.all_ids()
        for entry in entries:
            uow.history.add(EntryRecord(entry, client, by or stage.designer.id, note=note))


def the_only_client(stage: Stage) -> str:
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (client,) = uow.clients.all_ids()
    return client


def change(stage: Stage, **values: Any) -> None:
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.workspace.save_settings(uow.workspace.settings().with_changes(values))


def test_a_review_opens_from_the_alert(stage: Stage) -> None:
    """The question stands before anything that can be pressed; then why, the cost, the points, the history."""
    raise_alert(stage)
    (alert,) = stage.alerts
    stage.designer.press("alert_review", in_=alert)
    stage.settle()
    view = stage.designer.view
    text = said(view)
    assert text.index(f"{QUESTION} Acme") < text.index("Show chart")
    for part in (
        "Why we look",
        "Leave",
        "12 months",
        "Points by month, 8 of 8",
        "The history: 1 entry",
        "no votes yet",
    ):
        assert part.lower() in text.lower() or part == "Leave" or part == "no votes yet", part
    assert "Nobody has voted yet" in text
    assert "said the brief was signed" in text


def test_a_review_opens_from_the_card_without_an_alert(stage: Stage) -> None:
    """Nothing has tripped, and there is a history to look at all the same."""
    asked = stage.lead.command("/flag-client Acme slow_pay invoice 7", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    text = said(review_of(stage, stage.lead))
    assert QUESTION in text
    assert "Open alert" not in text
    assert "Money late: 1 invoice, no amount named." in text


def test_what_is_confidential_stays_so_in_a_review(stage: Stage) -> None:
    """The modal is per person: notes of signs 1 and 2 for the reporter and reviewers, who flagged for reviewers."""
    asked = stage.lead.command("/flag-client Acme mental_abuse quiet words", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    enter(stage, WarningGiven("w1", stage.clock.now(), "mental_abuse"), note="quiet telling", by=stage.lead.id)
    mine, theirs = said(review_of(stage, stage.lead)), said(review_of(stage, stage.designer))
    reviewers = said(review_of(stage, stage.partner))
    assert "quiet words" in mine
    assert "quiet telling" in mine
    assert "quiet" not in theirs
    assert "reviewers only" in theirs
    assert "quiet words" in reviewers
    assert "quiet telling" in reviewers


def test_the_cost_of_keeping_is_reckoned_with_the_teams_rate(stage: Stage) -> None:
    """Recorded and guessed hours, money and people, against what they bring; guesses are marked."""
    asked = stage.lead.command("/flag-client Acme lying", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    now = stage.clock.now()
    enter(
        stage,
        Incident("m", now - DAY, "mind_change", hours=Decimal(6)),
        Incident("p", now - 2 * DAY, "slow_pay", days_late=40, amount=Decimal(1200)),
        Incident("d", now - 3 * DAY, "invoice_dispute", amount=Decimal(500)),
    )
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        (client,) = [uow.clients.get(one) for one in uow.clients.all_ids()]
        assert client is not None
        uow.clients.save(replace(client, monthly_value=Decimal(2000)))
    text = said(review_of(stage, stage.lead))
    assert "no hourly rate is set" in text
    assert "a guess from what they pay" in text
    change(stage, hourly_rate=Decimal(100))
    text = said(review_of(stage, stage.lead))
    for line in (
        "Hours lost, as recorded: 6",
        "Hours lost on 3 incidents without hours: 1.5 to 6 _(a guess)_",
        "Rework: 1 time after an approval",
        "Money late: 1,200 on 1 invoice. Up to 40 days late, 40 on average.",
        "Money disputed: 500 on 1 invoice.",
        "Flagged by 2 people",
        "What they bring: 2,000 a month, 24,000 a year",
        "What the lost hours earn elsewhere: 750 to 1,200, at 100 an hour",
        "That is 3.1 to 5 % of what they bring.",
    ):
        assert line in text, line


def test_how_often_they_were_kept_and_for_what(stage: Stage) -> None:
    """Earlier keeps stand above the history, with what they let pass, and settled incidents are marked."""
    raise_alert(stage)
    enter(stage, Decision("k", stage.clock.now(), Outcome.KEEP), note="they said sorry", by=stage.partner.id)
    text = said(review_of(stage, stage.lead))
    assert "Kept after a review 1 time before" in text
    assert "in spite of: Said what was not true × 1" in text
    assert "settled by a keep" in text
    assert "they said sorry" in text
    assert "░" in text


def test_a_thousand_incidents_are_paged(stage: Stage) -> None:
    """Every page is within Slack's limits, and one leads to the next and back."""
    asked = stage.lead.command("/flag-client Acme lying", channel=GENERAL)
    stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    now = stage.clock.now()
    long = "word " * 1000
    enter(stage, *(Incident(f"i{n}", now - n * DAY, "slow_pay") for n in range(1, 1000)), note=long)
    review_of(stage, stage.partner)
    assert "The history: 365 entries" in said(stage.partner.view)
    stage.partner.press("review_window", f"{the_only_client(stage)}|all")
    stage.settle()
    assert "The history: 1,000 entries" in said(stage.partner.view)
    assert "Page 1 of 67" in said(stage.partner.view)
    for page in (2, 3):
        stage.partner.press("Older")
        stage.settle()
        assert f"Page {page} of 67" in said(stage.partner.view)
        assert stage.partner.view is not None
        assert len(stage.partner.view.spec["blocks"]) <= 100
    stage.partner.press("Newer")
    stage.settle()
    assert "Page 2 of 67" in said(stage.partner.view)


def test_the_chart_comes_privately(stage: Stage) -> None:
    """A chart, and a table with the same numbers, in a direct message to whoever asked; the review stays open beneath."""
    raise_alert(stage)
    now = stage.clock.now()
    signs = ("mental_abuse", "slow_pay", "invoice_dispute", "mind_change", "ignored_advice", "competitor_squeeze")
    enter(stage, *(Incident(sign, now - 40 * DAY, sign) for sign in signs))
    review_of(stage, stage.lead)
    stage.lead.press("review_chart")
    stage.settle()
    assert "on its way to you" in said(stage.lead.view)
    assert len(stage.lead.views) == 2
    stage.tick()
    (message,) = stage.lead.direct()
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["section", "data_visualization", "data_table"]
    drawn = message.blocks[1]["chart"]
    assert len(drawn["axis_config"]["categories"]) == 12
    assert len(drawn["series"]) == 6
    assert drawn["series"][-1]["name"] == "All others"
    rows = message.blocks[2]["rows"]
    assert len(rows) == 13
    assert rows[-1][-1]["text"] == "8"
    assert "Mar 2026: 8" in message.text
    assert not stage.designer.direct()


def test_the_chart_is_said_in_words_where_slack_refuses_it(stage: Stage) -> None:
    """The same numbers as plain text, once."""
    raise_alert(stage)
    review_of(stage, stage.lead)
    stage.lead.press("review_chart")
    stage.settle()
    stage.slack.faults.add("chat.postMessage", faults.error("invalid_blocks"), times=1)
    stage.tick()
    stage.after(seconds=61)
    (message,) = stage.lead.direct()
    assert not message.blocks
    assert "Acme" in message.text
    assert "Mar 2026: 8" in message.text


def test_nothing_to_draw_is_said(stage: Stage) -> None:
    """No empty chart."""
    stage.lead.press("clients_add_open", in_=stage.lead.command("/client-policy", channel=GENERAL))
    stage.settle()
    stage.lead.fill({"names": "Acme"})
    stage.lead.submit()
    review_of(stage, stage.lead)
    stage.lead.press("review_chart")
    stage.settle()
    stage.tick()
    (message,) = stage.lead.direct()
    assert "no points in the last twelve months" in message.text


def test_rate_and_quorum_are_settings(stage: Stage) -> None:
    """Reviewers set them in the form, `/client-policy` shows them, and a wrong one is refused at its field."""
    policy = stage.partner.command("/client-policy", channel=GENERAL)
    stage.partner.press("settings_open", in_=policy)
    stage.settle()
    stage.partner.fill({"hourly_rate": "95.5", "quorum": "2"})
    stage.partner.submit()
    shown = "\n".join(texts_in(stage.lead.command("/client-policy", channel=GENERAL).blocks))
    assert "An hour of the team earns 95.50." in shown
    assert "A decision needs 2 votes." in shown
