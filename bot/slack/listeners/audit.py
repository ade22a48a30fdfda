"""The audit trail: opened from the policy, narrowed down, and paged through, in one modal."""

import re

from bot.domain.settings import SLACK_USER_ID
from bot.slack.entry import Ack, Action, EntryPoints, Options, Request, Screen, View
from bot.slack.ids import Action as ActionId
from bot.slack.ids import Field, Modal
from bot.slack.listeners.desk import Desk, outcome, titled_note
from bot.slack.modals.audit_view import NEWER, OLDER, audit_view
from bot.slack.modals.suggestions import suggestions
from bot.slack.modals.view import unpack
from bot.usecases.audit_lines import AuditKind
from bot.usecases.forms import NotDone
from bot.usecases.read_audit import ReadAudit, read_audit
from bot.usecases.suggest_clients import SuggestClients, suggest_clients

_PAGE = re.compile(rf"({OLDER}|{NEWER})\|([0-9]{{1,15}})")
_FILTERS = {ActionId.AUDIT_CLIENT: "client", ActionId.AUDIT_PERSON: "by", ActionId.AUDIT_KIND: "kind"}


def add_audit(entries: EntryPoints, desk: Desk) -> None:
    entries.action(ActionId.AUDIT_OPEN, lambda request: _open(desk, request), opens_form=True)
    entries.action(ActionId.AUDIT_PAGE, lambda request: _turn(desk, request))
    entries.action(ActionId.AUDIT_ALL, lambda request: _show(desk, request, {}))
    for action in _FILTERS:
        entries.action(action, lambda request: _narrow(desk, request))
    entries.options(Field.AUDIT, lambda request: _suggest(desk, request))


def _open(desk: Desk, request: Request[Action]) -> Ack:
    return Ack(view=_view(desk, ReadAudit(request.grant)))


def _turn(desk: Desk, request: Request[Action]) -> Ack:
    asked = _PAGE.fullmatch(request.part.value)
    page = {asked[1]: int(asked[2])} if asked else {}
    return _show(desk, request, _filters(request), **page)


def _narrow(desk: Desk, request: Request[Action]) -> Ack:
    """The newest lines that are left; whoever is on a later page begins anew."""
    return _show(desk, request, {**_filters(request), _FILTERS[ActionId(request.id)]: request.part.value})


def _filters(request: Request[Action]) -> dict[str, str]:
    screen = request.part.screen
    return {} if screen is None else unpack(screen.private_metadata)


def _show(
    desk: Desk, request: Request[Action], filters: dict[str, str], *, below: int | None = None, above: int | None = None
) -> Ack:
    screen = request.part.screen
    if screen is None or screen.callback_id != Modal.AUDIT:
        return Ack()
    by, kind = filters.get("by"), filters.get("kind")
    command = ReadAudit(
        request.grant,
        client=filters.get("client") or None,
        by=by if by and SLACK_USER_ID.fullmatch(by) else None,
        kind=AuditKind(kind) if kind in set(AuditKind) else None,
        below=below,
        above=above,
    )
    view = _view(desk, command)
    return Ack(later=lambda: _update(desk, screen, view))


def _view(desk: Desk, command: ReadAudit) -> View:
    found = read_audit(desk.ports, command)
    return titled_note(outcome(found), found.language) if isinstance(found, NotDone) else audit_view(found)


def _update(desk: Desk, screen: Screen, view: View) -> None:
    """With the hash: of two pages that were asked for at once, the first to be drawn stays."""
    desk.screens.update(screen.id, view, screen.hash)


def _suggest(desk: Desk, request: Request[Options]) -> Ack:
    found = suggest_clients(desk.ports, SuggestClients(request.grant, request.part.value))
    return Ack({"options": suggestions(found, offers_new=False)})
