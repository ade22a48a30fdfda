"""A channel of ours can be read by people who may not: nothing is posted there, and what stands there is taken back.

The rows say so in one transaction; `redact` does it, one message after the other. What is owed still (the alert of a
client whose matter is open) is owed anew, and so goes to the reviewers directly until the channel is our own again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.usecases.audit_lines import BOT
from bot.usecases.exposure import Exposure
from bot.usecases.identity import derived_id
from bot.usecases.notices import ChannelProblem, DirectKind
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import ERASED, Json, OutboxKind, OutboxRow, OutboxState, TimerKind
from bot.usecases.setup_hints import reviewers_in_force
from bot.usecases.withdraw_posts import PACE

# More than these cannot be changed in four minutes: the older ones are deleted meanwhile, which Slack counts apart.
CHANGED_AT_ONCE = 200
TAKEN_AT_ONCE = 2 * CHANGED_AT_ONCE
# A post that was under way when the channel was opened stands there only afterwards: it is looked for so often.
LOOK_AGAIN = timedelta(seconds=60)
# Facts of a row that takes a message back: what it was, whether it is to be deleted, and where an alert stood before.
WAS, DELETES, STOOD = "was", "deletes", "stood"


def is_configured(uow: UnitOfWork, channel: str) -> bool:
    """Whether alerts or the digest go there by the settings."""
    settings = uow.workspace.settings()
    return channel in (settings.alert_channel, settings.digest_goes_to)


def watch_soon(uow: UnitOfWork, channel: str) -> None:
    """Something may have changed about who reads it; nothing happens for a channel that is not ours to watch."""
    if is_configured(uow, channel) or uow.timers.get(TimerKind.CHANNEL_WATCH, channel) is not None:
        uow.timers.set(TimerKind.CHANNEL_WATCH, channel, uow.at)


def expose(uow: UnitOfWork, channel: str, problem: ChannelProblem) -> None:
    """Owes that every message of ours in ``channel`` is taken back, and that the reviewers are told once."""
    posts = uow.outbox.standing_in(channel, TAKEN_AT_ONCE)
    if uow.exposures.get(channel) is None:
        exposure = Exposure(channel, problem, uow.at)
        uow.exposures.begin(exposure)
        uow.audit(BOT, "channel_exposed", channel, after={"problem": problem.value, "messages": len(posts)})
        facts: dict[str, Json] = {"count": len(posts), "is_for_alerts": is_configured(uow, channel)}
        tell_of_exposure(uow, exposure, DirectKind.CHANNEL_EXPOSED, facts)
    for place, row in enumerate(posts):
        if ERASED in row.facts:
            # It is being taken out of Slack already.
            continue
        # Two queues: Slack counts changes and deletions apart.
        due_at = uow.at + PACE * (place % CHANGED_AT_ONCE)
        _take_back(uow, row, due_at, deletes=place >= CHANGED_AT_ONCE)
    is_more = len(posts) == TAKEN_AT_ONCE
    look_at_it_again(uow, channel, PACE * CHANGED_AT_ONCE if is_more else LOOK_AGAIN)


def look_at_it_again(uow: UnitOfWork, channel: str, wait: timedelta) -> None:
    """For as long as alerts go there, something of ours stands there, or something is being done about it."""
    if is_configured(uow, channel) or uow.outbox.is_busy_with(channel) or uow.outbox.standing_in(channel, 1):
        uow.timers.set(TimerKind.CHANNEL_WATCH, channel, uow.at + wait)
    else:
        uow.exposures.end(channel)


def tell_of_exposure(uow: UnitOfWork, exposure: Exposure, kind: DirectKind, facts: dict[str, Json]) -> None:
    """Each reviewer, once for each exposure: nothing of any client is in it."""
    channel, since = exposure.channel, exposure.since.isoformat()
    for user in reviewers_in_force(uow):
        row_id = derived_id(kind.value, channel, since, user)
        known: dict[str, Json] = {"notice": kind.value, "channel": channel, "problem": exposure.problem.value}
        uow.outbox.add(
            OutboxRow(
                id=row_id,
                wire_id=uow.wire_id(row_id),
                kind=OutboxKind.DIRECT,
                facts=known | facts,
                next_at=uow.at,
                destination=f"dm:{user}",
            )
        )


def _take_back(uow: UnitOfWork, row: OutboxRow, due_at: datetime, *, deletes: bool) -> None:
    """The row turns into one that redacts its message; it keeps its id, so that nothing is said a second time.

    The next ``attempt``: whoever is editing the message now can no longer say that it shows what it should. Their
    lease is kept, so that their edit does not come after ours.
    """
    redacting = replace(
        row,
        kind=OutboxKind.REDACTED,
        facts={**row.facts, WAS: row.kind.value, DELETES: deletes},
        desired_revision=row.desired_revision + 1,
        next_at=due_at,
        attempt=row.attempt + 1,
        is_plain=False,
        trouble=None,
    )
    if not _is_owed_still(uow, row):
        uow.outbox.save(redacting, expected_state=row.state.value, expected_attempt=row.attempt)
        return
    # The message goes on under a row of its own, and the alert's row begins anew, under another wire id: the one that
    # Slack knows is the old message's.
    anew = replace(
        row,
        wire_id=uow.wire_id(f"{row.id}|{row.ts}"),
        facts={**row.facts, STOOD: [row.channel, row.ts]},
        state=OutboxState.PENDING,
        next_at=uow.at,
        attempt=row.attempt + 1,
        lease_owner=None,
        lease_until=None,
        first_try=None,
        last_try=None,
        channel=None,
        ts=None,
        applied_revision=0,
        audit_at=None,
    )
    if uow.outbox.save(anew, expected_state=row.state.value, expected_attempt=row.attempt):
        own: dict[str, Json] = {WAS: row.kind.value, DELETES: deletes}
        uow.outbox.add(replace(redacting, id=derived_id("redacted", row.id, str(row.ts)), facts=own))


def _is_owed_still(uow: UnitOfWork, row: OutboxRow) -> bool:
    """The living message of what is not over yet: it is posted anew where it may be read."""
    match row.kind:
        case OutboxKind.ALERT:
            episode = uow.episodes.get(str(row.facts["episode"]))
            return episode is not None and episode.is_open
        case OutboxKind.PARTING:
            parting = uow.partings.get(str(row.facts["parting"]))
            return parting is not None and parting.is_running
        case _:
            return False
