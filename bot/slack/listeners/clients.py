"""*Edit client*, *Merge into…*, *Add clients*."""

from decimal import Decimal
from typing import TypeVar

from bot.domain.history import ClientStatus, Exemption
from bot.domain.signs import Billing
from bot.slack.entry import Ack, Action, EntryPoints, Request, Screen, View
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, answer_press, close_with, outcome, titled_note
from bot.slack.listeners.flag_state import chosen_client
from bot.slack.messages.outcomes import clients_added
from bot.slack.modals.client_forms import client_form, clients_add_form, merge_form, read_exemption_line
from bot.slack.modals.view import unpack
from bot.slack.view_state import ViewState, whole
from bot.usecases.add_clients import AddClients, add_clients
from bot.usecases.edit_client import EditClient, edit_client, open_client_form
from bot.usecases.flag_answers import FieldRefused
from bot.usecases.forms import ClientForm, NotDone
from bot.usecases.merge_clients import MergeClients, UnmergeClient, merge_clients, open_merge_form, unmerge_client
from bot.usecases.workspace_facts import language_of


def add_clients_listeners(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.CLIENT_EDIT, lambda request: _edit(desk, request), opens_form=True)
    entries.action(ActionId.CLIENT_MERGE, lambda request: _merge(desk, request), opens_form=True)
    entries.action(ActionId.CLIENT_UNMERGE, lambda request: _unmerge(desk, request))
    entries.action(ActionId.CLIENTS_ADD_OPEN, lambda request: _add(desk, request), opens_form=True)
    entries.submission(Modal.CLIENT_EDIT, lambda request: _edited(desk, request))
    entries.submission(Modal.CLIENT_MERGE, lambda request: _merged(desk, request))
    entries.submission(Modal.CLIENTS_ADD, lambda request: _added(desk, request))


def _edit(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=edit_client_view(desk, request, request.part.value))


def edit_client_view(desk: Desk, request: Request[Action], client: str) -> View:
    form = open_client_form(desk.ports, request.grant, client)
    if isinstance(form, NotDone):
        return titled_note(outcome(form), form.language)
    return client_form(form)


def _edited(desk: Desk, request: Request[Screen]) -> Ack:
    screen, language = request.part, language_of(desk.ports, request.workspace)
    ids, state = unpack(screen.private_metadata), ViewState(screen.state)
    bars: list[Exemption] = []
    for line in (state.text(Field.EXEMPT_BARS) or "").splitlines():
        exemption = read_exemption_line(line) if line.strip() else None
        if line.strip() and exemption is None:
            return close_with(FieldRefused(Field.EXEMPT_BARS, "bar_line", {}, language))
        if exemption is not None:
            bars.append(exemption)
    billing, status = _of(Billing, state.option(Field.BILLING)), _of(ClientStatus, state.option(Field.STATUS))
    if billing is None:
        return close_with(FieldRefused(Field.BILLING, "billing_unknown", {}, language))
    command = EditClient(
        grant=request.grant,
        client=ids.get("client", ""),
        revision=whole(ids.get("revision", "")),
        name=state.text(Field.NAME) or "",
        aliases=tuple((state.text(Field.ALIASES) or "").splitlines()),
        owner=state.user(Field.OWNER),
        billing=billing,
        monthly_value=_money(state.number(Field.MONTHLY_VALUE)),
        exempt_bars=tuple(bars) if state.has(Field.EXEMPT_BARS) else None,
        status=status,
        receipt=request.receipt,
        is_another=state.is_checked(Field.ANOTHER),
    )
    result = edit_client(desk.ports, command)
    if isinstance(result, ClientForm):
        return Ack({"response_action": "update", "view": client_form(result)})
    return close_with(result)


_Chosen = TypeVar("_Chosen", Billing, ClientStatus)


def _of(options: type[_Chosen], chosen: str | None) -> _Chosen | None:
    """None where nothing that is on offer was chosen."""
    return options(chosen) if chosen in tuple(options) else None


def _money(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"))


def _merge(desk: Desk, request: Request[Action]) -> Ack:
    form = open_merge_form(desk.ports, request.grant, request.part.value)
    if isinstance(form, NotDone):
        return Ack(view=titled_note(outcome(form), form.language))
    return Ack(view=merge_form(form))


def _merged(desk: Desk, request: Request[Screen]) -> Ack:
    into, _ = chosen_client(ViewState(request.part.state), Field.INTO)
    if into is None:
        return close_with(FieldRefused(Field.INTO, "client_missing", {}, language_of(desk.ports, request.workspace)))
    client = unpack(request.part.private_metadata).get("client", "")
    return close_with(merge_clients(desk.ports, MergeClients(request.grant, client, into, request.receipt)))


def _unmerge(desk: Desk, request: Request[Action]) -> Ack:
    result = unmerge_client(desk.ports, UnmergeClient(request.grant, request.part.value, request.receipt))
    return answer_press(desk, request, outcome(result), result.language)


def _add(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=clients_add_form(language_of(desk.ports, request.workspace)))


def _added(desk: Desk, request: Request[Screen]) -> Ack:
    lines = ViewState(request.part.state).text(Field.NAMES) or ""
    result = add_clients(desk.ports, AddClients(request.grant, lines, request.receipt))
    if isinstance(result, FieldRefused):
        return close_with(result)
    return Ack({"response_action": "update", "view": titled_note(clients_added(result), result.language)})
