"""Forms about clients: edit one, merge one into another, add many."""

from datetime import UTC, date, datetime, time

from bot.domain.client import MONTHLY_VALUE_MAX
from bot.domain.history import Exemption
from bot.domain.signs import Billing
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.modals.view import client_select, field, modal, number_input, select, text_input, tick
from bot.slack.mrkdwn import join
from bot.slack.wording import Words
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.forms import ClientForm, MergeForm

NAME_MAX = 75
# So many merged clients can be taken apart from one form; it has a few blocks beside them.
MERGED_SHOWN = 90


def client_form(form: ClientForm) -> dict[str, object]:
    """*Edit client*. ``private_metadata`` holds the client and the revision that was read."""
    words, client = Words(form.language), form.client
    billing = [blocks.option(words.plain(f"billing.{way.value}"), way.value) for way in Billing]
    owner: Element = {"type": "users_select"}
    if client.owner is not None:
        owner["initial_user"] = client.owner
    value = None if form.monthly_value is None else f"{form.monthly_value:f}"
    aliases = text_input("\n".join(client.aliases), longest=blocks.INPUT_MAX, many_lines=True)
    drawn = [
        *_alike(words, form),
        field(words.plain("field.name"), Field.NAME, text_input(client.name, longest=NAME_MAX)),
        field(
            words.plain("field.aliases"), Field.ALIASES, aliases, hint=words.plain("form.aliases.hint"), optional=True
        ),
        field(words.plain("field.owner"), Field.OWNER, owner, optional=True),
        field(words.plain("field.billing"), Field.BILLING, select(billing, client.billing.value)),
        field(
            words.plain("field.monthly_value"),
            Field.MONTHLY_VALUE,
            number_input(value, decimals=True, most=MONTHLY_VALUE_MAX),
            optional=True,
        ),
        *(_for_reviewers(words, form) if form.can_exempt else ()),
    ]
    return modal(
        words,
        Modal.CLIENT_EDIT,
        words.plain("form.client_edit.title"),
        drawn,
        submit=words.plain("form.save"),
        metadata={"client": client.id, "revision": str(client.revision)},
    )


def _alike(words: Words, form: ClientForm) -> list[Block]:
    """Above everything else, since nothing is saved before it is answered."""
    if form.alike is None:
        return []
    ask = words.rich("form.client_edit.alike", client=form.alike)
    another = tick(words.plain("tick.another"), is_on=False)
    return [blocks.section(ask), field(words.plain("field.another"), Field.ANOTHER, another, optional=True)]


def _for_reviewers(words: Words, form: ClientForm) -> list[Block]:
    exemptions = "\n".join(exemption_line(exemption) for exemption in form.bars)
    bars = text_input(exemptions, longest=blocks.INPUT_MAX, many_lines=True)
    states = [blocks.option(words.plain(f"status.{status.value}"), status.value) for status in form.statuses]
    return [
        field(
            words.plain("field.exempt_bars"),
            Field.EXEMPT_BARS,
            bars,
            hint=words.plain("form.exempt_bars.hint"),
            optional=True,
        ),
        field(words.plain("field.status"), Field.STATUS, select(states, form.client.status.value)),
    ]


def exemption_line(exemption: Exemption) -> str:
    """``bar``, or ``bar | from | until``: days as YYYY-MM-DD in UTC, an edge that is open left empty."""
    if exemption.since is None and exemption.until is None:
        return exemption.bar
    return f"{exemption.bar} | {_day(exemption.since)} | {_day(exemption.until)}".rstrip()


def read_exemption_line(line: str) -> Exemption | None:
    """What `exemption_line` writes, and what people type of it; None where it cannot be read."""
    bar, *edges = (part.strip() for part in line.split("|"))
    if not bar or len(edges) > 2:
        return None
    try:
        since, until = (_edge(edge) for edge in (*edges, "", "")[:2])
    except ValueError:
        return None
    if since is not None and until is not None and until <= since:
        return None
    return Exemption(bar, since, until)


def _edge(text: str) -> datetime | None:
    return datetime.combine(date.fromisoformat(text), time(), UTC) if text else None


def _day(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(UTC).date().isoformat()


def merge_form(form: MergeForm) -> dict[str, object]:
    """*Merge into…*, and the way back. ``private_metadata`` holds the client that goes."""
    words = Words(form.language)
    drawn = [
        blocks.section(words.rich("form.merge.what", client=form.client.name)),
        field(words.plain("field.into"), Field.INTO, client_select(words, focus=True)),
    ]
    if form.merged:
        drawn += [blocks.divider(), blocks.section(words.rich("form.merge.merged", client=form.client.name))]
        drawn += [_merged(words, merged) for merged in form.merged[:MERGED_SHOWN]]
        if len(form.merged) > MERGED_SHOWN:
            drawn.append(blocks.context(words.rich_count("list.and_more", len(form.merged) - MERGED_SHOWN)))
    return modal(
        words,
        Modal.CLIENT_MERGE,
        words.plain("form.merge.title"),
        drawn,
        submit=words.plain("form.merge.submit"),
        metadata={"client": form.client.id},
    )


def _merged(words: Words, merged: ClientChoice) -> Block:
    apart = blocks.button(words.plain("form.merge.apart"), Action.CLIENT_UNMERGE, merged.id)
    return blocks.section(join([words.rich("list.name", name=merged.name)]), apart)


def clients_add_form(language: str) -> dict[str, object]:
    """*Add clients*, one name a line."""
    words = Words(language)
    names = text_input(
        None, longest=blocks.INPUT_MAX, many_lines=True, placeholder=words.plain("form.clients_add.placeholder")
    )
    drawn = [field(words.plain("field.names"), Field.NAMES, names, hint=words.plain("form.clients_add.hint"))]
    title, submit = words.plain("form.clients_add.title"), words.plain("form.clients_add.submit")
    return modal(words, Modal.CLIENTS_ADD, title, drawn, submit=submit)
