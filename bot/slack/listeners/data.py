"""*Data of a person* and *Data of a client*: what reviewers may look at, hold, restrict and erase."""

from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, close_with, outcome, titled_note
from bot.slack.modals.data_forms import client_data_form, person_data_form, person_erase_form, person_held
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState
from bot.usecases.client_data import AskClientData, ask_client_data, open_client_data
from bot.usecases.forms import NotDone
from bot.usecases.person_data import (
    AskPersonData,
    ConfirmErasure,
    ErasePersonData,
    NameHeld,
    PersonHeld,
    ask_person_data,
    erase_person_data,
    open_person_data,
)


def add_data(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.PERSON_DATA_OPEN, lambda request: _open_person(desk, request), opens_form=True)
    entries.action(ActionId.CLIENT_DATA, lambda request: _open_client(desk, request), opens_form=True)
    entries.submission(Modal.PERSON_DATA, lambda request: _asked_of_person(desk, request))
    entries.submission(Modal.PERSON_ERASE, lambda request: _erase_person(desk, request))
    entries.submission(Modal.CLIENT_DATA, lambda request: _asked_of_client(desk, request))


def _open_person(desk: Desk, request: Request[Action]) -> Ack:
    language = open_person_data(desk.ports, request.grant)
    if isinstance(language, NotDone):
        return Ack(view=titled_note(outcome(language), language.language))
    return Ack(view=person_data_form(language))


def _asked_of_person(desk: Desk, request: Request[Screen]) -> Ack:
    state = ViewState(request.part.state)
    command = AskPersonData(
        grant=request.grant,
        user=state.user(Field.PERSON),
        name=(state.text(Field.NAME) or "").strip(),
        ask=state.option(Field.WHAT),
        receipt=request.receipt,
    )
    result = ask_person_data(desk.ports, command)
    if isinstance(result, ConfirmErasure):
        return Ack({"response_action": "update", "view": person_erase_form(result)})
    if isinstance(result, PersonHeld | NameHeld):
        return Ack({"response_action": "update", "view": titled_note(person_held(result), result.language)})
    return close_with(result)


def _erase_person(desk: Desk, request: Request[Screen]) -> Ack:
    state = ViewState(request.part.state)
    command = ErasePersonData(
        grant=request.grant,
        user=unpack(request.part.private_metadata).get("user"),
        places=state.options(Field.PLACES),
        with_notes=state.is_checked(Field.WITH_NOTES),
        is_sure=state.is_checked(Field.CONFIRM),
        receipt=request.receipt,
    )
    return close_with(erase_person_data(desk.ports, command))


def _open_client(desk: Desk, request: Request[Action]) -> Ack:
    form = open_client_data(desk.ports, request.grant, request.part.value)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=client_data_form(form))


def _asked_of_client(desk: Desk, request: Request[Screen]) -> Ack:
    state = ViewState(request.part.state)
    command = AskClientData(
        grant=request.grant,
        client=unpack(request.part.private_metadata).get("client", ""),
        ask=state.option(Field.WHAT),
        reason=state.text(Field.REASON) or "",
        typed=state.text(Field.CONFIRM) or "",
        receipt=request.receipt,
    )
    return close_with(ask_client_data(desk.ports, command))
