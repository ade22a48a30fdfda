"""Changes what is known of a client: name, aliases, owner, billing, monthly value, exempt bars, archive."""

from dataclasses import dataclass, replace
from datetime import UTC, date
from decimal import Decimal

from bot.domain.alerts import Cause
from bot.domain.client import ALIASES_MAX, BAR_LENGTH_MAX, BARS_MAX, MONTHLY_VALUE_MAX, Client
from bot.domain.history import ClientStatus, Exemption
from bot.domain.names import NAME_LIMIT, NameRefused, clean_name, name_key
from bot.domain.people import Grant
from bot.domain.signs import Billing
from bot.usecases.alert_posts import revise_open_alert
from bot.usecases.flag_answers import ClientChoice, FieldRefused
from bot.usecases.forms import ClientForm, Done, NotDone
from bot.usecases.parting_posts import revise_parting
from bot.usecases.ports import NameTaken, Ports, StaleRevision, UnitOfWork
from bot.usecases.reassess import reassess
from bot.usecases.register_client import Looks, root_client

# Where a reviewer may bring a client by hand. To part with one is a decision, and made in the review; while a parting has
# a list, it ends by that list alone.
_STATUSES_AFTER = {
    ClientStatus.ACTIVE: (ClientStatus.ARCHIVED,),
    ClientStatus.PARTING: (ClientStatus.FORMER, ClientStatus.ACTIVE, ClientStatus.ARCHIVED),
    ClientStatus.FORMER: (ClientStatus.ACTIVE, ClientStatus.ARCHIVED),
    ClientStatus.ARCHIVED: (ClientStatus.ACTIVE,),
}
_PARTED = (ClientStatus.PARTING, ClientStatus.FORMER)


@dataclass(frozen=True, slots=True)
class EditClient:
    """``exempt_bars`` and ``status`` are None where the form did not show them: only reviewers see those fields."""

    grant: Grant
    client: str
    revision: int
    name: str
    aliases: tuple[str, ...]
    owner: str | None
    billing: Billing
    monthly_value: Decimal | None
    exempt_bars: tuple[Exemption, ...] | None
    status: ClientStatus | None
    receipt: str
    is_another: bool = False


def statuses_after(status: ClientStatus, *, has_parting: bool) -> tuple[ClientStatus, ...]:
    """Those that a reviewer may choose. ``has_parting``: a list of what is to be done runs."""
    return () if has_parting else _STATUSES_AFTER[status]


def open_client_form(ports: Ports, grant: Grant, client_id: str) -> ClientForm | NotDone:
    with ports.store.read(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, client_id)
        if client is None:
            return NotDone("not_found", (), language)
        return _form(uow, grant, client, client)


def _form(uow: UnitOfWork, grant: Grant, stored: Client, shown: Client, alike: str | None = None) -> ClientForm:
    """``shown`` is what the fields are filled with; what its status may become follows from the ``stored`` one."""
    return ClientForm(
        client=shown,
        bars=shown.exempt_bars,
        monthly_value=shown.monthly_value,
        can_exempt=grant.is_reviewer,
        language=uow.workspace.settings().language,
        statuses=(stored.status, *statuses_after(stored.status, has_parting=_has_parting(uow, stored))),
        alike=alike,
    )


def edit_client(ports: Ports, command: EditClient) -> Done | NotDone | FieldRefused | ClientForm:
    """A form, as it was filled, where it is to ask whether a name that looks like another client's is one's own."""
    grant = command.grant
    with ports.store.write(grant.workspace) as uow:
        language = uow.workspace.settings().language
        client = root_client(uow, command.client)
        if client is None:
            return NotDone("not_found", (), language)
        if not uow.take_receipt(command.receipt):
            return Done("client_saved", (("client", client.name),), language)
        changed = _changed(uow, grant, client, command)
        if isinstance(changed, FieldRefused):
            uow.roll_back()
            return changed
        if client.revision != command.revision:
            uow.roll_back()
            return FieldRefused("name", "stale", {}, language)
        alike = None if command.is_another else _alike(uow, client, changed)
        if alike is not None:
            form = _form(uow, grant, client, changed, alike.name)
            uow.roll_back()
            return form
        try:
            uow.clients.save(changed)
        except NameTaken as taken:
            owner_of_name = uow.clients.get(taken.client)
            uow.roll_back()
            return _taken(taken, changed, owner_of_name.name if owner_of_name else taken.name, language)
        except StaleRevision:
            uow.roll_back()
            return FieldRefused("name", "stale", {}, language)
        uow.audit(grant.user, "client_edited", client.id, before=_told(client), after=_told(changed))
        stored = replace(changed, revision=client.revision + 1)
        _show_anew(uow, client, stored)
        # Terms raise nothing. Somebody who is a client again does, where a limit is reached: nobody has decided to keep them.
        is_back = client.status in _PARTED and changed.status is ClientStatus.ACTIVE
        reassess(ports.tuning, uow, stored, Cause.ADDED if is_back else Cause.TERMS)
        return Done("client_saved", (("client", changed.name),), language)


