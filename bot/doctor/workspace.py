"""The workspace as it is found: where alerts go, and who decides."""

from collections.abc import Iterator

from bot.doctor.finding import Finding, failed, ok, skipped, warning
from bot.domain.people import role_of
from bot.text.catalogue import Catalogue
from bot.usecases.check_audience import check_audience
from bot.usecases.ports import Ports
from bot.usecases.setup_hints import reviewers_in_force


def workspace(ports: Ports, workspace_id: str) -> Iterator[Finding]:
    """Asks Slack about the channel, its members and the reviewers."""
    if workspace_id not in ports.store.workspaces():
        found = ", ".join(ports.store.workspaces()) or "none"
        yield failed(
            "workspace",
            f"The token's workspace ({workspace_id}) is not in this database; in it: {found}.",
            "At its first start `partways serve` adds it. If others are in it, DATABASE_URL is that of another bot.",
        )
        return
    yield channel(ports, workspace_id)
    yield reviewers(ports, workspace_id)
    settings = ports.store.settings(workspace_id)
    if settings.timezone == "UTC":
        yield warning(
            "time zone",
            "The team's time zone is UTC, which nobody may have chosen.",
            "Set it under Settings in /client-policy: reminders keep to the team's working hours.",
        )
    else:
        yield ok("time zone", f"The team's time zone is {settings.timezone}.")


def channel(ports: Ports, workspace_id: str) -> Finding:
    settings = ports.store.settings(workspace_id)
    words = Catalogue("en")
    chosen = settings.alert_channel
    if chosen is None:
        return warning(
            "channel",
            "No alert channel is set: alerts go to the reviewers directly.",
            words.say("channel_problem.not_set"),
        )
    ports.channels.forget(chosen)
    problem = check_audience(ports, workspace_id, chosen)
    if problem is not None:
        return failed(
            "channel",
            f"Alerts cannot be posted in {chosen}: {problem.value}.",
            words.say(f"channel_problem.{problem.value}"),
        )
    facts, members = ports.channels.facts(chosen), ports.channels.members(chosen)
    name = f"#{facts.name}" if facts is not None and facts.name else chosen
    return ok("channel", f"Alerts go to {name}: {len(members or ())} members, and nobody from outside.")


def reviewers(ports: Ports, workspace_id: str) -> Finding:
    with ports.store.read(workspace_id) as uow:
        settings, in_force = uow.workspace.settings(), reviewers_in_force(uow)
    people = {user: ports.directory.look_up(user) for user in (settings.reviewers or in_force)}
    unknown = sorted(user for user, person in people.items() if person is None)
    acting = sorted(
        user
        for user, person in people.items()
        if role_of(person, workspace_id, settings.reviewers, settings.contractors).may_act
    )
    if people and len(unknown) == len(people):
        return skipped("reviewers", "Slack does not tell who they are just now.")
    idle = sorted(set(people) - set(acting) - set(unknown))
    if not acting:
        return failed(
            "reviewers",
            "Nobody can decide: no reviewer is an active member.",
            "An owner or admin of the workspace chooses reviewers under Settings in /client-policy.",
        )
    if not settings.reviewers:
        return warning(
            "reviewers",
            f"None are chosen: the workspace's {len(acting)} owners and admins decide.",
            "Choose them under Settings in /client-policy, or set PARTWAYS_REVIEWERS before the first start.",
        )
    if idle or unknown:
        return warning(
            "reviewers",
            f"{', '.join([*idle, *unknown])} cannot act: left, deactivated, a guest, or not known to Slack.",
            "Take them out under Settings in /client-policy.",
        )
    if len(acting) == 1:
        return warning(
            "reviewers",
            f"{acting[0]} is the only one.",
            "Choose a second one: some decisions want two people, and who is alone is marked so.",
        )
    return ok("reviewers", f"{len(acting)} people decide, all of them active.")
