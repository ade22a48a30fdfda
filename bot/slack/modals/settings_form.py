"""The settings of a workspace as a form."""

from collections.abc import Sequence
from itertools import groupby

from bot.domain.settings import HOURLY_RATE_MAX, KEEP_MONTHS_MAX, KEEP_YEARS_MAX, LANGUAGES, QUORUM_MAX, Settings
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Field, Modal
from bot.slack.messages.signs import sign_name
from bot.slack.modals.view import field, grouped_select, modal, number_input, select, tick
from bot.slack.mrkdwn import Own
from bot.slack.wording import Words, label
from bot.usecases.forms import SettingsForm

WEEK = range(7)


def settings_form(form: SettingsForm) -> dict[str, object]:
    words = Words(form.language)
    settings = form.settings
    languages = [blocks.option(words.plain(f"language.{language}"), language) for language in LANGUAGES]
    drawn = [
        _alert_channel(words, settings.alert_channel),
        field(
            words.plain("field.reviewers"),
            Field.REVIEWERS,
            _people(settings.reviewers),
            hint=words.plain("form.reviewers.hint"),
            optional=True,
        ),
        field(
            words.plain("field.contractors"),
            Field.CONTRACTORS,
            _people(settings.contractors),
            hint=words.plain("form.contractors.hint"),
            optional=True,
        ),
        field(words.plain("field.timezone"), Field.TIMEZONE, _zones(words, form.zones, settings.timezone)),
        field(words.plain("field.working_days"), Field.WORKING_DAYS, _days(words, settings.working_days)),
        field(words.plain("field.work_starts"), Field.WORK_STARTS, _time(f"{settings.work_starts:%H:%M}")),
        field(words.plain("field.work_ends"), Field.WORK_ENDS, _time(f"{settings.work_ends:%H:%M}")),
        field(words.plain("field.language"), Field.LANGUAGE, select(languages, settings.language)),
        *_digest(words, form),
        *_reviews(words, settings),
        *_warnings(words, form),
        *_keeping(words, settings),
    ]
    title, submit = words.plain("form.settings.title"), words.plain("form.save")
    return modal(words, Modal.SETTINGS, title, drawn, submit=submit)


def _digest(words: Words, form: SettingsForm) -> list[Block]:
    """When the weekly digest comes, and where; without a zone and a channel of its own it takes those above."""
    settings = form.settings
    days = [blocks.option(words.weekdays((day,)), str(day)) for day in WEEK]
    zone = _zones(words, form.zones, settings.digest_zone)
    hint = words.plain("form.digest.hint")
    only = tick(words.plain("tick.digest_only_if_something"), is_on=settings.digest_only_if_something)
    return [
        field(words.plain("field.digest_day"), Field.DIGEST_DAY, select(days, str(settings.digest_day)), hint=hint),
        field(words.plain("field.digest_at"), Field.DIGEST_AT, _time(f"{settings.digest_at:%H:%M}")),
        field(words.plain("field.digest_zone"), Field.DIGEST_ZONE, zone, optional=True),
        field(
            words.plain("field.digest_channel"),
            Field.DIGEST_CHANNEL,
            _channel(settings.digest_channel),
            optional=True,
        ),
        field(words.plain("field.digest_only_if_something"), Field.DIGEST_ONLY_IF_SOMETHING, only, optional=True),
    ]


def _reviews(words: Words, settings: Settings) -> list[Block]:
    """What a review reckons with, and what a decision needs."""
    rate = None if settings.hourly_rate is None else f"{settings.hourly_rate:f}"
    return [
        field(
            words.plain("field.hourly_rate"),
            Field.HOURLY_RATE,
            number_input(rate, decimals=True, most=HOURLY_RATE_MAX),
            hint=words.plain("form.hourly_rate.hint"),
            optional=True,
        ),
        field(
            words.plain("field.quorum"),
            Field.QUORUM,
            number_input(str(settings.quorum), decimals=False, most=QUORUM_MAX),
            hint=words.plain("form.quorum.hint"),
            optional=True,
        ),
    ]