def _show_anew(uow: UnitOfWork, before: Client, after: Client) -> None:
    """The living messages say the client's name and owner."""
    if (before.name, before.owner) == (after.name, after.owner):
        return
    revise_open_alert(uow, after.id)
    for parting in uow.partings.of_client(after.id):
        if parting.is_running:
            revise_parting(uow, parting)


def _alike(uow: UnitOfWork, before: Client, after: Client) -> ClientChoice | None:
    """A client with a name that looks like one which is new to this client, and is none."""
    had = {name_key(name) for name in (before.name, *before.aliases)}
    new = [name for name in (after.name, *after.aliases) if name_key(name) not in had]
    if not new:
        return None
    taken, looks = uow.clients.by_keys([name_key(name) for name in new]), Looks(uow)
    found = (looks.like(name, besides=before.id) for name in new if name_key(name) not in taken)
    return next((choice for choice in found if choice is not None), None)


def _taken(taken: NameTaken, changed: Client, client: str, language: str) -> FieldRefused:
    field = "name" if name_key(taken.name) == name_key(changed.name) else "aliases"
    return FieldRefused(field, "name_taken", {"client": client}, language)


def _changed(uow: UnitOfWork, grant: Grant, client: Client, command: EditClient) -> Client | FieldRefused:
    language = uow.workspace.settings().language
    field = "name"
    try:
        name = clean_name(command.name)
        field = "aliases"
        aliases = _distinct(command.aliases, name)
    except NameRefused as refused:
        return FieldRefused(field, f"name_{refused.reason}", {"limit": str(NAME_LIMIT)}, language)
    if len(aliases) > ALIASES_MAX:
        return FieldRefused("aliases", "too_many_aliases", {"limit": str(ALIASES_MAX)}, language)
    value = command.monthly_value
    if value is not None and not 0 <= value <= MONTHLY_VALUE_MAX:
        return FieldRefused("monthly_value", "monthly_value", {}, language)
    if command.owner is not None and uow.people.get(command.owner) is None:
        return FieldRefused("owner", "member_unknown", {}, language)
    changed = replace(
        client, name=name, aliases=aliases, owner=command.owner, billing=command.billing, monthly_value=value
    )
    if not grant.is_reviewer:
        return changed
    episode = uow.episodes.latest(client.id)
    has_alert = episode is not None and episode.is_open
    return _changed_by_reviewer(changed, command, language, has_parting=_has_parting(uow, client), has_alert=has_alert)


def _has_parting(uow: UnitOfWork, client: Client) -> bool:
    return client.status is ClientStatus.PARTING and any(one.is_running for one in uow.partings.of_client(client.id))


def _changed_by_reviewer(
    client: Client, command: EditClient, language: str, *, has_parting: bool, has_alert: bool
) -> Client | FieldRefused:
    bars = client.exempt_bars
    if command.exempt_bars is not None:
        if len(command.exempt_bars) > BARS_MAX:
            return FieldRefused("exempt_bars", "too_many_bars", {"limit": str(BARS_MAX)}, language)
        if any(len(exemption.bar) > BAR_LENGTH_MAX for exemption in command.exempt_bars):
            return FieldRefused("exempt_bars", "bar_too_long", {"limit": str(BAR_LENGTH_MAX)}, language)
        bars = tuple(dict.fromkeys(_as_it_was(client, exemption) for exemption in command.exempt_bars))
    status = command.status or client.status
    if status is not client.status and has_parting:
        return FieldRefused("status", "status_parting", {}, language)
    if status is ClientStatus.ARCHIVED and has_alert:
        # Nobody could decide on it any more, and it would remind without end.
        return FieldRefused("status", "status_alert", {}, language)
    if status not in (client.status, *statuses_after(client.status, has_parting=has_parting)):
        # Parting is a decision, with a reason, and nothing that a form sets.
        return FieldRefused("status", "status_unknown", {}, language)
    return replace(client, exempt_bars=bars, status=status)


def _as_it_was(client: Client, typed: Exemption) -> Exemption:
    """The form shows days: an edge within one, as a file may have it, is kept by whoever leaves its line alone."""
    return next((known for known in client.exempt_bars if _by_days(known) == _by_days(typed)), typed)


def _by_days(exemption: Exemption) -> tuple[str, date | None, date | None]:
    edges = (exemption.since, exemption.until)
    since, until = (None if edge is None else edge.astimezone(UTC).date() for edge in edges)
    return exemption.bar.strip(), since, until


def _distinct(raw_aliases: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Cleaned, each once, without the name itself."""
    seen = {name_key(name)}
    aliases = []
    for raw in raw_aliases:
        if not raw.strip():
            continue
        alias = clean_name(raw)
        if name_key(alias) not in seen:
            seen.add(name_key(alias))
            aliases.append(alias)
    return tuple(aliases)


def _told(client: Client) -> dict[str, str | list[str] | None]:
    return {
        "name": client.name,
        "aliases": list(client.aliases),
        "owner": client.owner,
        "billing": client.billing.value,
        "monthly_value": None if client.monthly_value is None else str(client.monthly_value),
        "exempt_bars": [bar.bar for bar in client.exempt_bars],
        "status": client.status.value,
    }
