"""The health of one client: for whoever asked, and as it may be shared with a channel."""

from collections.abc import Sequence

from bot.domain.alerts import AlertState
from bot.domain.history import ClientStatus
from bot.domain.signs import Level, SignId
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.alert import decide_lines, state_line, vote_lines
from bot.slack.messages.care import care_blocks
from bot.slack.messages.conditions import condition_blocks
from bot.slack.messages.flag_answer import warning_button
from bot.slack.messages.incident_lines import incident_blocks, shared_incident
from bot.slack.messages.parting_story import story_blocks, take_back_button, without_list
from bot.slack.messages.rules import bulleted, points_line, reasons, remedy_line, sign_count_line, titled
from bot.slack.messages.setup_hints import hints as setup_hints
from bot.slack.messages.signs import level_mark, level_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.health_card import HealthCard
from bot.usecases.setup_hints import SetupHint

# Four blocks an incident at most, beside at most 30 others: within Slack's 50.
INCIDENTS_SHOWN = 5
ALIASES_SHOWN = 5


def health(card: HealthCard, hints: Sequence[SetupHint] = ()) -> Rendered:
    """For whoever asked: what they may see, and the corrections that they may make."""
    words = Words(card.language, card.zone)
    drawn = [blocks.header(_title(words, card))]
    about = _about(words, card)
    if about:
        drawn.append(blocks.context(join(about, " · ")))
    drawn += _verdict(words, card)
    drawn += care_blocks(words, card.care)
    drawn += _alert(words, card)
    drawn += story_blocks(words, card.parting, card.client.name, card.at)
    if card.wants_list:
        drawn += without_list(words, card.client.id, can_begin=card.can_merge)
    drawn += condition_blocks(words, card.conditions)
    drawn.append(blocks.divider())
    for line in card.incidents[:INCIDENTS_SHOWN]:
        drawn += incident_blocks(words, line)
    drawn += _how_many_more(words, card)
    drawn.append(blocks.divider())
    drawn += _numbers(words, card)
    drawn += _past(words, card)
    drawn += blocks.actions(_buttons(words, card))
    return Rendered(blocks.fallback(_fallback(words, card)), [*drawn, *setup_hints(hints, card.language)])


def shared_card(card: HealthCard, shared_by: str) -> Rendered:
    """For a whole channel: no note, amount, reporter, evidence, correction or button."""
    words = Words(card.language, card.zone)
    drawn = [blocks.header(_title(words, card)), *_verdict(words, card), *_alert(words, card)]
    if card.incidents:
        lines = [shared_incident(words, line) for line in card.incidents[:INCIDENTS_SHOWN]]
        drawn.append(blocks.section(titled(words, words.plain("health.newest"), lines)))
    drawn += _how_many_more(words, card)
    drawn += _numbers(words, card)
    drawn.append(blocks.context(words.rich("health.shared_by", by=user(shared_by))))
    return Rendered(blocks.fallback(_fallback(words, card)), drawn)


def _title(words: Words, card: HealthCard) -> Own:
    return words.plain(
        "health.title",
        mark=level_mark(words, card.level),
        client=card.client.name,
        level=level_name(words, card.level),
    )


def _fallback(words: Words, card: HealthCard) -> Own:
    return words.plain("health.fallback", client=card.client.name, level=level_name(words, card.level))


def _about(words: Words, card: HealthCard) -> list[Mrkdwn]:
    client = card.client
    about = []
    if client.status is not ClientStatus.ACTIVE:
        about.append(words.rich(f"status.{client.status.value}"))
    if client.owner is not None:
        about.append(words.rich("health.owner", owner=user(client.owner)))
    about.append(words.rich(f"billing.{client.billing.value}"))
    if client.monthly_value is not None:
        about.append(words.rich("health.monthly_value", amount=words.amount(client.monthly_value)))
    if card.on_hold_since is not None:
        about.append(words.rich("health.on_hold", at=words.day(card.on_hold_since)))
    if client.aliases:
        names = [words.rich("list.name", name=alias) for alias in client.aliases[:ALIASES_SHOWN]]
        about.append(words.rich("health.aliases", names=words.listed(names)))
    return about


