"""What Slack tells us on its own: messages of ours, channels and people that changed."""

from bot.usecases.audit_lines import SLACK
from bot.usecases.check_audience import check_audience
from bot.usecases.ports import Ports
from bot.usecases.reconcile import note_deleted, note_posted
from bot.usecases.reroute import tell_reviewers
from bot.usecases.resume_parked import resume_parked


def hear_posted(ports: Ports, workspace: str, wire_id: str, channel: str, ts: str, by: str | None) -> None:
    """A message with one of our wire ids exists; ``by`` is the user who posted it, where Slack says so."""
    with ports.store.write(workspace) as uow:
        note_posted(uow, wire_id, channel, ts, by)


def hear_deleted(ports: Ports, workspace: str, channel: str, ts: str) -> None:
    """A message of ours is gone."""
    with ports.store.write(workspace) as uow:
        note_deleted(uow, channel, ts)


def hear_channel_changed(ports: Ports, workspace: str, channel: str) -> None:
    """It was shared, archived, renamed, or somebody joined or left: what was known of it no longer holds.

    Where it is the alert channel, the audience is looked at now: the reviewers hear of trouble before the next alert
    does, and what waited for it goes out.
    """
    ports.channels.forget(channel)
    with ports.store.read(workspace) as uow:
        is_alert_channel = uow.workspace.settings().alert_channel == channel
    if not is_alert_channel:
        return
    problem = check_audience(ports, workspace, channel)
    with ports.store.write(workspace) as uow:
        if problem is None:
            resume_parked(uow)
        else:
            tell_reviewers(uow, channel, problem)


def hear_channel_id_changed(ports: Ports, workspace: str, old: str, new: str) -> None:
    """Slack gave the channel another id, as it does the moment a share is begun: the setting follows, and is checked."""
    with ports.store.write(workspace) as uow:
        settings = uow.workspace.settings()
        if settings.alert_channel == old:
            uow.workspace.save_settings(settings.with_changes({"alert_channel": new}))
            told = {"alert_channel": old}, {"alert_channel": new}
            uow.audit(SLACK, "alert_channel_renumbered", workspace, *told)
    ports.channels.forget(old)
    hear_channel_changed(ports, workspace, new)


def hear_person(ports: Ports, workspace: str, user: str) -> None:
    """Somebody joined, left, became a guest or an admin: they are looked up, since an event may be old.

    Where that fails, what was known of them no longer counts: whoever needs to know looks them up again.
    """
    found = ports.directory.look_up(user)
    with ports.store.write(workspace) as uow:
        if found is not None:
            uow.people.put([found])
        else:
            uow.people.drop(user)
