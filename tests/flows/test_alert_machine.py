"""Months at random: whatever people and time do, an alert is told once, never forgotten, and never louder than it may be."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.alerts import DECIDED, AlertState, Episode, News
from bot.domain.history import ClientStatus, Outcome
from bot.domain.parting import ItemState, Parting, PartingState, is_all_settled, next_reminder
from bot.domain.parting_order import Step
from bot.domain.people import Grant, Role
from bot.domain.reminders import STEPS, waits_for_taker
from bot.domain.review import latest_decision
from bot.sandbox.stage import Reply
from bot.sandbox.wire import RefusedError
from bot.usecases.decide import Decide, decide
from bot.usecases.identity import alert_row, direct_alert_row
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import OutboxKind, OutboxState, TimerKind
from bot.usecases.settle_step import SettleStep, settle_step
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.stop_parting import StopParting, stop_parting
from tests.flows.alerting import alerts_of, cumulative, partings_of, posted
from tests.flows.stage import ALERTS, GENERAL, MONDAY, Stage, staged

CLIENTS = ("Acme", "Globex")
PEOPLE = ("lead", "designer", "partner")
# What a closed episode must have said last, where it had been posted.
TITLES = {PartingState.RUNNING: "👋", PartingState.CLOSED: "✔️", PartingState.STOPPED: "↩️"}
ENDINGS = {News.WITHDRAWN, News.EXPIRED, News.MERGED, *DECIDED}


class AlertLife(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.ended = ExitStack()
        folder = self.ended.enter_context(tempfile.TemporaryDirectory())
        self.stage: Stage = self.ended.enter_context(staged(f"sqlite:///{Path(folder) / 'partways.db'}"))
        self.flags: list[tuple[str, Reply]] = []
        self.let_go: Counter[str] = Counter()
        self.decided = 0
        # One alert of each level stands there from the start; another rises and falls by what is flagged and undone.
        posted(self.stage, CLIENTS[0])
        cumulative(self.stage, CLIENTS[1])

    @rule(
        name=st.sampled_from(CLIENTS),
        sign=st.sampled_from(("lying", "ignored_advice", "slow_pay")),
        who=st.sampled_from(PEOPLE),
    )
    def flag(self, name: str, sign: str, who: str) -> None:
        reply = self.stage.person(who).command(f"/flag-client {name} {sign}", channel=GENERAL)
        self.stage.settle()
        self.flags.append((who, reply))

    @rule(number=st.integers(0, 2))
    def undo(self, number: int) -> None:
        if number < len(self.flags):
            who, reply = self.flags.pop(-1 - number)
            self.stage.person(who).press("incident_undo", in_=reply)
            self.stage.settle()

    @rule(
        name=st.sampled_from(CLIENTS),
        who=st.sampled_from(PEOPLE),
        emoji=st.sampled_from(("eyes", "eyes", "handshake", "zzz")),
        is_on=st.booleans(),
    )
    def react(self, name: str, who: str, emoji: str, is_on: bool) -> None:
        for alert in alerts_of(self.stage, name)[-1:]:
            person = self.stage.person(who)
            try:
                (person.react if is_on else person.unreact)(alert.channel, alert.ts, emoji)
            except RefusedError:
                continue  # it is there already, or is not
            self.let_go[name] += emoji in ("eyes", "zzz") and not is_on

    @rule(name=st.sampled_from(CLIENTS), who=st.sampled_from(PEOPLE))
    def press(self, name: str, who: str) -> None:
        for alert in alerts_of(self.stage, name)[-1:]:
            if "alert_ack" in str(alert.blocks):
                self.stage.person(who).press("alert_ack", in_=alert)
                self.stage.settle()
                self.let_go[name] += 1

    @rule(name=st.sampled_from(CLIENTS), outcome=st.sampled_from((Outcome.KEEP, Outcome.KEEP, Outcome.PART_WAYS)))
    def decide(self, name: str, outcome: Outcome) -> None:
        with self._read() as uow:
            (client,) = [each.client for each in uow.clients.names() if each.name == name]
            episode, latest = uow.episodes.latest(client), latest_decision(uow.history.entries(client))
        if episode is None or not episode.is_open:
            return
        self.decided += 1
        known = latest.id if latest else None
        receipt = f"d{self.decided}"
        asked = Decide(self._reviewer(), client, outcome, episode.id, known, "briefs", "agreed", None, (), receipt)
        decide(self.stage.bot.ports, asked)

    @rule(
        name=st.sampled_from(CLIENTS),
        step=st.sampled_from(Step),
        state=st.sampled_from((ItemState.DONE, ItemState.DONE, ItemState.NOT_NEEDED, ItemState.OPEN)),
    )
    def settle(self, name: str, step: Step, state: ItemState) -> None:
        """Somebody works on a parting's list, whether or not it runs."""
        for parting in self._partings(name)[:1]:
            self.decided += 1
            command = SettleStep(self._reviewer(), parting.id, step.value, state, f"d{self.decided}")
            settle_step(self.stage.bot.ports, command)

    @rule(name=st.sampled_from(CLIENTS))
    def settle_all(self, name: str) -> None:
        for step in sorted(Step, key=lambda step: step is not Step.COLLECT):
            self.settle(name=name, step=step, state=ItemState.DONE)

    @rule(name=st.sampled_from(CLIENTS))
    def stop(self, name: str) -> None:
        for parting in self._partings(name)[:1]:
            self.decided += 1
            stop_parting(
                self.stage.bot.ports, StopParting(self._reviewer(), parting.id, "they called", f"d{self.decided}")
            )

    @rule(name=st.sampled_from(CLIENTS))
    def delete(self, name: str) -> None:
        """An admin removes the alert's message from the channel."""
        for alert in alerts_of(self.stage, name)[-1:]:
            self.stage.person("office").delete(alert)
            self.stage.settle()

    def _reviewer(self) -> Grant:
        return Grant(self.stage.bot.home.workspace, self.stage.partner.id, Role.REVIEWER)

    def _partings(self, name: str) -> Sequence[Parting]:
        with self._read() as uow:
            (client,) = [each.client for each in uow.clients.names() if each.name == name]
            found: Sequence[Parting] = uow.partings.of_client(client)
            return found

    @rule(seconds=st.sampled_from((31, 600, 5 * 3600)))
    def time_passes(self, seconds: int) -> None:
        self._goes_on(timedelta(seconds=seconds))

    @rule(days=st.sampled_from((1, 2, 3, 8)))
    def days_pass(self, days: int) -> None:
        """With somebody looking in the morning, at noon and at night, as the process does every second."""
        for _ in range(days * 3):
            self._goes_on(timedelta(hours=8))

    @rule(days=st.sampled_from((20, 100, 200)))
    def is_down(self, days: int) -> None:
        """The process was stopped for so long."""
        self._goes_on(timedelta(days=days))

    @invariant()
    def always_has_a_next_moment(self) -> None:
        """A timer of its own state, and beneath it all the digest."""
        with self._read() as uow:
            workspace = self.stage.bot.home.workspace
            digest = uow.timers.get(TimerKind.DIGEST, workspace)
            assert digest is not None
            assert digest <= uow.at + timedelta(days=7, hours=1)
            for episode in uow.episodes.open_ones():
                self._has_a_next_moment(uow, episode)

    def _has_a_next_moment(self, uow: UnitOfWork, episode: Episode) -> None:
        get = uow.timers.get
        assert (episode.state is AlertState.HELD) == (get(TimerKind.HOLD_ENDS, episode.id) is not None)
        assert get(TimerKind.SNOOZE_ENDS, episode.id) == episode.snoozed_until
        due_at = get(TimerKind.DECIDE_BY, episode.id)
        assert (due_at is None) == (episode.decide_by is None)
        reminders = [get(TimerKind.REMINDER, f"{episode.id}|{step}") for step in STEPS]
        left = [moment for moment in reminders if moment is not None]
        assert not left or waits_for_taker(episode)
        if waits_for_taker(episode):
            assert reminders == [None] * (len(STEPS) - len(left)) + sorted(left), "the later ones come last"

    @invariant()
    def a_parting_runs_while_its_client_is_parted_with(self) -> None:
        """Each has a next reminder, unless all that is left waits for the money, which is then what is asked after."""
        with self._read() as uow:
            clients = {each.client for each in uow.clients.names() if each.name in CLIENTS}
            for client in clients:
                partings = uow.partings.of_client(client)
                stored, hours = uow.clients.get(client), uow.workspace.settings().hours
                assert stored is not None
                running = [parting for parting in partings if parting.is_running]
                assert len(running) == (stored.status is ClientStatus.PARTING)
                for parting in partings:
                    due_at = uow.timers.get(TimerKind.PARTING_REMINDER, parting.id)
                    assert (due_at is not None) == parting.is_running
                    wanted = next_reminder(parting, hours)
                    assert wanted is None or (due_at is not None and due_at >= wanted)
                    assert parting.override is None
                    assert parting.state is not PartingState.CLOSED or is_all_settled(parting)

    @invariant()
    def says_no_more_than_it_may(self) -> None:
        """One first post an episode, one line for each rise, three reminders for each time it was left alone."""
        for name in CLIENTS:
            spans = self._said(name)
            assert len(spans) == len(set(spans))
            for said in spans.values():
                self._is_bounded(name, Counter(said))
        digests = [message for message in self.stage.alerts if "weekly digest" in message.text]
        assert len(digests) <= (self.stage.clock.now() - MONDAY) / timedelta(days=7) + 1

    def _is_bounded(self, name: str, said: Counter[News]) -> None:
        assert said[News.RAISED] <= 1 + said[News.FELL]
        alone = 1 + said[News.RAISED] + said[News.WOKE] + self.let_go[name]
        assert said[News.REMINDED] <= len(STEPS) * alone
        assert said[News.OVERDUE] <= 1 + said[News.RAISED]
        assert sum(said[ending] for ending in ENDINGS) <= 1
        assert said[News.WOKE] <= said[News.SNOOZED]

    def _said(self, name: str) -> dict[str, list[News]]:
        """By episode, every line in the channel; raises where an episode has two living messages."""
        found: dict[str, list[News]] = {}
        with self._read() as uow:
            for alert in alerts_of(self.stage, name):
                row = uow.outbox.find_message(ALERTS, alert.ts)
                assert row is not None
                assert row.kind is OutboxKind.ALERT
                episode = str(row.facts["episode"])
                assert episode not in found, "two first posts"
                found[episode] = []
                for line in self.stage.slack.thread(alert):
                    behind = uow.outbox.find_message(ALERTS, line.ts)
                    assert behind is not None
                    news = News(str(behind.facts["news"]))
                    assert line.is_broadcast == news.is_loud
                    found[episode].append(news)
        return found

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        try:
            for _ in range(3):
                self._goes_on(timedelta(minutes=2))
            self._everything_open_is_somewhere()
            for name in CLIENTS:
                self._nothing_ended_silently(name)
                shown = [message.text for message in partings_of(self.stage, name)]
                states = [TITLES[parting.state] for parting in reversed(self._partings(name))]
                assert [text.split()[0] for text in shown] == states, "one living message each, as it stands"
        finally:
            self.ended.close()

    def _everything_open_is_somewhere(self) -> None:
        """In the channel, or where somebody deleted it there, with each reviewer; with the news beneath."""
        with self._read() as uow:
            for episode in uow.episodes.open_ones():
                row = uow.outbox.get(alert_row(episode.id))
                assert row is not None
                if episode.was_posted and row.state is OutboxState.WITHDRAWN:
                    copies = [uow.outbox.get(direct_alert_row(episode.id, user)) for user in reviewers_in_force(uow)]
                    assert copies
                    for copy in copies:
                        assert copy is not None
                        assert (copy.state, copy.desired_revision) == (OutboxState.SENT, copy.applied_revision)
                elif episode.was_posted:
                    assert (row.state, row.desired_revision) == (OutboxState.SENT, row.applied_revision)

    def _nothing_ended_silently(self, name: str) -> None:
        """Whoever was told that it began is told that it ended, last of all; and nobody is told of what was not said."""
        said = self._said(name)
        with self._read() as uow:
            for episode_id, news in said.items():
                episode = uow.episodes.get(episode_id)
                assert episode is not None
                assert (bool(ENDINGS & set(news))) == (not episode.is_open), (episode.closing, news)
                if not episode.is_open:
                    assert news[-1] in ENDINGS
            waiting = [row for row in uow.outbox.parked() if row.state is OutboxState.PARKED]
            assert waiting == []

    def _goes_on(self, how_long: timedelta) -> None:
        self.stage.clock.move(how_long)
        # A post a second and channel: until all is said.
        for _ in range(6):
            self.stage.tick(2)
            self.stage.clock.move(timedelta(seconds=1))

    def _read(self):  # type: ignore[no-untyped-def]  # a context manager of the store
        return self.stage.bot.ports.store.read(self.stage.bot.home.workspace)


AlertLife.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=24,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAlertLife = AlertLife.TestCase