def _verdict(words: Words, card: HealthCard) -> list[blocks.Block]:
    """The verdict with its reasons, and what they call for."""
    why = reasons(words, card.rules, card.watch)
    lead = words.rich(f"health.lead.{card.level.value}")
    drawn = [blocks.section(join([lead, bulleted(words, why)]) if why else lead)]
    if card.calls_for:
        remedies = [remedy_line(words, remedy) for remedy in card.calls_for]
        drawn.append(blocks.section(titled(words, words.plain("health.calls_for"), remedies)))
    return drawn


def _numbers(words: Words, card: HealthCard) -> list[blocks.Block]:
    """What the verdict was reckoned from, small: the points, the counts, and what would change them."""
    drawn = [blocks.context(_arithmetic(words, card))]
    counted = [sign_count_line(words, count) for count in card.signs if count.counted]
    if counted:
        drawn.append(blocks.context(titled(words, words.plain("health.signs"), counted)))
    drawn.append(blocks.context(titled(words, words.plain("health.changes"), _changes(words, card))))
    return drawn


def _arithmetic(words: Words, card: HealthCard) -> Mrkdwn:
    """The sum and its lines: anybody can add them up."""
    total = words.plain(
        "points.total",
        points=words.number(card.points),
        limit=words.number(card.points_limit),
        days=words.number(card.points_window_days),
    )
    if not card.points_lines:
        return words.rich("list.title", title=total)
    return titled(words, total, [points_line(words, line) for line in card.points_lines])


def _changes(words: Words, card: HealthCard) -> list[Mrkdwn]:
    """What time will change first, and what one more incident would."""
    if card.next_change is None:
        changes = [words.rich("health.no_change_by_time")]
    else:
        changes = [words.rich("health.next_change", at=words.moment(card.next_change))]
    if card.level is not Level.DECISIVE:
        near = [count for count in card.signs if count.cutoff is not None and 0 < count.cutoff - count.counted <= 1]
        changes += [words.rich("health.one_more", sign=sign_name(words, count.sign)) for count in near if count.counted]
        if card.points < card.points_limit:
            missing = words.number(card.points_limit - card.points)
            changes.append(words.rich("health.points_missing", points=missing))
    return changes


def _alert(words: Words, card: HealthCard) -> list[blocks.Block]:
    episode = card.episode
    if episode is None or not episode.is_open:
        return []
    lines = [state_line(words, episode)]
    if episode.taken_by is not None and episode.state is not AlertState.ACKNOWLEDGED:
        lines.append(words.rich("alert.taken", by=user(episode.taken_by)))
    lines += decide_lines(words, episode, card.at)
    lines += vote_lines(words, card.votes)
    return [blocks.section(titled(words, words.plain("health.alert"), lines))]


def _past(words: Words, card: HealthCard) -> list[blocks.Block]:
    """How often the team already looked away."""
    past = []
    if card.kept_before:
        dates = words.days(card.kept_before)
        past.append(words.rich_count("health.kept_before", len(card.kept_before), dates=dates))
    if card.waivers:
        past.append(words.rich_count("health.waivers", card.waivers))
    return [blocks.context(*past)] if past else []


def _how_many_more(words: Words, card: HealthCard) -> list[blocks.Block]:
    more = card.more + len(card.incidents[INCIDENTS_SHOWN:])
    if not card.incidents and not more:
        return [blocks.context(words.rich("health.no_incidents"))]
    return [blocks.context(words.rich_count("health.more", more))] if more else []


def _buttons(words: Words, card: HealthCard) -> list[blocks.Element]:
    client = card.client.id
    buttons = [
        blocks.button(words.plain("health.button.review"), Action.REVIEW_OPEN, client),
        blocks.button(words.plain("health.button.share"), Action.HEALTH_SHARE, client),
    ]
    if card.can_edit:
        buttons.append(blocks.button(words.plain("health.button.edit"), Action.CLIENT_EDIT, client))
    if card.can_merge:
        buttons.append(blocks.button(words.plain("health.button.data"), Action.CLIENT_DATA, client))
        buttons.append(blocks.button(words.plain("health.button.merge"), Action.CLIENT_MERGE, client))
    if card.can_merge and card.client.status is ClientStatus.FORMER:
        buttons.append(take_back_button(words, client))
    if card.wants_warning:
        buttons.append(warning_button(words, client, SignId.MENTAL_ABUSE))
    return buttons
