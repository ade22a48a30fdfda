"""*Glad you did?* 30 and 90 days after a parting, to whoever decided: yes, no or too early, and a sentence if they like."""

from dataclasses import dataclass

from bot.domain.client import Client
from bot.domain.history import ClientStatus
from bot.domain.names import clean_note
from bot.domain.parting import GLAD_AFTER_DAYS, Glad, GladAnswer, Parting, PartingState, first_working_moment
from bot.domain.people import Grant
from bot.usecases.forms import Done, NotDone
from bot.usecases.identity import derived_id
from bot.usecases.notices import GladNotice
from bot.usecases.parting_list import GladForm
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import OutboxKind, OutboxRow, Timer, TimerKind
from bot.usecases.register_client import root_client
from bot.usecases.setup_hints import acting, reviewers_in_force

GLAD_ASKED = "glad_asked"
SENTENCE_MAX = 300  # characters, as the form says


@dataclass(frozen=True, slots=True)
class AnswerGlad:
    """``days`` as the request names them."""

    grant: Grant
    parting: str
    days: str
    answer: Glad
    receipt: str


@dataclass(frozen=True, slots=True)
class SayWhy:
    """The sentence that goes with an answer that was given before."""

    grant: Grant
    parting: str
    days: str
    sentence: str
    receipt: str


def glad_question_due(uow: UnitOfWork, timer: Timer) -> None:
    """Nobody is asked of a client that was taken back; where whoever decided has left, the reviewers are asked."""
    parting_id, _, days = timer.subject.partition("|")
    found = _closed(uow, parting_id)
    if found is None or found[1].status is not ClientStatus.FORMER:
        return
    opening = first_working_moment(uow.at, uow.workspace.settings().hours)
    if opening > uow.at:
        uow.timers.set(TimerKind.GLAD_QUESTION, timer.subject, opening)
        return
    decided_by = acting(uow, found[0].decided_by)
    for user in (decided_by,) if decided_by is not None else reviewers_in_force(uow):
        row_id = derived_id(GLAD_ASKED, parting_id, days, user)
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.DIRECT,
                facts={"notice": GLAD_ASKED, "parting": parting_id, "days": int(days)},
                next_at=uow.at,
                destination=f"dm:{user}",
            )
        )


def glad_question(uow: UnitOfWork, row: OutboxRow) -> GladNotice | None:
    """None where the client was taken back before it went out."""
    found, settings = _closed(uow, str(row.facts["parting"])), uow.workspace.settings()
    if found is None or found[1].status is not ClientStatus.FORMER:
        return None
    parting, client = found
    days = _read_days(str(row.facts["days"]))
    assert parting.ended_at is not None
    if days is None:
        return None
    return GladNotice(client.id, client.name, parting.id, days, parting.ended_at, settings.language, settings.timezone)


def answer_glad(ports: Ports, command: AnswerGlad) -> Done | NotDone:
    """The last answer of a person to a question is theirs; what they wrote to it stays."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        asked = _asked(uow, grant, command.parting, command.days)
        if isinstance(asked, NotDone):
            return asked
        done = Done(f"glad_{command.answer.value}", (("client", asked.client.name),), language)
        if not uow.take_receipt(command.receipt):
            return done
        note = asked.before.note if asked.before else ""
        _keep(uow, GladAnswer(asked.parting.id, asked.days, grant.user, command.answer, note, uow.at))
        return done


def open_say_why(ports: Ports, grant: Grant, parting_id: str, days: str) -> GladForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        language = uow.workspace.settings().language
        asked = _asked(uow, grant, parting_id, days)
        if isinstance(asked, NotDone):
            return asked
        if asked.before is None:
            return NotDone("glad_answer_first", (("client", asked.client.name),), language)
        return GladForm(asked.parting.id, asked.days, asked.client.name, asked.before.note, language)


def say_why(ports: Ports, command: SayWhy) -> Done | NotDone:
    """An empty sentence takes it away."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        asked = _asked(uow, grant, command.parting, command.days)
        if isinstance(asked, NotDone):
            return asked
        before = asked.before
        if before is None:
            return NotDone("glad_answer_first", (("client", asked.client.name),), language)
        if uow.take_receipt(command.receipt):
            sentence = " ".join(clean_note(command.sentence, SENTENCE_MAX).text.split())
            _keep(uow, GladAnswer(asked.parting.id, asked.days, grant.user, before.answer, sentence, uow.at))
        return Done("glad_said", (("client", asked.client.name),), language)


@dataclass(frozen=True, slots=True)
class _Asked:
    parting: Parting
    client: Client
    days: int
    before: GladAnswer | None


def _asked(uow: UnitOfWork, grant: Grant, parting_id: str, days: str) -> _Asked | NotDone:
    """Whoever decided is asked, and the reviewers may say too: it is their decision."""
    language = uow.workspace.settings().language
    found, after = _closed(uow, parting_id), _read_days(days)
    if found is None or after is None:
        return NotDone("not_found", (), language)
    parting, client = found
    if not grant.is_reviewer and grant.user != parting.decided_by:
        return NotDone("glad_not_asked", (("by", parting.decided_by), ("client", client.name)), language)
    mine = [one for one in uow.partings.answers(parting.id) if (one.user, one.after_days) == (grant.user, after)]
    return _Asked(parting, client, after, mine[0] if mine else None)


def _closed(uow: UnitOfWork, parting_id: str) -> tuple[Parting, Client] | None:
    parting = uow.partings.get(parting_id)
    client = root_client(uow, parting.client) if parting else None
    if parting is None or client is None or parting.state is not PartingState.CLOSED:
        return None
    return parting, client


def _read_days(text: str) -> int | None:
    return next((days for days in GLAD_AFTER_DAYS if text == str(days)), None)


def _keep(uow: UnitOfWork, answer: GladAnswer) -> None:
    uow.partings.keep_answer(answer)
    uow.audit(
        answer.user,
        "glad_answered",
        answer.parting,
        after={"days": answer.after_days, "answer": answer.answer.value, "has_sentence": bool(answer.note)},
    )
