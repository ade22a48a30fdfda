"""Clients that trip, and what the alert channel shows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from bot.config import Config
from bot.domain.alerts import Episode
from bot.domain.history import Decision, Outcome
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.usecases.records import EntryRecord, OutboxKind, OutboxRow
from bot.wiring import Bot, find_home, make_bot, open_store
from tests.flows.stage import GENERAL, Stage


def new_client(stage: Stage, name: str, sign: str = "lying", who: Person | None = None) -> None:
    """Creates the client by flagging it."""
    someone = who or stage.lead
    asked = someone.command(f"/flag-client {name} {sign} noted", channel=GENERAL)
    someone.press("create_and_flag", in_=asked)
    stage.settle()


def posted(stage: Stage, name: str = "Acme", sign: str = "lying") -> Message:
    """The alert of a new client that has tripped by one incident, in the channel."""
    new_client(stage, name, sign)
    stage.hold_ends()
    return alert_of(stage, name)


def cumulative(stage: Stage, name: str = "Acme") -> Message:
    """The alert of a new client that has ignored advice twice."""
    new_client(stage, name, "ignored_advice")
    stage.flag(f"{name} ignored_advice")
    stage.hold_ends()
    return alert_of(stage, name)


def alert_of(stage: Stage, name: str = "Acme") -> Message:
    """The one living message of that client in the alert channel."""
    (alert,) = alerts_of(stage, name)
    return alert


def alerts_of(stage: Stage, name: str = "Acme") -> list[Message]:
    """The living messages of its alerts, the oldest first."""
    return _living(stage, name, OutboxKind.ALERT)


def partings_of(stage: Stage, name: str = "Acme") -> list[Message]:
    """The living messages of its partings, the oldest first."""
    return _living(stage, name, OutboxKind.PARTING)


def _living(stage: Stage, name: str, kind: OutboxKind) -> list[Message]:
    """By the wire id that each message carries: of a copy that came late or in doubt the outbox does not know the place."""
    found = [message for message in stage.alerts if not message.is_reply and name in message.text]
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        rows = [uow.outbox.find_wire(_wire_id(message)) for message in found]
    return [message for message, row in zip(found, rows, strict=True) if row is not None and row.kind is kind]


def _wire_id(message: Message) -> str:
    payload = (message.metadata or {}).get("event_payload")
    return str(payload.get("wire_id")) if isinstance(payload, dict) else ""


def lines(stage: Stage, alert: Message) -> list[Message]:
    """What the bot said in the alert's thread, oldest first."""
    return stage.slack.thread(alert)


def said(message: Message) -> str:
    """Everything that a message shows."""
    return f"{message.text} {message.blocks}"


def episode_of(stage: Stage, name: str = "Acme") -> Episode:
    """The latest episode of that client."""
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        (client,) = [each.client for each in uow.clients.names() if each.name == name]
        episode = uow.episodes.latest(client)
    assert episode is not None
    return episode


def row_of(stage: Stage, message: Message) -> OutboxRow:
    """The outbox row behind a message."""
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        row = uow.outbox.find_message(message.channel, message.ts)
    assert row is not None
    return row


def keep(stage: Stage, name: str, at: datetime) -> None:
    """A reviewer decided to keep the client: the history says so."""
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        (client,) = [each.client for each in uow.clients.names() if each.name == name]
        decision = Decision(id=f"keep-{name}", at=at, recorded_at=at, by="U0PARTNER01", outcome=Outcome.KEEP)
        uow.history.add(EntryRecord(entry=decision, client=client, by="U0PARTNER01"))


@contextmanager
def another_bot(stage: Stage, database_url: str) -> Iterator[Bot]:
    """A second process's worth of bot on the same database and the same Slack; nobody sends it requests yet."""
    config = Config(
        _env_file=None,
        slack_bot_token=stage.slack.bot_token,
        slack_signing_secret=stage.slack.signing_secret,
        slack_api_url=stage.bot.home.api_url,
        database_url=database_url,
    )
    with open_store(config, stage.clock) as store:
        home, facts = find_home(stage.slack.bot_token, stage.bot.home.api_url)
        bot = make_bot(config, stage.clock, store, home, facts)
        yield bot
        bot.executor.shutdown(wait=True)
