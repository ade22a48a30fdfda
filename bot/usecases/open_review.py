"""Opens the review: a client's whole history and what it takes to keep them, for whoever asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.client import Client
from bot.domain.cost import Cost, cost_of_keeping, has_cost
from bot.domain.counting import explain
from bot.domain.history import Decision, Entry, Incident, WarningGiven
from bot.domain.people import Grant
from bot.domain.reading import read_remedies, read_rules, read_watch
from bot.domain.review import Moment, kept_before, latest_decision, months, timeline
from bot.domain.review_window import ReviewWindow
from bot.domain.rules import judge
from bot.domain.verdict import Standing, StandingKind, Verdict
from bot.usecases.ask_condition import conditions_in_force
from bot.usecases.begin_list import wants_list
from bot.usecases.forms import NotDone
from bot.usecases.health_card import IncidentLine
from bot.usecases.incident_lines import incident_lines
from bot.usecases.parting_story import parting_story
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.records import EntryRecord
from bot.usecases.register_client import root_client
from bot.usecases.review_sheet import DecisionLine, ReviewSheet, TimelineLine, WarningLine
from bot.usecases.vote_in_review import votes_on
from bot.usecases.who_may import may_read_note

# An incident takes three blocks at most: so many stay well within a modal's hundred, beside all that stands around them.
LINES_A_PAGE = 15


@dataclass(frozen=True, slots=True)
class OpenReview:
    """``client`` or ``episode`` (ids) is set. ``page`` of the timeline counts from 0; one that is not there is the last.

    The timeline and the cost reach back as far as ``window``.
    """

    grant: Grant
    client: str | None = None
    episode: str | None = None
    page: int = 0
    window: ReviewWindow = ReviewWindow.TWELVE


def open_review(ports: Ports, command: OpenReview) -> ReviewSheet | NotDone:
    with ports.store.read(command.grant.workspace) as uow:
        episode = uow.episodes.get(command.episode) if command.episode else None
        client = root_client(uow, command.client or (episode.client if episode else ""))
        if client is None:
            return NotDone("not_found", (), uow.workspace.settings().language)
        return review_sheet(uow, command.grant, client, command.page, command.window)


def review_sheet(
    uow: UnitOfWork, grant: Grant, client: Client, page: int = 0, window: ReviewWindow = ReviewWindow.TWELVE
) -> ReviewSheet:
    """``client`` must be a root. What ``grant`` may not read is left out here, not by whoever draws it."""
    records = uow.history.records(client.id)
    entries = [record.entry for record in records]
    policy, settings = policy_for(uow, client), uow.workspace.settings()
    verdict = judge(entries, client.terms, policy, uow.at)
    standings = {each.incident: each for each in explain(entries, client.terms, policy, uow.at)}
    moments = timeline(entries, uow.at)
    incidents = [moment.entry for moment in moments if isinstance(moment.entry, Incident)]
    since = window.since(uow.at, client.created_at, entries)
    within = [moment for moment in moments if moment.entry.at > since]
    pages = max(1, -(-len(within) // LINES_A_PAGE))
    shown = min(max(0, page), pages - 1)
    on_page = within[shown * LINES_A_PAGE : (shown + 1) * LINES_A_PAGE]
    latest, episode = latest_decision(entries), uow.episodes.latest(client.id)
    is_open = episode is not None and episode.is_open
    story = parting_story(uow, client, entries)
    return ReviewSheet(
        client=client,
        level=verdict.level,
        rules=read_rules(verdict, entries),
        watch=read_watch(verdict),
        calls_for=read_remedies(verdict, entries),
        points=verdict.points,
        points_limit=verdict.points_limit,
        months=months(incidents, standings, policy.terms(client.billing), uow.at, settings.zone),
        cost=_cost(uow, client, records, standings, since),
        window=window,
        kept_before=kept_before(moments, standings.values()),
        waivers=sum(standing.kind is StandingKind.WAIVED for standing in standings.values()),
        conditions=conditions_in_force(uow, client, entries),
        lines=_lines(uow, grant, client, on_page, records, entries, verdict, standings),
        page=shown,
        pages=pages,
        total=len(within),
        older=len(moments) - len(within),
        episode=episode if is_open else None,
        votes=votes_on(uow, client, episode, entries),
        quorum=settings.quorum,
        latest_decision=None if latest is None else latest.id,
        asker=grant.user,
        can_decide=grant.is_reviewer,
        at=uow.at,
        language=settings.language,
        zone=settings.timezone,
        parting=story,
        wants_list=wants_list(client, story.parting if story else None),
    )


def _cost(
    uow: UnitOfWork,
    client: Client,
    records: Sequence[EntryRecord],
    standings: Mapping[str, Standing],
    since: datetime,
) -> Cost:
    people: set[str] = set()
    incidents = []
    for record in records:
        incident = record.entry
        if isinstance(incident, Incident) and incident.id in standings:
            incidents.append(incident)
            if has_cost(incident, standings, since):
                people.update((record.by, *record.witnesses))
    return cost_of_keeping(
        incidents,
        standings,
        people=len(people),
        monthly_value=client.monthly_value,
        hourly_rate=uow.workspace.settings().hourly_rate,
        since=since,
        now=uow.at,
    )


def _lines(
    uow: UnitOfWork,
    grant: Grant,
    client: Client,
    moments: Sequence[Moment],
    records: Sequence[EntryRecord],
    entries: Sequence[Entry],
    verdict: Verdict,
    standings: Mapping[str, Standing],
) -> tuple[TimelineLine, ...]:
    wanted = {moment.entry.id for moment in moments}
    by_id = {record.entry.id: record for record in records if record.entry.id in wanted}
    behind = [by_id[moment.entry.id] for moment in moments if isinstance(moment.entry, Incident)]
    drawn = incident_lines(uow, grant, client, behind, entries, verdict, standings)
    # Corrections hang on the health card: a review is for reading and deciding.
    incidents = {line.id: _to_read(line) for line in drawn}
    return tuple(
        incidents[moment.entry.id]
        if isinstance(moment.entry, Incident)
        else _line(grant, moment, moment.entry, by_id[moment.entry.id])
        for moment in moments
    )


def _to_read(line: IncidentLine) -> IncidentLine:
    """Without anything to press."""
    proposal = None if line.proposal is None else replace(line.proposal, is_own=False, can_confirm=False)
    return replace(line, corrections=(), proposal=proposal)


def _line(
    grant: Grant, moment: Moment, entry: WarningGiven | Decision, record: EntryRecord
) -> WarningLine | DecisionLine:
    is_voided = moment.voided is not None
    reason = None if moment.voided is None else moment.voided.reason
    if isinstance(entry, Decision):
        return DecisionLine(
            entry.outcome,
            entry.at,
            entry.until,
            record.by,
            record.note if may_read_note(grant, record) else "",
            is_voided,
            reason,
        )
    note = record.note if may_read_note(grant, record) else None
    return WarningLine(entry.sign, entry.at, record.by, note, is_voided, reason)
