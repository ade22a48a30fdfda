"""Shows and changes a workspace's settings and shows its policy."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from bot.domain.people import Grant, role_of
from bot.domain.settings import Settings, SettingsRefused
from bot.usecases.check_audience import check_audience
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import Done, NotDone, PolicyView, SettingsForm
from bot.usecases.ports import Ports
from bot.usecases.resume_parked import resume_parked
from bot.usecases.setup_hints import SetupHint, reviewers_in_force, setup_hints


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
        versions = uow.workspace.policy_versions()
        view = PolicyView(
            policy=uow.workspace.policy(),
            version=versions[-1] if versions else None,
            settings=settings,
            reviewers=reviewers_in_force(uow),
            reviewers_are_chosen=bool(settings.reviewers),
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
        return SettingsForm(settings, tuple(sorted(available_timezones())), settings.language)


def change_settings(ports: Ports, command: ChangeSettings) -> Done | NotDone | FieldRefused:
    """Refuses a channel that outsiders can read at once, at its field."""
    grant = command.grant
    with ports.store.read(grant.workspace) as uow:
        before = uow.workspace.settings()
    if not grant.is_reviewer:
        return NotDone("reviewers_only", (), before.language)
    try:
        wanted = before.with_changes(command.wanted)
    except SettingsRefused as wrong:
        return _refused(wrong, before.language)
    if wanted.alert_channel is not None:
        ports.channels.forget(wanted.alert_channel)
        problem = check_audience(ports, grant.workspace, wanted.alert_channel)
        if problem is not None:
            return FieldRefused("alert_channel", f"channel_{problem}", {}, before.language)
    unknown = _somebody_unfit(ports, grant.workspace, wanted, before)
    if unknown is not None:
        return unknown
    with ports.store.write(grant.workspace) as uow:
        if not uow.take_receipt(command.receipt):
            return Done("saved", (), wanted.language)
        if before.reviewers and not wanted.reviewers:
            uow.roll_back()
            return FieldRefused("reviewers", "last_reviewer", {}, before.language)
        uow.workspace.save_settings(wanted)
        uow.audit(
            grant.user,
            "settings_changed",
            grant.workspace,
            before=before.model_dump(mode="json"),
            after=wanted.model_dump(mode="json"),
        )
        if wanted.alert_channel != before.alert_channel:
            resume_parked(uow)
    return Done("saved", (), wanted.language)


_PROBLEMS = {
    "timezone": "zone_unknown",
    "work_ends": "work_hours",
    "work_starts": "work_hours",
    "working_days": "days_empty",
    "alert_channel": "channel_unknown",
    "language": "language_unknown",
    "hourly_rate": "hourly_rate",
    "quorum": "quorum",
}


def _refused(wrong: SettingsRefused, language: str) -> FieldRefused:
    """The wrong field, by name; the sentence beside it says what it accepts."""
    return FieldRefused(wrong.field, _PROBLEMS.get(wrong.field, "member_unknown"), {}, language)


def _somebody_unfit(ports: Ports, workspace: str, wanted: Settings, before: Settings) -> FieldRefused | None:
    """A reviewer must be a member, and a contractor a guest of this very workspace."""
    for user in set(wanted.reviewers) - set(before.reviewers):
        person = ports.directory.look_up(user)
        if not role_of(person, workspace, (user,), wanted.contractors).may_act:
            return FieldRefused("reviewers", "reviewer_not_member", {}, before.language)
    for user in set(wanted.contractors) - set(before.contractors):
        person = ports.directory.look_up(user)
        if not role_of(person, workspace, (), (user,)).may_act:
            return FieldRefused("contractors", "member_not_guest", {}, before.language)
    return None
