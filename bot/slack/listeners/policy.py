"""`/client-policy` and its settings."""

from bot.domain.one_line import is_help
from bot.slack.entry import Ack, Action, Command, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Command as CommandName
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, close_with, outcome, say, titled_note
from bot.slack.messages.help import help_for
from bot.slack.messages.policy import policy
from bot.slack.messages.setup_hints import hints
from bot.slack.modals.settings_form import settings_form
from bot.slack.rendered import Rendered
from bot.slack.view_state import ViewState, whole
from bot.usecases.change_settings import ChangeSettings, PolicyShown, change_settings, open_settings, show_policy
from bot.usecases.forms import NotDone
from bot.usecases.workspace_facts import language_of


def add_policy(entries: EntryPoints, desk: Desk) -> None:
    entries.command(CommandName.CLIENT_POLICY, lambda request: _command(desk, request))
    entries.action(ActionId.POLICY_OPEN, lambda request: _show(desk, request), opens_form=True)
    entries.action(ActionId.SETTINGS_OPEN, lambda request: _open(desk, request), opens_form=True)
    entries.submission(Modal.SETTINGS, lambda request: _saved(desk, request))


def _command(desk: Desk, request: Request[Command]) -> Ack:
    if is_help(request.part.text):
        return say(help_for(CommandName.CLIENT_POLICY, language_of(desk.ports, request.workspace)))
    return say(_policy(show_policy(desk.ports, request.grant)))


def _policy(shown: PolicyShown) -> Rendered:
    rendered = policy(shown.view)
    return Rendered(rendered.text, [*rendered.blocks, *hints(shown.hints, shown.view.language)])


def _show(desk: Desk, request: Request[Action]) -> Ack:
    shown = show_policy(desk.ports, request.grant)
    return Ack(view=titled_note(_policy(shown), shown.view.language))


def _open(desk: Desk, request: Request[Action]) -> Ack:
    form = open_settings(desk.ports, request.grant)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=settings_form(form))


def _saved(desk: Desk, request: Request[Screen]) -> Ack:
    state = ViewState(request.part.state)
    days = state.options(Field.WORKING_DAYS)
    wanted: dict[str, object] = {
        "alert_channel": state.conversation(Field.ALERT_CHANNEL),
        "reviewers": state.users(Field.REVIEWERS),
        "contractors": state.users(Field.CONTRACTORS),
        "timezone": state.option(Field.TIMEZONE),
        "language": state.option(Field.LANGUAGE),
        "working_days": tuple(whole(day) for day in days if day.isdecimal()),
        "work_starts": state.time_of_day(Field.WORK_STARTS),
        "work_ends": state.time_of_day(Field.WORK_ENDS),
        "hourly_rate": state.number(Field.HOURLY_RATE),
        "quorum": state.number(Field.QUORUM) or 0,
        "warn_signs": state.options(Field.WARN_SIGNS),
    }
    wanted |= _digest(state) | _keeping(state)
    return close_with(change_settings(desk.ports, ChangeSettings(request.grant, wanted, request.receipt)))


def _keeping(state: ViewState) -> dict[str, object]:
    """What was left empty stays as it is."""
    fields = (Field.KEEP_MONTHS, Field.KEEP_DECISIVE_MONTHS, Field.KEEP_FORMER_MONTHS, Field.KEEP_AUDIT_YEARS)
    numbers = {each.value: state.number(each) for each in fields}
    return {name: number for name, number in numbers.items() if number is not None}


def _digest(state: ViewState) -> dict[str, object]:
    """Nothing where the form was opened before it asked about the digest."""
    if not state.has(Field.DIGEST_DAY):
        return {}
    return {
        "digest_day": state.option(Field.DIGEST_DAY),
        "digest_at": state.time_of_day(Field.DIGEST_AT),
        "digest_zone": state.option(Field.DIGEST_ZONE),
        "digest_channel": state.conversation(Field.DIGEST_CHANNEL),
        "digest_only_if_something": state.is_checked(Field.DIGEST_ONLY_IF_SOMETHING),
    }
