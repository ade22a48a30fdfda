"""Lets an alert sleep until a date, for a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import alerts
from bot.domain.alerts import Change, Episode, News
from bot.domain.names import clean_note
from bot.domain.people import Grant
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, ReasonForm
from bot.usecases.handle_alert import client_name_of, is_asleep_by_another, may_snooze
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import apply_change
from bot.usecases.records import TimerKind

REASON_MAX = 500  # characters, as the form says


@dataclass(frozen=True, slots=True)
class SnoozeAlert:
    """``known`` is until when it slept as far as the form knew, as `ReasonForm` has it."""

    grant: Grant
    episode: str
    until: datetime
    reason: str
    receipt: str
    known: str = ""


def open_snooze(ports: Ports, grant: Grant, episode_id: str) -> ReasonForm | NotDone:
    """What the form that asks for a date and a reason shows."""
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        episode = uow.episodes.get(episode_id)
        refused = _snooze_refusal(grant, episode, settings.language)
        if refused is not None:
            return refused
        assert episode is not None
        return ReasonForm(
            purpose="alert_snooze",
            subject=episode.id,
            client_name=client_name_of(uow, episode),
            sign=None,
            at=episode.snoozed_until or alerts.emoji_snooze_ends(episode, uow.at, settings.hours),
            latest=alerts.latest_snooze(episode, uow.at),
            language=settings.language,
            zone=settings.timezone,
            known=_asleep_until(episode),
        )


def snooze_alert(ports: Ports, command: SnoozeAlert) -> Done | NotDone | FieldRefused:
    """Of two who snooze it at once one does; the other is told until when it sleeps, and may choose anew."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        settings = uow.workspace.settings()
        language = settings.language
        episode = uow.episodes.get(command.episode)
        refused = _snooze_refusal(grant, episode, language)
        if refused is not None:
            return refused
        assert episode is not None
        if is_asleep_by_another(grant, episode) and _asleep_until(episode) != command.known:
            assert episode.snoozed_until is not None
            told = (("by", episode.snoozed_by or ""), ("until", _shown(uow, episode.snoozed_until)))
            return NotDone("already_snoozed", told, language)
        reason = clean_note(command.reason, REASON_MAX).text
        latest = alerts.latest_snooze(episode, uow.at)
        if not reason:
            return FieldRefused("reason", "reason_empty", {}, language)
        if command.until <= uow.at:
            return FieldRefused("until", "until_past", {}, language)
        if command.until > latest:
            return FieldRefused("until", "until_too_late", {"latest": _shown(uow, latest)}, language)
        until = (("client", client_name_of(uow, episode)), ("until", _shown(uow, command.until)))
        if not uow.take_receipt(command.receipt):
            return Done("snoozed", until, language)
        # The picker knows no seconds' fractions: whoever only says why leaves the date as it was.
        known = episode.snoozed_until
        is_news = known is None or abs(known - command.until) >= timedelta(minutes=1)
        ends = command.until if is_news or known is None else known
        snoozed = alerts.snooze(episode, grant.user, ends, reason)
        uow.timers.set(TimerKind.SNOOZE_ENDS, episode.id, ends)
        uow.audit(grant.user, "alert_snoozed", episode.id, after={"until": ends.isoformat()})
        apply_change(uow, Change(snoozed, (News.SNOOZED,) if is_news else ()), by=grant.user)
        return Done("snoozed", until, language)


def _asleep_until(episode: Episode) -> str:
    """Until when it sleeps, so that a form knows what whoever fills it knew; empty where it is awake."""
    return episode.snoozed_until.isoformat() if episode.snoozed_until is not None else ""


def _shown(uow: UnitOfWork, moment: datetime) -> str:
    """A moment in the zone that it is to be shown in."""
    return moment.astimezone(uow.workspace.settings().zone).isoformat()


def _snooze_refusal(grant: Grant, episode: Episode | None, language: str) -> NotDone | None:
    if episode is None:
        return NotDone("not_found", (), language)
    if not episode.is_open:
        return NotDone("already_closed", (), language)
    if not may_snooze(grant, episode):
        return NotDone("snooze_reviewers_only", (), language)
    return None
