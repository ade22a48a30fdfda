"""What is overdue in a parting's list reminds whoever has it, in working time, until it is settled."""

from datetime import UTC, datetime

from bot.domain.parting_order import Step
from bot.usecases.records import TimerKind
from bot.usecases.sweep import sweep
from tests.flows.alerting import another_bot
from tests.flows.parted import (
    calm,
    card_list,
    choose,
    direct,
    living,
    open_list,
    parted,
    parting_of,
    plain,
    shown,
    unpaid,
)
from tests.flows.stage import Stage, staged
from tests.flows.test_review import change


def to(stage: Stage, moment: datetime) -> None:
    """Moves the clock to that time, and ticks until all is said."""
    stage.after(seconds=(moment - stage.clock.now()).total_seconds())
    calm(stage)


def test_whoever_has_it_is_reminded_when_the_next_working_day_opens(stage: Stage) -> None:
    """One message for all that they have; each item is ticked in it, and the living message shows what is late."""
    parted(stage)
    # Three items were due at the end of Tuesday.
    to(stage, datetime(2026, 3, 4, 8, 59, tzinfo=UTC))
    assert direct(stage.partner) == []
    to(stage, datetime(2026, 3, 4, 9, 1, tzinfo=UTC))
    (told,) = direct(stage.partner)
    assert plain(told.text) == "👋 Parting ways with Acme: 3 things you have are overdue."
    assert "⚠️ Tell the team" in shown(told)
    assert "⚠️ Take back access" in shown(living(stage))
    assert "noted" not in shown(told)
    stage.partner.press("parting_tick", f"{parting_of(stage).id}|notice", in_=told)
    stage.settle()
    assert parting_of(stage).item(Step.NOTICE).is_settled
    stage.partner.press("parting_open", in_=told)
    stage.settle()
    assert "✅ Give notice" in shown(stage.partner.view)


def test_it_reminds_again_after_two_working_days_and_then_every_five(stage: Stage) -> None:
    """And never once it is settled."""
    message = parted(stage)
    open_list(stage, stage.lead, message)
    for step in set(Step) - {Step.TELL_TEAM}:
        choose(stage, stage.lead, "done", step)
    told = []
    for day in range(3, 31):
        to(stage, datetime(2026, 3, day, 12, tzinfo=UTC))
        told.append((day, len(direct(stage.partner))))
    first = {count: day for day, count in reversed(told)}
    assert {count: day for count, day in first.items() if count} == {1: 4, 2: 6, 3: 13, 4: 20, 5: 27}
    card_list(stage, stage.lead)
    choose(stage, stage.lead, "not_needed", Step.TELL_TEAM)
    to(stage, datetime(2026, 4, 30, 12, tzinfo=UTC))
    assert len(direct(stage.partner)) == 5


def test_what_waits_for_the_money_reminds_nobody(stage: Stage) -> None:
    """The money does."""
    unpaid(stage)
    to(stage, datetime(2026, 4, 10, 12, tzinfo=UTC))
    assert all("Give notice" not in shown(one) for one in direct(stage.partner))
    assert any("Collect the money" in shown(one) for one in direct(stage.partner))


def test_in_place_of_an_owner_who_has_left(stage: Stage) -> None:
    """Whoever decided is reminded, and told in whose place; the list lets them choose somebody else."""
    message = parted(stage)
    open_list(stage, stage.partner, message)
    choose(stage, stage.partner, "arrange", Step.TELL_TEAM)
    stage.partner.fill({"owner": stage.designer.id})
    stage.partner.submit()
    stage.settle()
    stage.slack.changes.deactivate("designer")
    stage.settle()
    to(stage, datetime(2026, 3, 4, 9, 1, tzinfo=UTC))
    assert direct(stage.designer) == []
    told = "\n".join(shown(one) for one in direct(stage.partner))
    assert f"You get this in place of <@{stage.designer.id}>." in told
    stage.partner.close(everything=True)
    card_list(stage, stage.partner)
    choose(stage, stage.partner, "arrange", Step.TELL_TEAM)
    assert stage.partner.view is not None
    owner = next(block for block in stage.partner.view.blocks if block.get("block_id") == "owner")
    assert "initial_user" not in owner["element"]


def test_nobody_is_written_to_at_night(stage: Stage) -> None:
    """Not even by a bot that was away when it was time."""
    parted(stage)
    stage.clock.move(datetime(2026, 3, 6, 23, tzinfo=UTC) - stage.clock.now())
    calm(stage)
    assert direct(stage.partner) == []
    to(stage, datetime(2026, 3, 9, 9, 1, tzinfo=UTC))
    assert len(direct(stage.partner)) == 1


def test_a_reminder_that_comes_late_says_only_what_is_still_so(stage: Stage) -> None:
    """Between its moment and its delivery everything was settled."""
    parted(stage)
    ports = stage.bot.ports
    stage.clock.move(datetime(2026, 3, 4, 9, 0, tzinfo=UTC) - stage.clock.now())
    sweep(ports)
    card_list(stage, stage.lead)
    for step in (Step.TELL_TEAM, Step.NOTICE, Step.TAKE_BACK_ACCESS):
        with ports.store.read(stage.slack.team_id) as uow:
            assert uow.timers.get(TimerKind.PARTING_REMINDER, parting_of(stage).id) is not None
        stage.lead.press("parting_item", f"done|{parting_of(stage).id}|{step.value}", block_id=_block(stage, step))
        stage.settle()
    calm(stage)
    assert direct(stage.partner) == []


def _block(stage: Stage, step: Step) -> str:
    assert stage.lead.view is not None
    return next(
        str(block["block_id"])
        for block in stage.lead.view.blocks
        if any(one["value"].endswith(step.value) for one in block.get("accessory", {}).get("options", []))
    )


def test_two_replicas_remind_once(sqlite_url: str) -> None:
    """Whoever claims the timer first sends it."""
    with staged(sqlite_url) as stage, another_bot(stage, sqlite_url) as other:
        parted(stage)
        stage.clock.move(datetime(2026, 3, 4, 9, 1, tzinfo=UTC) - stage.clock.now())
        for _ in range(4):
            other.ticker.tick()
            stage.tick()
        assert len(direct(stage.partner)) == 1


def test_other_working_hours_move_it(stage: Stage) -> None:
    """The zone and the hours are those of the settings when it is sent."""
    parted(stage)
    change(stage, timezone="America/New_York")
    to(stage, datetime(2026, 3, 4, 9, 1, tzinfo=UTC))
    assert direct(stage.partner) == []
    to(stage, datetime(2026, 3, 4, 14, 1, tzinfo=UTC))
    assert len(direct(stage.partner)) == 1
