"""How far back a review looks: the cost and the history follow, in the same modal."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.history import Incident
from bot.sandbox.payloads import Payloads
from tests.flows.stage import Stage
from tests.flows.test_decide import REASON, TAKES, the_client
from tests.flows.test_review import enter, raise_alert, review_of, said

DAY = timedelta(days=1)


def with_history(stage: Stage) -> None:
    """One flag of today, and three long ago."""
    raise_alert(stage)
    now = stage.clock.now()
    enter(
        stage,
        Incident("m", now - 60 * DAY, "mind_change", hours=Decimal(6)),
        Incident("p", now - 200 * DAY, "slow_pay", days_late=40, amount=Decimal(1200)),
        Incident("d", now - 500 * DAY, "invoice_dispute", amount=Decimal(500)),
        Incident("o", now - 900 * DAY, "ignored_advice", hours=Decimal(20)),
    )
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.clients.save(replace(the_client(stage), monthly_value=Decimal(1000)))


def choose(stage: Stage, window: str) -> str:
    stage.partner.press("review_window", f"{the_client(stage).id}|{window}", in_=stage.partner.view)
    stage.settle()
    return said(stage.partner.view)


def test_a_review_looks_back_a_year_at_first(stage: Stage) -> None:
    """And says how much lies before that."""
    with_history(stage)
    text = said(review_of(stage, stage.partner))
    assert "The history: 3 entries" in text
    assert "2 older entries lie before that" in text
    assert "1,000 a month, 12,000 a year" in text
    assert "Money late: 1,200" in text
    assert "Money disputed" not in text


def test_another_window_is_chosen_in_place(stage: Stage) -> None:
    """Three, six, twelve, twenty-four months, or all: what it cost and what happened are those of that time."""
    with_history(stage)
    review_of(stage, stage.partner)
    text = choose(stage, "3")
    assert "The history: 2 entries" in text
    assert "3 older entries" in text
    assert "1,000 a month, 3,000 in that time" in text
    assert "Money late" not in text
    assert "Hours lost, as recorded: 6" in text
    text = choose(stage, "6")
    assert "The history: 2 entries" in text
    text = choose(stage, "24")
    assert "The history: 4 entries" in text
    assert "1 older entry lies before that" in text
    assert "Money disputed: 500" in text
    text = choose(stage, "all")
    assert "The history: 5 entries" in text
    assert "older entr" not in text
    assert "Hours lost, as recorded: 26" in text
    assert stage.partner.views == [stage.partner.view]


def test_what_counts_today_does_not_depend_on_it(stage: Stage) -> None:
    """The verdict is the policy's, whatever anybody looks at."""
    with_history(stage)
    whole = said(review_of(stage, stage.partner))
    short = choose(stage, "3")
    for part in ("Why we look", "Points by month", "decisive"):
        assert part in whole
        assert part in short
    points = next(line for line in whole.splitlines() if line.startswith("*Points by month"))
    assert points in short


def test_pages_are_those_of_the_window(stage: Stage) -> None:
    """Turning a page keeps it; another one begins at its first page."""
    raise_alert(stage)
    now = stage.clock.now()
    enter(stage, *(Incident(f"i{n}", now - n * 10 * DAY, "slow_pay") for n in range(1, 100)))
    review_of(stage, stage.partner)
    assert "Page 1 of 3" in said(stage.partner.view)
    assert "Page 1 of 7" in choose(stage, "all")
    stage.partner.press("Older")
    stage.settle()
    assert "Page 2 of 7" in said(stage.partner.view)
    assert "Page 1 of 5" in choose(stage, "24")


def test_a_vote_and_a_decision_leave_the_review_where_it_was(stage: Stage) -> None:
    """The same page of the same window."""
    raise_alert(stage)
    now = stage.clock.now()
    enter(stage, *(Incident(f"i{n}", now - n * 10 * DAY, "slow_pay") for n in range(1, 100)))
    review_of(stage, stage.partner)
    choose(stage, "24")
    stage.partner.press("Older")
    stage.settle()
    stage.partner.press("review_vote_keep")
    stage.settle()
    assert "Page 2 of 5" in said(stage.partner.view)
    assert "🤝" in said(stage.partner.view)
    stage.partner.press("review_decide", f"{the_client(stage).id}|keep")
    stage.settle()
    stage.partner.fill({"keep_takes": TAKES, "reason": REASON})
    stage.partner.submit()
    stage.settle()
    assert "Page 2 of 5" in said(stage.partner.views[0])
    assert "settled by a keep" in said(stage.partner.views[0])


def test_a_window_that_is_none_is_the_usual_one(stage: Stage) -> None:
    """Whatever a request says."""
    with_history(stage)
    review_of(stage, stage.partner)
    platform, view = stage.slack.platform, stage.partner.view
    assert view is not None
    option = {"selected_option": {"value": f"{the_client(stage).id}|forever", "text": {}}}
    pressed = {"action_id": "review_window", "block_id": "b", "type": "static_select", "action_ts": "1.1", **option}
    with platform.lock:
        envelope = Payloads(platform, stage.slack.responses).view_action(stage.partner.user, view, pressed)
    stage.slack.delivery.send(envelope)
    stage.settle()
    assert "The history: 3 entries" in said(stage.partner.view)
