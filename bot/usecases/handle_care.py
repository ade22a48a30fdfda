"""What reviewers do with a restricted flag: take it, give it back, close it with a note that only reviewers read."""

from dataclasses import dataclass

from bot.domain import care
from bot.domain.care import CareItem, CareRefusal, CareState, first_reminder
from bot.domain.client import Client
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.correct_incident import REASON_MAX
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.open_care import care_row
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import reviewers_in_force

_ACTIONS = {
    CareState.OPEN: "care_given_back",
    CareState.TAKEN: "care_taken",
    CareState.CLOSED: "care_closed",
}
# The purpose of the form that asks for the note.
CARE_CLOSE = "care_close"


@dataclass(frozen=True, slots=True)
class TakeCare:
    """``gives_back``: whoever had taken it does not have it any more."""

    grant: Grant
    care: str
    receipt: str
    gives_back: bool = False


@dataclass(frozen=True, slots=True)
class CloseCare:
    grant: Grant
    care: str
    note: str
    receipt: str


def take_care(ports: Ports, command: TakeCare) -> Done | NotDone:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = _find(uow, grant, command.care)
        if isinstance(found, NotDone):
            return found
        item, client = found
        done = Done("care_given_back" if command.gives_back else "care_taken", (("client", client.name),), language)
        if not uow.take_receipt(command.receipt):
            return done
        if command.gives_back:
            changed = care.give_back(item, grant.user)
        else:
            has_left = item.taken_by not in reviewers_in_force(uow)
            changed = care.take(item, grant.user, uow.at, taker_has_left=has_left)
        if isinstance(changed, CareRefusal):
            uow.roll_back()
            return _refused(changed, item, language)
        if changed != item:
            _keep(uow, grant, item, changed)
        return done


def open_care_note(ports: Ports, grant: Grant, care_id: str) -> ReasonForm | NotDone:
    """What the form that asks for the note shows."""
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        found = _find(uow, grant, care_id)
        if isinstance(found, NotDone):
            return found
        item, client = found
        if not item.is_open:
            return _refused(CareRefusal.CLOSED, item, settings.language)
        return ReasonForm(
            purpose=CARE_CLOSE,
            subject=item.id,
            client_name=client.name,
            sign=None,
            at=None,
            latest=None,
            language=settings.language,
            zone=settings.timezone,
        )


def close_care(ports: Ports, command: CloseCare) -> Done | NotDone | FieldRefused:
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        found = _find(uow, grant, command.care)
        if isinstance(found, NotDone):
            return found
        item, client = found
        note = clean_note(command.note, REASON_MAX).text
        if not note:
            return FieldRefused("reason", "reason_empty", {}, language)
        done = Done("care_closed", (("client", client.name),), language)
        if not uow.take_receipt(command.receipt):
            return done
        changed = care.close(item, grant.user, note, uow.at)
        if isinstance(changed, CareRefusal):
            uow.roll_back()
            return _refused(changed, item, language)
        _keep(uow, grant, item, changed)
        return done


def _find(uow: UnitOfWork, grant: Grant, care_id: str) -> tuple[CareItem, Client] | NotDone:
    """Nobody but a reviewer learns whether there is such an item."""
    language = uow.workspace.settings().language
    if not grant.is_reviewer:
        return NotDone("reviewers_only", (), language)
    item = uow.care.get(care_id)
    client = root_client(uow, item.client) if item else None
    return (item, client) if item and client else NotDone("not_found", (), language)


def _refused(why: CareRefusal, item: CareItem, language: str) -> NotDone:
    by = item.closed_by if why is CareRefusal.CLOSED else item.taken_by
    return NotDone(why.value, (("by", by or ""),), language)


def _keep(uow: UnitOfWork, grant: Grant, before: CareItem, after: CareItem) -> None:
    """Stores it, and brings up to date what the reviewers were told. The trail has no note: that one can be erased."""
    uow.care.save(after)
    told = [{"state": item.state.value, "taken_by": item.taken_by} for item in (before, after)]
    uow.audit(grant.user, _ACTIONS[after.state], after.id, before=told[0], after=told[1])
    if after.state is CareState.OPEN:
        uow.timers.set(TimerKind.CARE_REMINDER, after.id, first_reminder(uow.at, uow.workspace.settings().hours))
    else:
        uow.timers.drop(TimerKind.CARE_REMINDER, after.id)
    for user in reviewers_in_force(uow):
        row_id = care_row(after, user)
        if uow.outbox.get(row_id) is not None:
            uow.outbox.revise(row_id, uow.at)
