"""The policy and the settings of a workspace, in words."""

from collections.abc import Sequence

from bot.domain.policy import Policy
from bot.domain.settings import Settings
from bot.domain.signs import BIG_RED_FLAGS, Billing, Level, SignId
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.channel_trouble import problem_line
from bot.slack.messages.rules import bulleted, titled
from bot.slack.messages.signs import level_name, sign_name
from bot.slack.mrkdwn import Mrkdwn, Own, channel, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.forms import PolicyView

# Slack refuses a text over 3,000 characters; so many signs stay within one, with the longest of names.
SIGNS_PER_BLOCK = 8
SIGNS_SHOWN = 100
PEOPLE_NAMED = 10


def policy(view: PolicyView) -> Rendered:
    words = Words(view.language, view.settings.timezone)
    text = words.plain("policy.fallback")
    drawn = [blocks.header(words.plain("policy.title"))]
    drawn.append(blocks.section(titled(words, words.plain("policy.settings"), _settings(words, view))))
    drawn.append(blocks.section(titled(words, words.plain("policy.points"), _points(words, view.policy))))
    drawn += _signs(words, view.policy)
    drawn.append(blocks.context(_version(words, view)))
    drawn += blocks.actions(_buttons(words, view))
    if not view.can_change:
        drawn.append(blocks.context(words.rich("policy.reviewers_change")))
    return Rendered(blocks.fallback(text), drawn)


def _settings(words: Words, view: PolicyView) -> list[Mrkdwn]:
    settings = view.settings
    lines = [_channel(words, view)]
    key = "policy.reviewers_chosen" if view.reviewers_are_chosen else "policy.reviewers_by_default"
    lines.append(words.rich(key, who=_people(words, view.reviewers)))
    if settings.contractors:
        lines.append(words.rich("policy.contractors", who=_people(words, settings.contractors)))
    lines.append(
        words.rich(
            "policy.hours",
            days=words.weekdays(settings.working_days),
            starts=words.time_of_day(settings.work_starts),
            ends=words.time_of_day(settings.work_ends),
            zone=Own(settings.timezone),
        )
    )
    lines.append(_digest(words, settings))
    lines.append(words.rich("policy.language", language=words.plain(f"language.{settings.language}")))
    if settings.hourly_rate is not None:
        lines.append(words.rich("policy.hourly_rate", rate=words.amount(settings.hourly_rate)))
    if settings.quorum:
        lines.append(words.rich_count("policy.quorum", settings.quorum))
    if settings.warn_signs:
        named = [words.rich("list.name", name=sign_name(words, sign)) for sign in settings.warn_signs[:PEOPLE_NAMED]]
        if len(settings.warn_signs) > PEOPLE_NAMED:
            named.append(words.rich_count("list.others", len(settings.warn_signs) - PEOPLE_NAMED))
        lines.append(words.rich("policy.warn_signs", signs=words.listed(named)))
    lines.append(_keeping(words, settings))
    lines.append(words.rich_count("policy.clients", view.clients))
    return lines


def _digest(words: Words, settings: Settings) -> Mrkdwn:
    goes_to = settings.digest_goes_to
    line = words.rich(
        "policy.digest",
        day=words.weekdays((settings.digest_day,)),
        at=words.time_of_day(settings.digest_at),
        zone=Own(settings.digest_schedule.zone.key),
        to=words.rich("policy.to_reviewers") if goes_to is None else channel(goes_to),
    )
    when = "policy.digest_if_something" if settings.digest_only_if_something else "policy.digest_always"
    return join([line, words.rich(when)], " ")


def _keeping(words: Words, settings: Settings) -> Mrkdwn:
    return words.rich(
        "policy.keeping",
        months=words.number(settings.keep_months),
        decisive=words.number(settings.keep_decisive_months),
        former=words.number(settings.keep_former_months),
        years=words.number(settings.keep_audit_years),
    )


def _channel(words: Words, view: PolicyView) -> Mrkdwn:
    alert_channel = view.settings.alert_channel
    if alert_channel is None:
        return words.rich("policy.no_channel")
    if view.channel_problem is None:
        return words.rich("policy.channel", channel=channel(alert_channel))
    problem = problem_line(words, view.channel_problem)
    return words.rich("policy.channel_with_problem", channel=channel(alert_channel), problem=problem)


