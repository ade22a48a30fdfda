"""Who would read a post in this channel? Asked before every post; whatever cannot be known means no."""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.people import AUDIENCE_MAX_AGE, Person, Role, role_of
from bot.domain.settings import ALERT_CHANNEL_MAX_MEMBERS, Settings
from bot.usecases.notices import ChannelProblem
from bot.usecases.ports import ChannelFacts, Ports, StoreBusy

# The ids of conversations of two begin so; Slack lets the bot look up none but its own.
_DIRECT = "D"
# More people than this to look up one by one, and the check fails closed until the directory was read anew.
_MAX_LOOK_UPS = 30


def check_audience(
    ports: Ports, workspace: str, channel: str, *, for_alerts: bool = True, as_if: Settings | None = None
) -> ChannelProblem | None:
    """None where everybody who can read ``channel`` is let in. ``for_alerts`` also limits its size.

    ``as_if``: by these settings, which are not in force yet.

    Costs two calls to Slack, or none within a minute; opens no transaction while it waits for Slack.
    """
    if channel.startswith(_DIRECT):
        return ChannelProblem.DIRECT_MESSAGE
    facts = ports.channels.facts(channel)
    if facts is None:
        return ChannelProblem.UNKNOWN
    problem = _problem_of(facts)
    if problem is not None:
        return problem
    members = ports.channels.members(channel)
    if members is None:
        return ChannelProblem.MEMBERS_UNKNOWN
    if for_alerts and len(members) > ALERT_CHANNEL_MAX_MEMBERS:
        return ChannelProblem.TOO_MANY_MEMBERS
    return _problem_with(ports, workspace, members, as_if)


def _problem_of(facts: ChannelFacts) -> ChannelProblem | None:
    if facts.is_direct:
        return ChannelProblem.DIRECT_MESSAGE
    if facts.is_archived:
        return ChannelProblem.ARCHIVED
    if facts.is_shared_outside:
        return ChannelProblem.SHARED_OUTSIDE
    if facts.is_about_to_be_shared:
        return ChannelProblem.ABOUT_TO_BE_SHARED
    if not facts.is_bot_member:
        return ChannelProblem.NOT_MEMBER
    return None


def _problem_with(
    ports: Ports, workspace: str, members: Sequence[str], as_if: Settings | None
) -> ChannelProblem | None:
    with ports.store.read(workspace) as uow:
        settings = as_if or uow.workspace.settings()
        known = dict(uow.people.of(members))
    people = _with_fresh(ports, workspace, members, known)
    if people is None:
        return ChannelProblem.MEMBERS_UNKNOWN
    if any(not may_read(people[member], workspace, settings) for member in members):
        return ChannelProblem.HAS_OUTSIDER
    return None


def _with_fresh(
    ports: Ports, workspace: str, members: Sequence[str], known: Mapping[str, Person]
) -> Mapping[str, Person] | None:
    """Looks up whoever is unknown or was last seen a day ago; None where somebody stays unknown."""
    oldest = ports.clock.now() - AUDIENCE_MAX_AGE
    missing = {member for member in members if member not in known or known[member].checked_at <= oldest}
    if len(missing) > _MAX_LOOK_UPS:
        everybody = ports.directory.everybody() or ()
        found = {person.id: person for person in everybody if person.id in missing}
    else:
        looked_up = [ports.directory.look_up(member) for member in sorted(missing)]
        found = {person.id: person for person in looked_up if person is not None}
    if found:
        _keep(ports, workspace, found.values())
    return {**known, **found} if found.keys() >= missing else None


def _keep(ports: Ports, workspace: str, people: Collection[Person]) -> None:
    """So that they need not be looked up again; the answer does not wait for a busy database."""
    try:
        with ports.store.write(workspace) as uow:
            uow.people.put(people)
    except StoreBusy:
        return


def may_read(person: Person, workspace: str, settings: Settings) -> bool:
    """Whether what stands in a channel of ours may be read by them."""
    role = role_of(person, workspace, settings.reviewers, settings.contractors)
    # Apps of the workspace itself and people who are gone read nothing that was not meant for the channel.
    is_own_app = role in (Role.BOT, Role.DEACTIVATED) and person.team == workspace and not person.is_stranger
    return role.may_act or is_own_app
