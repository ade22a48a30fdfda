"""What Slack tells us on its own: messages of ours, channels and people that changed."""

from bot.domain.people import Role, role_of
from bot.usecases.audit_lines import SLACK
from bot.usecases.check_audience import may_read
from bot.usecases.expose_channel import watch_soon
from bot.usecases.note_deleted import note_deleted
from bot.usecases.ports import Ports
from bot.usecases.reconcile import note_posted
from bot.usecases.records import TimerKind


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

    A channel that is ours to watch is looked at within the next tick; that it is to be is stored, so that it happens
    whatever becomes of this process.
    """
    ports.channels.forget(channel)
    with ports.store.write(workspace) as uow:
        watch_soon(uow, channel)


def hear_channel_id_changed(ports: Ports, workspace: str, old: str, new: str) -> None:
    """Slack gave the channel another id, as it does the moment a share is begun: all that knew the old one follows."""
    ports.channels.forget(old)
    ports.channels.forget(new)
    with ports.store.write(workspace) as uow:
        settings = uow.workspace.settings()
        moved = {
            field: new
            for field, channel in (
                ("alert_channel", settings.alert_channel),
                ("digest_channel", settings.digest_channel),
            )
            if channel == old
        }
        if moved:
            uow.workspace.save_settings(settings.with_changes(moved))
            uow.audit(SLACK, "alert_channel_renumbered", workspace, dict.fromkeys(moved, old), dict(moved))
        is_ours = bool(moved) or uow.timers.get(TimerKind.CHANNEL_WATCH, old) is not None
        if is_ours:
            uow.outbox.move_channel(old, new)
            uow.timers.drop(TimerKind.CHANNEL_WATCH, old)
            uow.exposures.end(old)
            uow.timers.set(TimerKind.CHANNEL_WATCH, new, uow.at)


def hear_person(ports: Ports, workspace: str, user: str) -> Role | None:
    """Somebody joined, left, became a guest or an admin: they are looked up, since an event may be old.

    Where that fails, what was known of them no longer counts: whoever needs to know looks them up again. Who may not
    read what they could read before closes the channels that they are in; gives what they are now, where it is known.
    """
    found = ports.directory.look_up(user)
    with ports.store.write(workspace) as uow:
        known = uow.people.get(user)
        if found is not None:
            uow.people.put([found])
        else:
            uow.people.drop(user)
        settings = uow.workspace.settings()
        could_read = known is not None and may_read(known, workspace, settings)
        if not could_read or (found is not None and may_read(found, workspace, settings)):
            return None
        uow.timers.hasten(TimerKind.CHANNEL_WATCH, uow.at)
        return None if found is None else role_of(found, workspace, settings.reviewers, settings.contractors)