def _keeping(words: Words, settings: Settings) -> list[Block]:
    """How long what no verdict rests on is kept."""
    kept = (
        (Field.KEEP_MONTHS, settings.keep_months, words.plain("form.keep_months.hint")),
        (Field.KEEP_DECISIVE_MONTHS, settings.keep_decisive_months, None),
        (Field.KEEP_FORMER_MONTHS, settings.keep_former_months, words.plain("form.keep_former_months.hint")),
    )
    said = {
        Field.KEEP_MONTHS: words.plain("field.keep_months"),
        Field.KEEP_DECISIVE_MONTHS: words.plain("field.keep_decisive_months"),
        Field.KEEP_FORMER_MONTHS: words.plain("field.keep_former_months"),
    }
    drawn = [
        field(
            said[block_id],
            block_id,
            number_input(str(months), decimals=False, least=1, most=KEEP_MONTHS_MAX),
            hint=hint,
        )
        for block_id, months, hint in kept
    ]
    years = number_input(str(settings.keep_audit_years), decimals=False, least=1, most=KEEP_YEARS_MAX)
    return [*drawn, field(words.plain("field.keep_audit_years"), Field.KEEP_AUDIT_YEARS, years)]


def _warnings(words: Words, form: SettingsForm) -> list[Block]:
    """Which signs somebody is asked to speak about; a workspace may have more of its own than Slack lists."""
    if not form.signs:
        return []
    chosen = form.settings.warn_signs
    shown = sorted(form.signs, key=lambda sign: sign not in chosen)[: blocks.OPTIONS_MAX]
    options = {sign: blocks.option(sign_name(words, sign), sign) for sign in form.signs if sign in shown}
    element: Element = {"type": "multi_static_select", "options": list(options.values())}
    initial = [options[sign] for sign in chosen if sign in options]
    if initial:
        element["initial_options"] = initial
    hint = words.plain("form.warn_signs.hint")
    return [field(words.plain("field.warn_signs"), Field.WARN_SIGNS, element, hint=hint, optional=True)]


def _alert_channel(words: Words, chosen: str | None) -> Block:
    hint = words.plain("form.alert_channel.hint")
    return field(words.plain("field.alert_channel"), Field.ALERT_CHANNEL, _channel(chosen), hint=hint, optional=True)


def _channel(chosen: str | None) -> Element:
    element: Element = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    if chosen is not None:
        element["initial_conversation"] = chosen
    return element


def _people(chosen: Sequence[str]) -> Element:
    element: Element = {"type": "multi_users_select"}
    if chosen:
        element["initial_users"] = list(chosen)
    return element


def _zones(words: Words, zones: Sequence[str], chosen: str | None) -> Element:
    """In groups of at most 100 by the part before the slash, since Slack takes no more in one; with the chosen one."""
    names = sorted({*zones, *((chosen,) if chosen else ())}, key=lambda zone: (_area(zone), zone))
    groups: list[tuple[Own, list[Element]]] = []
    for area, members in groupby(names, key=_area):
        options = [blocks.option(label(zone.replace("_", " "), blocks.OPTION_MAX), zone) for zone in members]
        title = label(area, blocks.OPTION_MAX) if area else words.plain("form.timezone.others")
        for start in range(0, len(options), blocks.OPTIONS_MAX):
            groups.append((title, options[start : start + blocks.OPTIONS_MAX]))
    return grouped_select(groups[: blocks.OPTIONS_MAX], chosen, words.plain("form.timezone.placeholder"))


def _area(zone: str) -> str:
    """The part before the slash; empty for the few zones that have none."""
    return zone.partition("/")[0] if "/" in zone else ""


def _days(words: Words, chosen: Sequence[int]) -> Element:
    """Values are "0" for Monday to "6"."""
    options = [blocks.option(words.weekdays((day,)), str(day)) for day in WEEK]
    return {"type": "checkboxes", "options": options, "initial_options": [options[day] for day in chosen]}


def _time(initial: str) -> Element:
    return {"type": "timepicker", "initial_time": initial}
