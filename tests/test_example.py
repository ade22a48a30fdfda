"""The example team shows every level and every state that the bot has."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest

from bot.domain.alerts import AlertState, Closing, News, VoteFor
from bot.domain.care import CareState
from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.dismissal import DismissalState
from bot.domain.history import ClientStatus, Decision, Incident, Outcome, WarningGiven
from bot.domain.parting import Glad, ItemState, PartingState
from bot.domain.parting_order import Order
from bot.domain.rules import judge
from bot.domain.signs import Billing, Level, Rule, SignId
from bot.domain.verdict import StandingKind
from bot.rehearsal import Sandbox
from bot.sandbox.agency import ALERTS
from bot.story import Example
from bot.usecases.alert_notice import votes_in
from bot.usecases.reassess import policy_for
from bot.usecases.records import OutboxKind

ROOT = Path(__file__).parents[1]
# It asks and posts some 1,300 times; one question more at each look at the clock would be 700.
MOST_CALLS = 1600


@dataclass(frozen=True, slots=True)
class Shown:
    """What of each set the loaded example has; ``clients`` by name."""

    seen: dict[type[StrEnum], set[StrEnum]]
    clients: dict[str, Client]

    def missing(self, kind: type[StrEnum]) -> set[StrEnum]:
        return set(kind) - self.seen.get(kind, set())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Shown]]:
    database = tmp_path_factory.mktemp("example") / "sandbox.db"
    sandbox = Sandbox(ROOT / "manifest.yml", Example.shipped(), f"sqlite:///{database}")
    sandbox.start()
    try:
        # At once: the newest alert is held for a few seconds more.
        yield sandbox, looked_at(sandbox, database)
    finally:
        sandbox.stop()


# Each fell on days of its own into nights and weekends, in which nobody is written to.
OTHER_DAYS = ("2026-11-25T09:30:00+00:00", "2026-11-27T16:40:00+00:00", "2026-11-28T23:40:00+00:00")


@pytest.mark.parametrize("day", OTHER_DAYS)
def test_it_is_lived_through_on_any_day_of_the_week(tmp_path: Path, day: str) -> None:
    """Whoever waits for a working moment is waited for: a step that came too early would end the loading."""
    now = datetime.fromisoformat(day)
    url = f"sqlite:///{tmp_path / 'sandbox.db'}"
    sandbox = Sandbox(ROOT / "manifest.yml", Example.shipped(), url, now=lambda: now)
    try:
        sandbox.start()
        assert abs(sandbox.clock.now() - now) < timedelta(hours=1)
        assert looked_at(sandbox, tmp_path / "sandbox.db").missing(AlertState) == set()
    finally:
        sandbox.stop()


def looked_at(sandbox: Sandbox, database: Path) -> Shown:
    seen: dict[type[StrEnum], set[StrEnum]] = {}
    clients = {}

    def see(*found: StrEnum | None) -> None:
        for one in found:
            if one is not None:
                seen.setdefault(type(one), set()).add(one)

    with sandbox.bot.ports.store.read(sandbox.slack.team_id) as uow:
        for client_id in uow.clients.all_ids():
            client = uow.clients.get(client_id)
            assert client is not None
            clients[client.name] = client
            episode = uow.episodes.latest(client.id)
            see(client.status, client.standing.level, client.terms.billing)
            if episode is not None:
                see(episode.state, episode.closing)
                see(*(vote.choice for vote in votes_in(list(uow.episodes.reactions(episode.id)))))
            entries = uow.history.entries(client.id)
            policy = policy_for(uow, client)
            verdict = judge(entries, client.terms, policy, uow.at)
            see(*(Rule(hit.rule) for hit in verdict.rules if hit.rule in set(Rule)))
            see(*(SignId(one.sign) for one in entries if isinstance(one, Incident) and one.sign in set(SignId)))
            see(*(one.outcome for one in entries if isinstance(one, Decision)))
            see(*(one.kind for one in explain(entries, client.terms, policy, uow.at)))
            see(*(one.state for one in uow.care.of_client(client.id)))
            see(*(one.state for one in uow.dismissals.of_client(client.id)))
            for parting in uow.partings.of_client(client.id):
                see(parting.state, parting.order, *(item.state for item in parting.items))
                see(*(answer.answer for answer in uow.partings.answers(parting.id)))
    with closing(sqlite3.connect(database)) as rows:
        for kind, facts in rows.execute("select kind, facts from outbox where state = 'sent'"):
            see(OutboxKind(kind), News(json.loads(facts)["news"]) if "news" in json.loads(facts) else None)
    return Shown(seen, clients)


@pytest.mark.parametrize(
    "kind",
    [
        *(AlertState, Closing, News, Level, Outcome, VoteFor, ClientStatus, StandingKind, Billing, SignId),
        *(PartingState, ItemState, Order, Glad, CareState, DismissalState, Rule),
    ],
)
def test_each_state_is_shown(loaded: tuple[Sandbox, Shown], kind: type[StrEnum]) -> None:
    """Whoever adds one to the bot adds a client to the story who comes to be in it."""
    assert loaded[1].missing(kind) == set()


def test_what_is_combined_is_shown(loaded: tuple[Sandbox, Shown]) -> None:
    """A sign of the team's own, a merged client, a warning that was asked for, a quorum, clients with an owner."""
    sandbox, shown = loaded
    assert shown.clients["Vellum Stationers"].standing.rules == ("no_show",)
    assert shown.clients["Harbour Foods Limited"].merged_into == shown.clients["Harbour Foods"].id
    with sandbox.bot.ports.store.read(sandbox.slack.team_id) as uow:
        assert uow.workspace.settings().quorum == 2
        told = uow.history.entries(shown.clients["Elmfield Clinic"].id)
        assert [one.sign for one in told if isinstance(one, WarningGiven)] == [SignId.MENTAL_ABUSE]
        owned = [client for client in shown.clients.values() if client.owner is not None]
        assert len(owned) >= 3


def test_time_has_left_its_traces(loaded: tuple[Sandbox, Shown]) -> None:
    """Weekly digests, reminders in private, a decision that is overdue, conditions asked after on their date."""
    sandbox, shown = loaded
    assert {OutboxKind.DIGEST, OutboxKind.REMINDER, OutboxKind.DIRECT, OutboxKind.PARTING} <= shown.seen[OutboxKind]
    private = " ".join(one.text for one in sandbox.slack.person("partner").direct())
    assert "overdue" in private
    assert "kept on a condition" in private
    digests = [one for one in sandbox.slack.messages(ALERTS) if "weekly digest" in one.text]
    assert len(digests) >= 10


def test_nothing_of_the_story_is_left_lying_about(loaded: tuple[Sandbox, Shown]) -> None:
    """No form stands open on anybody's screen, and of what only one person saw the last day's is there."""
    sandbox, _ = loaded
    assert not any(sandbox.slack.workspace.stacks.values())
    assert len(sandbox.slack.workspace.ephemerals) <= 3


def test_it_loads_while_one_waits(loaded: tuple[Sandbox, Shown]) -> None:
    """Four months of work with few questions to Slack at each step; how long it takes, `make bench` measures."""
    asked = [one for one in loaded[0].slack.traffic.since() if one.kind == "api"]
    assert len(asked) < MOST_CALLS
