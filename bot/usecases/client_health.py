"""How one client stands, for whoever asks: the verdict, the arithmetic, the newest incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.client import Client
from bot.domain.counting import explain
from bot.domain.history import ClientStatus, Decision, Entry, Incident, Outcome, Void
from bot.domain.names import name_key
from bot.domain.one_line import client_candidates, unescape, unknown_client
from bot.domain.people import Grant
from bot.domain.policy import Policy
from bot.domain.reading import SignCount, read_points, read_remedies, read_rules, read_watch
from bot.domain.rules import judge
from bot.domain.verdict import StandingKind, Verdict
from bot.usecases.alert_notice import votes_in
from bot.usecases.ask_condition import conditions_in_force
from bot.usecases.begin_list import wants_list
from bot.usecases.care_items import care_of_client
from bot.usecases.flag_answers import ClientUnknown
from bot.usecases.forms import NotDone
from bot.usecases.health_card import HealthCard
from bot.usecases.incident_lines import incident_lines
from bot.usecases.parting_story import parting_story
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.reassess import policy_for
from bot.usecases.register_client import near_clients, root_client
from bot.usecases.setup_hints import SetupHint, setup_hints

INCIDENTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ClientHealth:
    """One of ``typed`` (what stood behind the command) and ``client`` (an id) is set."""

    grant: Grant
    typed: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    card: HealthCard
    hints: tuple[SetupHint, ...]


def client_health(ports: Ports, command: ClientHealth) -> Health | ClientUnknown | NotDone:
    with ports.store.read(command.grant.workspace) as uow:
        if command.client is not None:
            client = root_client(uow, command.client)
            if client is None:
                return NotDone("not_found", (), uow.workspace.settings().language)
        else:
            text = unescape(command.typed or "").strip()
            keys = [candidate.key for candidate in client_candidates(text) if not candidate.rest] or [name_key(text)]
            found = uow.clients.by_keys(keys).get(keys[0])
            if found is None:
                typed = unknown_client(text)[0]
                return ClientUnknown(
                    typed=typed,
                    new_name=None,
                    near=near_clients(uow, typed),
                    draft=None,
                    for_flag=False,
                    language=uow.workspace.settings().language,
                )
            client = found
        return Health(health_card(uow, command.grant, client), setup_hints(uow, command.grant))


def health_card(uow: UnitOfWork, grant: Grant, client: Client) -> HealthCard:
    """``client`` must be a root. What ``grant`` may not read is left out here, not by whoever draws it."""
    entries = uow.history.entries(client.id)
    newest = uow.history.newest_records(client.id, INCIDENTS_SHOWN)
    policy = policy_for(uow, client)
    settings = uow.workspace.settings()
    verdict = judge(entries, client.terms, policy, uow.at)
    standings = {each.incident: each for each in explain(entries, client.terms, policy, uow.at)}
    episode = uow.episodes.latest(client.id)
    is_open = episode is not None and episode.is_open
    incidents = sum(isinstance(entry, Incident) for entry in entries)
    hold, story = uow.holds.of_client(client.id), parting_story(uow, client, entries)
    return HealthCard(
        client=client,
        level=verdict.level,
        rules=read_rules(verdict, entries),
        watch=read_watch(verdict),
        points=verdict.points,
        points_limit=verdict.points_limit,
        points_window_days=round(float(policy.points_window_days)),
        points_lines=read_points(verdict, entries),
        signs=count_signs(uow, client, policy, entries, verdict),
        next_change=verdict.next_change,
        incidents=incident_lines(uow, grant, client, newest, entries, verdict, standings),
        more=max(0, incidents - len(newest)),
        waivers=sum(standing.kind is StandingKind.WAIVED for standing in standings.values()),
        conditions=conditions_in_force(uow, client, entries),
        kept_before=_kept_before(entries),
        calls_for=read_remedies(verdict, entries),
        episode=episode if is_open else None,
        votes=votes_in(list(uow.episodes.reactions(episode.id))) if episode is not None and is_open else (),
        can_edit=client.status is not ClientStatus.ARCHIVED or grant.is_reviewer,
        can_merge=grant.is_reviewer,
        wants_warning=verdict.warn_wanted,
        at=uow.at,
        language=settings.language,
        zone=settings.timezone,
        parting=story,
        care=tuple(line for line in care_of_client(uow, grant, client.id) if line.is_open),
        on_hold_since=hold.at if hold else None,
        wants_list=wants_list(client, story.parting if story else None),
    )


def count_signs(
    uow: UnitOfWork, client: Client, policy: Policy, entries: Sequence[Entry], verdict: Verdict
) -> tuple[SignCount, ...]:
    """The signs that have counted incidents in their window, in the policy's order."""
    counted = set(verdict.counted)
    counts: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry, Incident) and entry.id in counted:
            window = policy.sign(entry.sign, client.billing).window
            if window is None or uow.at - entry.at < window:
                counts[entry.sign] = counts.get(entry.sign, 0) + 1
    lines = []
    for sign in policy.signs:
        if sign in counts:
            terms = policy.sign(sign, client.billing)
            days = None if terms.window is None else terms.window.days
            lines.append(SignCount(sign, counts[sign], terms.cutoff, days))
    return tuple(lines)


def _kept_before(entries: Sequence[Entry]) -> tuple[datetime, ...]:
    voided = {entry.entry for entry in entries if isinstance(entry, Void)}
    return tuple(
        sorted(
            entry.at
            for entry in entries
            if isinstance(entry, Decision) and entry.outcome is not Outcome.PART_WAYS and entry.id not in voided
        )
    )
