"""*Told them*: the team told the client that a behaviour must stop. From then on the next one may be decisive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alerts import Cause
from bot.domain.client import Client
from bot.domain.history import Void, WarningGiven
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.ask_to_tell import waiting_to_be_told
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, WarningForm
from bot.usecases.identity import derived_id
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.record_incident import CLOCK_SKEW
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client

HOW_MAX = 500  # characters, as the form says
# Slack's picker names a minute: what was flagged within that minute is answered too.
_TO_THE_END_OF_THE_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """``at`` is when they were told, ``how`` in which way and with which words; ``known`` as in the form."""

    grant: Grant
    client: str
    sign: str
    at: datetime | None
    how: str
    receipt: str
    known: str = ""


def open_warning(ports: Ports, grant: Grant, client_id: str, sign: str) -> WarningForm | NotDone:
    """What the form that asks when and how shows."""
    with ports.store.read(grant.workspace) as uow:
        client = _client(uow, client_id, sign)
        settings = uow.workspace.settings()
        if client is None:
            return NotDone("not_found", (), settings.language)
        latest = _latest(uow, client, sign)
        known = latest.entry.id if latest else ""
        return WarningForm(client.id, client.name, sign, uow.at, settings.language, settings.timezone, known)


def record_warning(ports: Ports, command: RecordWarning) -> Done | NotDone | FieldRefused:
    """Of two who record at once that they told them one does; the other is told, and may record another time."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = _client(uow, command.client, command.sign)
        if client is None:
            return NotDone("not_found", (), language)
        how = clean_note(command.how, HOW_MAX).text
        if command.at is None:
            return FieldRefused("told_at", "told_at_missing", {}, language)
        if command.at > uow.at + CLOCK_SKEW:
            return FieldRefused("told_at", "in_future", {}, language)
        if not how:
            return FieldRefused("told_how", "told_how_empty", {}, language)
        values = (("client", client.name),)
        latest = _latest(uow, client, command.sign)
        if latest is not None and latest.entry.id != command.known and latest.by != grant.user:
            at = latest.entry.at.astimezone(uow.workspace.settings().zone).isoformat()
            return NotDone("warning_recorded_already", (("by", latest.by), ("at", at)), language)
        if not uow.take_receipt(command.receipt):
            return Done("warning_recorded", values, language)
        entry = WarningGiven(
            id=derived_id("warning", grant.workspace, command.receipt),
            at=min(command.at + _TO_THE_END_OF_THE_MINUTE, uow.at),
            sign=command.sign,
            recorded_at=uow.at,
            by=grant.user,
        )
        uow.history.add(EntryRecord(entry=entry, client=client.id, by=grant.user, note=how, receipt=command.receipt))
        told = {"client": client.id, "sign": command.sign, "at": entry.at.isoformat()}
        uow.audit(grant.user, "warning_recorded", entry.id, after=told)
        judged = reassess(ports.tuning, uow, client, Cause.ADDED)
        still_waits = command.sign in waiting_to_be_told(
            judged.entries, judged.verdict, uow.workspace.settings().warn_signs
        )
        return Done("warning_recorded_too_early" if still_waits else "warning_recorded", values, language)


def _latest(uow: UnitOfWork, client: Client, sign: str) -> EntryRecord | None:
    """The warning about that sign which was recorded last, unless it was voided."""
    records = uow.history.records(client.id)
    voided = {record.entry.entry for record in records if isinstance(record.entry, Void)}
    told = [record for record in records if isinstance(record.entry, WarningGiven) and record.entry.sign == sign]
    return next((record for record in reversed(told) if record.entry.id not in voided), None)


def _client(uow: UnitOfWork, client_id: str, sign: str) -> Client | None:
    client = root_client(uow, client_id)
    return client if sign in uow.workspace.policy().signs else None
