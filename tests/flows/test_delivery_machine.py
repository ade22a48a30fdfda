"""Whatever people do and whatever goes wrong, in any order: each alert stands once, and says how things are."""

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.domain.alerts import AlertState
from bot.sandbox.faults import Fault, http_500, late_apply, lost_answer, ratelimited, refused_connection
from bot.sandbox.stage import Reply
from bot.sandbox.wire import RefusedError
from bot.slack.messages.notices import render_notice
from bot.usecases.alert_notice import alert_notice
from bot.usecases.records import OutboxRow
from tests.flows.alerting import alerts_of, new_client
from tests.flows.stage import GENERAL, Stage, staged

CLIENTS = ("Acme", "Globex", "Initech")
PEOPLE = ("lead", "designer", "partner")
FAULTS = (ratelimited(30), http_500(), http_500(applied=True), lost_answer(), late_apply(300), refused_connection())


class Delivery(RuleBasedStateMachine):
    @initialize(has_receipts=st.booleans())
    def begin(self, has_receipts: bool) -> None:
        self.ended = ExitStack()
        folder = self.ended.enter_context(tempfile.TemporaryDirectory())
        self.stage: Stage = self.ended.enter_context(staged(f"sqlite:///{Path(folder) / 'partways.db'}"))
        self.stage.slack.platform.sends_own_metadata_events = has_receipts
        self.flags: list[tuple[str, Reply]] = []
        for name in CLIENTS:
            new_client(self.stage, name, "slow_pay")

    @rule(
        name=st.sampled_from(CLIENTS),
        sign=st.sampled_from(("lying", "ignored_advice")),
        who=st.sampled_from(PEOPLE),
        fault=st.none() | st.sampled_from(FAULTS),
    )
    def flag(self, name: str, sign: str, who: str, fault: Fault | None) -> None:
        """``fault`` is what the next post meets: most often the alert that this flag raises."""
        if fault is not None:
            self.stage.slack.faults.add("chat.postMessage", fault)
        reply = self.stage.person(who).command(f"/flag-client {name} {sign}", channel=GENERAL)
        self.stage.settle()
        self.flags.append((who, reply))

    @rule(number=st.integers(0, 3))
    def undo(self, number: int) -> None:
        if number < len(self.flags):
            who, reply = self.flags.pop(-1 - number)
            self.stage.person(who).press("incident_undo", in_=reply)
            self.stage.settle()

    @rule(
        name=st.sampled_from(CLIENTS),
        who=st.sampled_from(PEOPLE),
        emoji=st.sampled_from(("eyes", "handshake", "wave", "zzz")),
        is_on=st.booleans(),
    )
    def react(self, name: str, who: str, emoji: str, is_on: bool) -> None:
        for alert in alerts_of(self.stage, name)[-1:]:
            person = self.stage.person(who)
            try:
                (person.react if is_on else person.unreact)(alert.channel, alert.ts, emoji)
            except RefusedError:
                return  # it is there already, or is not

    @rule(
        name=st.sampled_from(CLIENTS),
        who=st.sampled_from(PEOPLE),
        action=st.sampled_from(("alert_ack", "alert_vote_keep", "alert_vote_part")),
    )
    def press(self, name: str, who: str, action: str) -> None:
        for alert in alerts_of(self.stage, name)[-1:]:
            if alert.blocks and action in str(alert.blocks):
                self.stage.person(who).press(action, in_=alert)
                self.stage.settle()

    @rule(seconds=st.sampled_from((31, 1, 130, 1000, 90_000)))
    def time_passes(self, seconds: int) -> None:
        self.stage.after(seconds=seconds)

    @rule(
        method=st.sampled_from(("chat.update", "conversations.history")),
        fault=st.sampled_from(FAULTS),
    )
    def goes_wrong(self, method: str, fault: Fault) -> None:
        # Not everything may break at once: a lookup of a person that fails refuses the person, as it should.
        self.stage.slack.faults.add(method, fault)

    @rule(times=st.integers(1, 3))
    def comes_again(self, times: int) -> None:
        before = self._incidents()
        self.stage.slack.redeliver(times=times)
        self.stage.settle()
        assert self._incidents() == before

    @rule()
    def event_is_lost(self) -> None:
        self.stage.slack.faults.lose_events("message_metadata_posted")

    def _incidents(self) -> int:
        with self.stage.bot.ports.store.read(self.stage.bot.home.workspace) as uow:
            return sum(len(uow.history.entries(client)) for client in uow.clients.all_ids())

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        try:
            self.stage.slack.faults.clear()
            for _ in range(12):
                self.stage.after(minutes=10)
            for name in CLIENTS:
                self._stands_once(name)
        finally:
            self.ended.close()

    def _stands_once(self, name: str) -> None:
        """Each posted episode has one message of its own; the open one's says what is so now."""
        shown = alerts_of(self.stage, name)
        wires = [alert.metadata["event_payload"]["wire_id"] for alert in shown if alert.metadata]
        assert len(wires) == len(set(wires)) == len(shown)
        with self.stage.bot.ports.store.read(self.stage.bot.home.workspace) as uow:
            (client,) = [each.client for each in uow.clients.names() if each.name == name]
            episode = uow.episodes.latest(client)
            if episode is None or not episode.is_open:
                return
            assert episode.state is not AlertState.HELD
            root = uow.clients.get(client)
            assert root is not None
            due = render_notice(alert_notice(uow, episode, root, None))
            row: OutboxRow | None = uow.outbox.find_wire(str(wires[-1]))
        assert row is not None
        assert row.facts["episode"] == episode.id
        assert shown[-1].text == due.text
        assert not shown[-1].blocks or _drawn(shown[-1].blocks) == _drawn(due.blocks)


def _drawn(blocks: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Without the ids that Slack gives to blocks that have none."""
    return [{key: value for key, value in block.items() if key != "block_id"} for block in blocks]


Delivery.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestDelivery = Delivery.TestCase
