"""The audit trail as a modal: what narrows it down, a page of lines, and the way to older and newer ones."""

from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.messages.audit import audit_line
from bot.slack.modals.view import client_option, modal
from bot.slack.wording import Words
from bot.usecases.audit_lines import AuditKind
from bot.usecases.read_audit import AuditSheet

# What a page asks for: lines older than a number, or newer ones.
OLDER, NEWER = "below", "above"


def audit_view(sheet: AuditSheet) -> dict[str, object]:
    """``private_metadata`` holds the filters in force, as ids."""
    words = Words(sheet.language, sheet.zone)
    drawn: list[Block] = [
        {"type": "actions", "block_id": Field.AUDIT.value, "elements": _filters(words, sheet)},
        blocks.divider(),
        *(blocks.section(audit_line(words, entry, sheet.names)) for entry in sheet.entries),
    ]
    if not sheet.entries:
        drawn.append(blocks.section(words.rich("audit.none_found" if sheet.is_narrowed else "audit.none")))
    drawn += _turning(words, sheet)
    drawn.append(blocks.context(words.rich("audit.zone", zone=sheet.zone)))
    filters = {
        "client": sheet.client.id if sheet.client else None,
        "by": sheet.by,
        "kind": sheet.kind.value if sheet.kind else None,
    }
    return modal(words, Modal.AUDIT, words.plain("audit.title"), drawn, metadata=filters)


def _filters(words: Words, sheet: AuditSheet) -> list[Element]:
    client: Element = {
        "type": "external_select",
        "action_id": Action.AUDIT_CLIENT.value,
        "placeholder": blocks.plain(words.plain("audit.filter.client"), blocks.PLACEHOLDER_MAX),
        "min_query_length": 1,
    }
    if sheet.client is not None:
        client["initial_option"] = client_option(sheet.client.id, sheet.client.name)
    person: Element = {
        "type": "users_select",
        "action_id": Action.AUDIT_PERSON.value,
        "placeholder": blocks.plain(words.plain("audit.filter.person"), blocks.PLACEHOLDER_MAX),
    }
    if sheet.by is not None:
        person["initial_user"] = sheet.by
    options = {kind: blocks.option(words.plain(f"audit.kind.{kind.value}"), kind.value) for kind in AuditKind}
    kinds: Element = {
        "type": "static_select",
        "action_id": Action.AUDIT_KIND.value,
        "placeholder": blocks.plain(words.plain("audit.filter.kind"), blocks.PLACEHOLDER_MAX),
        "options": list(options.values()),
    }
    if sheet.kind is not None:
        kinds["initial_option"] = options[sheet.kind]
    everything = blocks.button(words.plain("audit.button.everything"), Action.AUDIT_ALL)
    return [client, person, kinds, *([everything] if sheet.is_narrowed else [])]


def _turning(words: Words, sheet: AuditSheet) -> list[Block]:
    """A block each: two buttons of one action id cannot stand in one."""
    drawn: list[Block] = []
    if sheet.has_newer and sheet.entries:
        newer = f"{NEWER}|{sheet.entries[0].line.seq}"
        drawn += blocks.actions([blocks.button(words.plain("review.button.newer"), Action.AUDIT_PAGE, newer)])
    if sheet.has_older and sheet.entries:
        older = f"{OLDER}|{sheet.entries[-1].line.seq}"
        drawn += blocks.actions([blocks.button(words.plain("review.button.older"), Action.AUDIT_PAGE, older)])
    return drawn