def _people(words: Words, users: Sequence[str]) -> Mrkdwn:
    if not users:
        return words.rich("policy.nobody")
    named = [user(person) for person in users[:PEOPLE_NAMED]]
    if len(users) > PEOPLE_NAMED:
        named.append(words.rich_count("list.others", len(users) - PEOPLE_NAMED))
    return words.listed(named)


def _points(words: Words, policy_in_force: Policy) -> list[Mrkdwn]:
    factors = policy_in_force.severity
    return [
        words.rich(
            "policy.points_limit",
            limit=words.number(policy_in_force.points_limit),
            days=words.number(policy_in_force.points_window_days),
        ),
        words.rich(
            "policy.severity",
            minor=words.number(factors.minor),
            normal=words.number(factors.normal),
            severe=words.number(factors.severe),
        ),
        words.rich_count("policy.grace_days", policy_in_force.grace_days),
    ]


def _signs(words: Words, policy_in_force: Policy) -> list[blocks.Block]:
    """In the groups of the form: what is one too many, what adds up, what the team added."""
    shown = list(policy_in_force.signs)[:SIGNS_SHOWN]
    less = [sign for sign in SignId if sign not in BIG_RED_FLAGS]
    drawn = [
        *_group(
            words,
            policy_in_force,
            words.plain("form.signs.big_red_flags"),
            [one for one in shown if one in BIG_RED_FLAGS],
        ),
        *_group(words, policy_in_force, words.plain("form.signs.less_obvious"), [one for one in shown if one in less]),
        *_group(
            words, policy_in_force, words.plain("form.signs.own"), [one for one in shown if one not in set(SignId)]
        ),
    ]
    left_out = len(policy_in_force.signs) - len(shown)
    if left_out:
        drawn.append(blocks.context(words.rich_count("list.and_more", left_out)))
    return drawn


def _group(words: Words, policy_in_force: Policy, title: Own, signs: Sequence[str]) -> list[blocks.Block]:
    lines = [_sign(words, policy_in_force, sign) for sign in signs]
    parts = [lines[start : start + SIGNS_PER_BLOCK] for start in range(0, len(lines), SIGNS_PER_BLOCK)]
    drawn = [blocks.section(titled(words, title, parts[0]))] if parts else []
    return drawn + [blocks.section(bulleted(words, part)) for part in parts[1:]]


def _sign(words: Words, policy_in_force: Policy, sign: str) -> Mrkdwn:
    name = sign_name(words, sign)
    terms = policy_in_force.sign(sign, Billing.FIXED)
    if terms.off:
        return words.rich("policy.sign_off", sign=name)
    level, points = level_name(words, Level(terms.level)), words.number(terms.points)
    values = policy_in_force.signs[sign]
    if sign == SignId.MENTAL_ABUSE:
        line = words.rich("policy.sign_after_warning", sign=name, level=level, points=points)
    elif terms.cutoff is None or values.window_days is None:
        line = words.rich("policy.sign_once", sign=name, level=level, points=points)
    else:
        days = words.number(values.window_days)
        line = words.rich_count("policy.sign", terms.cutoff, sign=name, level=level, points=points, days=days)
        if sign == SignId.INVOICE_DISPUTE:
            line = join([line, words.rich("policy.haggling")], " ")
    hourly = policy_in_force.sign(sign, Billing.HOURLY)
    if (hourly.points, hourly.cutoff) == (terms.points, terms.cutoff):
        return line
    if hourly.cutoff is None:
        return join([line, words.rich("policy.hourly_points", points=words.number(hourly.points))], " ")
    return join([line, words.rich_count("policy.hourly", hourly.cutoff, points=words.number(hourly.points))], " ")


def _version(words: Words, view: PolicyView) -> Mrkdwn:
    if view.version is None:
        return words.rich("policy.defaults")
    at, by = words.day(view.version.at), user(view.version.by)
    return words.rich("policy.version", version=words.number(view.version.version), at=at, by=by)


def _buttons(words: Words, view: PolicyView) -> list[blocks.Element]:
    buttons = []
    if view.can_change:
        buttons.append(blocks.button(words.plain("policy.button.settings"), Action.SETTINGS_OPEN))
        buttons.append(blocks.button(words.plain("policy.button.person_data"), Action.PERSON_DATA_OPEN))
    buttons.append(blocks.button(words.plain("policy.button.add_clients"), Action.CLIENTS_ADD_OPEN))
    if view.can_change:
        buttons.append(blocks.button(words.plain("policy.button.audit"), Action.AUDIT_OPEN))
    return buttons
