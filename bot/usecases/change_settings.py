"""Shows and changes a workspace's settings and shows its policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from bot.domain.people import Grant, Person, role_of
from bot.domain.settings import Settings, SettingsRefused
from bot.domain.signs import SignId
from bot.usecases.check_audience import check_audience
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, PolicyView, SettingsForm
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import Ports, UnitOfWork
from bot.usecases.records import TimerKind
from bot.usecases.resume_parked import resume_parked
from bot.usecases.send_digest import reschedule_digests
from bot.usecases.setup_hints import SetupHint, are_chosen, reviewers_in_force, setup_hints
from bot.usecases.watch_channel import begin_watching


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """``wanted`` has the fields of `Settings`, as the form gave them."""

    grant: Grant
    wanted: dict[str, object]
    receipt: str


@dataclass(frozen=True, slots=True)
class PolicyShown:
    view: PolicyView
    hints: tuple[SetupHint, ...]


def show_policy(ports: Ports, grant: Grant) -> PolicyShown:
    """The policy and the settings in words. The channel is looked at anew, before any transaction."""
    with ports.store.read(grant.workspace) as uow:
        channel = uow.workspace.settings().alert_channel
    problem = check_audience(ports, grant.workspace, channel) if channel else None
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        versions, reviewers = uow.workspace.policy_versions(), reviewers_in_force(uow)
        view = PolicyView(
            policy=uow.workspace.policy(),
            version=versions[-1] if versions else None,
            settings=settings,
            reviewers=reviewers,
            reviewers_are_chosen=are_chosen(reviewers, settings),
            channel_problem=problem.value if problem else None,
            clients=uow.clients.count(),
            can_change=grant.is_reviewer,
            language=settings.language,
        )
        return PolicyShown(view, setup_hints(uow, grant, asks_for_clients=True))


def open_settings(ports: Ports, grant: Grant) -> SettingsForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        settings = uow.workspace.settings()
        if not grant.is_reviewer:
            return NotDone("reviewers_only", (), settings.language)
        # About mental abuse they are always asked.
        signs = tuple(sign for sign in uow.workspace.policy().signs if sign != SignId.MENTAL_ABUSE)
        return SettingsForm(settings, tuple(sorted(available_timezones())), settings.language, signs)


def change_settings(ports: Ports, command: ChangeSettings) -> Done | NotDone | FieldRefused:
    """Refuses at its field: a channel that outsiders can read, somebody who cannot be what they were chosen for."""
    grant = command.grant
    with ports.store.read(grant.workspace) as uow:
        before = uow.workspace.settings()
    if not grant.is_reviewer:
        return NotDone("reviewers_only", (), before.language)
    try:
        wanted = before.with_changes(command.wanted)
    except SettingsRefused as wrong:
        return _refused(wrong, before.language)
    # Slack is asked about people and the channel before any transaction.
    people = _looked_up(ports, wanted, before)
    unfit = _somebody_unfit(people, grant.workspace, wanted, before)
    if unfit is not None:
        return unfit
    for field, channel in (("alert_channel", wanted.alert_channel), ("digest_channel", wanted.digest_channel)):
        problem = _channel_problem(ports, grant.workspace, channel, wanted)
        if problem is not None:
            return FieldRefused(field, f"channel_{problem}", {}, before.language)
    with ports.store.write(grant.workspace) as uow:
        if not uow.take_receipt(command.receipt):
            return Done("saved", (), wanted.language)
        now_stored = uow.workspace.settings()
        if now_stored.reviewers and not _is_somebody_left(uow, people, wanted):
            uow.roll_back()
            return FieldRefused("reviewers", "last_reviewer", {}, before.language)
        uow.people.put([person for person in people.values() if person is not None])
        _save(uow, grant, now_stored, wanted)
    return Done("saved", (), wanted.language)


def _save(uow: UnitOfWork, grant: Grant, before: Settings, wanted: Settings) -> None:
    if wanted == before:
        return
    uow.workspace.save_settings(wanted)
    uow.audit(
        grant.user,
        "settings_changed",
        grant.workspace,
        before=before.model_dump(mode="json"),
        after=wanted.model_dump(mode="json"),
    )
    reschedule_digests(uow, before, wanted)
    # Whoever is let in no longer, and a channel that alerts leave: what stands there is looked after all the same.
    uow.timers.hasten(TimerKind.CHANNEL_WATCH, uow.at)
    begin_watching(uow)
    # Another channel, or the same one with a guest in it who has now been let in.
    resume_parked(uow)


_PROBLEMS = {
    "timezone": "zone_unknown",
    "work_ends": "work_hours",
    "work_starts": "work_hours",
    "working_days": "days_empty",
    "alert_channel": "channel_unknown",
    "digest_channel": "channel_unknown",
    "digest_zone": "zone_unknown",
    "digest_day": "digest_day",
    "digest_at": "digest_at",
    "language": "language_unknown",
    "hourly_rate": "hourly_rate",
    "quorum": "quorum",
    "keep_months": "keep_months",
    "keep_decisive_months": "keep_months",
    "keep_former_months": "keep_months",
    "keep_audit_years": "keep_years",
}


def _refused(wrong: SettingsRefused, language: str) -> FieldRefused:
    """The wrong field, by name; the sentence beside it says what it accepts."""
    return FieldRefused(wrong.field, _PROBLEMS.get(wrong.field, "member_unknown"), {}, language)


def _looked_up(ports: Ports, wanted: Settings, before: Settings) -> Mapping[str, Person | None]:
    """Whoever is chosen anew, as Slack describes them now; all reviewers where there are others than before."""
    users = set(wanted.contractors) - set(before.contractors)
    if set(wanted.reviewers) != set(before.reviewers):
        users |= set(wanted.reviewers)
    return {user: ports.directory.look_up(user) for user in sorted(users)}


def _somebody_unfit(
    people: Mapping[str, Person | None], workspace: str, wanted: Settings, before: Settings
) -> FieldRefused | None:
    """A reviewer must be let in, and a contractor be a guest of this very workspace."""
    for user in set(wanted.reviewers) - set(before.reviewers):
        if people[user] is None:
            return FieldRefused("reviewers", "member_unknown", {}, before.language)
        if not role_of(people[user], workspace, (user,), wanted.contractors).may_act:
            return FieldRefused("reviewers", "reviewer_not_member", {}, before.language)
    for user in set(wanted.contractors) - set(before.contractors):
        person = people[user]
        if person is None:
            return FieldRefused("contractors", "member_unknown", {}, before.language)
        if not person.is_guest or not role_of(person, workspace, (), (user,)).may_act:
            return FieldRefused("contractors", "member_not_guest", {}, before.language)
    return None


def _is_somebody_left(uow: UnitOfWork, people: Mapping[str, Person | None], wanted: Settings) -> bool:
    """Whether one of the reviewers may act: a list of people who have left is as good as none."""
    if set(wanted.reviewers) == set(uow.workspace.settings().reviewers):
        return True
    workspace = uow.workspace.facts().id
    return any(
        role_of(people.get(user), workspace, wanted.reviewers, wanted.contractors).may_act for user in wanted.reviewers
    )


def _channel_problem(ports: Ports, workspace: str, channel: str | None, wanted: Settings) -> ChannelProblem | None:
    """With whom the same form lets in: a guest in the channel may be among them."""
    if channel is None:
        return None
    ports.channels.forget(channel)
    return check_audience(ports, workspace, channel, as_if=wanted)
