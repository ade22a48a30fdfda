"""`/flag-client`, its form, the two shortcuts, and the buttons of its answers."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain.one_line import is_help
from bot.slack.entry import Ack, Action, Command, EntryPoints, Options, Request, Screen, Shortcut, View
from bot.slack.ids import NEW_CLIENT, Field, Modal
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Command as CommandName
from bot.slack.ids import Shortcut as ShortcutName
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, say, titled_note
from bot.slack.listeners.flag_state import (
    chosen_client,
    corrects,
    evidence_in,
    evidence_of,
    is_another,
    read_incident,
    receipt_of,
    redrawn,
)
from bot.slack.messages.flag_answer import flag_answer
from bot.slack.messages.health_card import health
from bot.slack.messages.help import help_for
from bot.slack.modals.answers import flagged_view
from bot.slack.modals.flag_form import flag_form
from bot.slack.modals.suggestions import suggestions
from bot.slack.modals.view import is_id
from bot.slack.rendered import Rendered
from bot.slack.view_state import ViewState
from bot.usecases.client_health import ClientHealth, Health, client_health
from bot.usecases.edit_incident import EditIncident, edit_incident
from bot.usecases.finish_draft import FinishDraft, finish_draft
from bot.usecases.flag_answers import ClientChoice, FieldRefused, FlagAnswer, Flagged, SignMissing
from bot.usecases.flag_client import FlagClient, flag_client
from bot.usecases.flag_form import OpenFlagForm, open_flag_form
from bot.usecases.flag_line import FlagLine, flag_line
from bot.usecases.forms import Done, FlagForm, NotDone
from bot.usecases.suggest_clients import SuggestClients, suggest_clients
from bot.usecases.workspace_facts import language_of, team_domain_of


def add_flagging(entries: EntryPoints, desk: Desk) -> None:
    entries.command(CommandName.FLAG_CLIENT, lambda request: _command(desk, request), opens_form=_is_empty)
    entries.shortcut(ShortcutName.FLAG_GLOBAL, lambda request: _shortcut(desk, request), opens_form=True)
    entries.shortcut(ShortcutName.FLAG_MESSAGE, lambda request: _shortcut(desk, request), opens_form=True)
    entries.submission(Modal.FLAG_CLIENT, lambda request: _submitted(desk, request))
    entries.options(Field.CLIENT, lambda request: _suggest(desk, request))
    entries.options(Field.INTO, lambda request: _suggest(desk, request))
    entries.action(ActionId.VALUE, lambda request: _changed(desk, request))
    entries.action(ActionId.FORM_OPEN, lambda request: _open(desk, request), opens_form=True)
    entries.action(ActionId.CREATE_AND_FLAG, lambda request: _finish(desk, request))
    entries.action(ActionId.CREATE_ANOTHER, lambda request: _finish(desk, request, is_another=True))
    entries.action(ActionId.PICK_CLIENT, lambda request: _picked_client(desk, request))
    entries.action(ActionId.PICK_SIGN, lambda request: _picked_sign(desk, request))


def _is_empty(command: Command) -> bool:
    return not command.text.strip()


def _command(desk: Desk, request: Request[Command]) -> Ack:
    text = request.part.text
    if _is_empty(request.part):
        return Ack(view=form_view(open_flag_form(desk.ports, OpenFlagForm(request.grant))))
    if is_help(text):
        return say(help_for(CommandName.FLAG_CLIENT, language_of(desk.ports, request.workspace)))
    answer = flag_line(desk.ports, FlagLine(request.grant, text, request.receipt))
    if isinstance(answer, SignMissing) and _open_now(desk, request, OpenFlagForm(request.grant, answer.client.id)):
        return Ack()
    return say(flag_answer(answer))


def _open_now(desk: Desk, request: Request[Command] | Request[Action], command: OpenFlagForm) -> bool:
    """For a form that was only found to be needed after reading: the trigger still lives, or the answer has a button."""
    return desk.screens.open(request, form_view(open_flag_form(desk.ports, command))) is not None


def form_view(form: FlagForm | NotDone) -> View:
    if isinstance(form, NotDone):
        return titled_note(outcome(form), form.language)
    if form.client is not None and not form.client.id:
        form = replace(form, client=ClientChoice(f"{NEW_CLIENT}{form.client.name}", form.client.name))
    return flag_form(form)


def _shortcut(desk: Desk, request: Request[Shortcut]) -> Ack:
    message = request.part.message
    if message is None:
        return Ack(view=form_view(open_flag_form(desk.ports, OpenFlagForm(request.grant))))
    domain = request.team_domain or team_domain_of(desk.ports, request.workspace)
    command = OpenFlagForm(
        request.grant,
        evidence=evidence_of(message, domain),
        message_text=message.text,
        message_at=datetime.fromtimestamp(float(message.ts), UTC),
    )
    return Ack(view=form_view(open_flag_form(desk.ports, command)))


def _submitted(desk: Desk, request: Request[Screen]) -> Ack:
    screen = request.part
    language = language_of(desk.ports, request.workspace)
    domain = request.team_domain or team_domain_of(desk.ports, request.workspace)
    incident = read_incident(screen, receipt_of(screen, request.receipt), domain, language)
    if isinstance(incident, FieldRefused):
        return close_with(incident)
    client_id, new_name = chosen_client(ViewState(screen.state))
    if client_id is None and new_name is None:
        return close_with(FieldRefused(Field.CLIENT, "client_missing", {}, language))
    correcting, another = corrects(screen), is_another(ViewState(screen.state))
    answer: Flagged | FieldRefused | NotDone
    if correcting is None:
        answer = flag_client(desk.ports, FlagClient(request.grant, client_id, new_name, incident, another))
    else:
        answer = edit_incident(
            desk.ports, EditIncident(request.grant, correcting, client_id, new_name, incident, another)
        )
    if isinstance(answer, Flagged):
        return Ack({"response_action": "update", "view": flagged_view(answer)})
    return close_with(answer)


def _suggest(desk: Desk, request: Request[Options]) -> Ack:
    """Merging goes into a client that exists; flagging may also create one."""
    found = suggest_clients(desk.ports, SuggestClients(request.grant, request.part.value))
    return Ack({"options": suggestions(found, offers_new=request.part.block_id == Field.CLIENT)})


def _changed(desk: Desk, request: Request[Action]) -> Ack:
    """Another sign was chosen: the form is drawn anew with the facts that it needs."""
    screen = request.part.screen
    if request.part.block_id != Field.SIGN or screen is None:
        return Ack()
    domain = team_domain_of(desk.ports, request.workspace)
    client, _ = chosen_client(ViewState(screen.state))
    command = OpenFlagForm(request.grant, client=client, evidence=evidence_in(screen, domain))
    empty = open_flag_form(desk.ports, command)
    if isinstance(empty, NotDone):
        return Ack()
    view = form_view(redrawn(empty, screen))
    return Ack(later=lambda: _update(desk, screen, view))


def _update(desk: Desk, screen: Screen, view: View) -> None:
    """With the hash: a form that was changed again meanwhile is drawn by the later change."""
    desk.screens.update(screen.id, view, screen.hash)


def _open(desk: Desk, request: Request[Action]) -> Ack:
    draft, _, client = request.part.value.partition("|")
    # The form carries the draft's id along, and what is no id does not fit there.
    command = OpenFlagForm(request.grant, client=client or None, draft=draft if draft and is_id(draft) else None)
    return Ack(view=form_view(open_flag_form(desk.ports, command)))


def _finish(desk: Desk, request: Request[Action], *, is_another: bool = False) -> Ack:
    return _go_on(desk, request, FinishDraft(request.grant, request.part.value, request.receipt, is_another=is_another))


def _picked_client(desk: Desk, request: Request[Action]) -> Ack:
    draft, _, client = request.part.value.partition("|")
    if draft:
        return _go_on(desk, request, FinishDraft(request.grant, draft, request.receipt, client=client))
    found = client_health(desk.ports, ClientHealth(request.grant, client=client))
    language = language_of(desk.ports, request.workspace)
    if isinstance(found, Health):
        return answer_press(desk, request, health(found.card, found.hints), language, replaces=True)
    return answer_press(desk, request, outcome_or_flag(found), language)


def _picked_sign(desk: Desk, request: Request[Action]) -> Ack:
    draft, _, sign = request.part.value.partition("|")
    return _go_on(desk, request, FinishDraft(request.grant, draft, request.receipt, sign=sign))


def _go_on(desk: Desk, request: Request[Action], command: FinishDraft) -> Ack:
    answer = finish_draft(desk.ports, command)
    opening = OpenFlagForm(request.grant, client=command.client, draft=command.draft)
    if isinstance(answer, SignMissing) and _open_now(desk, request, opening):
        return Ack()
    language = answer.language
    return answer_press(desk, request, outcome_or_flag(answer), language, replaces=not isinstance(answer, NotDone))


def outcome_or_flag(answer: FlagAnswer | Done | NotDone) -> Rendered:
    return outcome(answer) if isinstance(answer, Done | NotDone) else flag_answer(answer)
