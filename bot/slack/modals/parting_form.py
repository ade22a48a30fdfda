"""The whole list of a parting as a modal, and the form for another owner or date."""

from bot.domain.parting import Item, Parting, PartingState, can_be_overridden, may_be_left_out, waits_for_money
from bot.domain.parting_order import TEAM_CHOICES
from bot.slack import blocks
from bot.slack.blocks import Block, Element
from bot.slack.ids import Action, Field, Modal
from bot.slack.messages.outcomes import done, not_done
from bot.slack.messages.parting import item_line, progress, step_name
from bot.slack.modals.view import day_input, field, modal
from bot.slack.mrkdwn import user
from bot.slack.wording import Words, data
from bot.usecases.forms import Done
from bot.usecases.parting_list import PartingItemForm, PartingList

# What the menu on an item does: the first part of its options' values.
DONE, NOT_NEEDED, OPEN_AGAIN, ARRANGE = "done", "not_needed", "open", "arrange"
REASON_SHOWN = 500


def parting_form(shown: PartingList) -> dict[str, object]:
    """``private_metadata`` holds the parting."""
    words = Words(shown.language, shown.zone)
    one = shown.parting
    drawn = _said(shown)
    drawn += [
        blocks.header(words.plain(f"parting.title.{one.state.value}", client=shown.client_name)),
        blocks.section(progress(words, one, shown.client_name, shown.at)),
        blocks.divider(),
    ]
    drawn += [_item(words, shown, item) for item in one.items]
    if one.is_running:
        drawn += [blocks.divider(), *_order(words, one), *_gate(words, shown), *_stop(words, shown)]
    drawn += _reasons(words, shown)
    title = words.plain("form.parting.title")
    return modal(words, Modal.PARTING, title, drawn, metadata={"parting": one.id})


def parting_item_form(form: PartingItemForm) -> dict[str, object]:
    """``private_metadata`` holds the parting, the step, and the owner and the day that were known."""
    words = Words(form.language)
    picker: Element = {"type": "users_select"}
    if form.is_owner_here:
        picker["initial_user"] = form.owner
    what = words.rich("form.parting_item.what", step=step_name(words, form.step), client=form.client_name)
    return modal(
        words,
        Modal.PARTING_ITEM,
        words.plain("form.parting_item.title"),
        [
            blocks.section(what),
            field(words.plain("form.parting_item.owner"), Field.OWNER, picker),
            field(words.plain("form.parting_item.due_on"), Field.DUE_ON, day_input(form.due_on)),
        ],
        submit=words.plain("form.save"),
        metadata={
            "parting": form.parting,
            "step": form.step.value,
            "owner": form.owner,
            "due_on": form.due_on.isoformat(),
        },
    )


def _said(shown: PartingList) -> list[Block]:
    """What was just done, or why it was not."""
    if shown.said is None:
        return []
    return (done(shown.said) if isinstance(shown.said, Done) else not_done(shown.said)).blocks


def _item(words: Words, shown: PartingList, item: Item) -> Block:
    line = item_line(words, shown.parting, item, shown.at)
    if not shown.parting.is_running:
        return blocks.section(line)
    options = [
        blocks.option(words.plain(f"parting.menu.{what}"), f"{what}|{shown.parting.id}|{item.step.value}")
        for what in _choices(shown.parting, item)
    ]
    return blocks.section(line, blocks.overflow(Action.PARTING_ITEM, options))


def _choices(one: Parting, item: Item) -> list[str]:
    if item.is_settled:
        return [OPEN_AGAIN]
    if waits_for_money(one, item.step):
        return [ARRANGE]
    left_out = [NOT_NEEDED] if may_be_left_out(one, item.step) else []
    return [DONE, *left_out, ARRANGE]


def _order(words: Words, one: Parting) -> list[Block]:
    """The ways that the team may choose, but the one that it goes already."""
    if not one.order.is_for_the_team:
        return []
    return [
        blocks.section(
            words.rich(f"form.parting.{order.value}"),
            blocks.button(words.plain("form.parting.choose"), Action.PARTING_ORDER, f"{one.id}|{order.value}"),
        )
        for order in TEAM_CHOICES
        if order is not one.order
    ]


def _gate(words: Words, shown: PartingList) -> list[Block]:
    if not can_be_overridden(shown.parting):
        return []
    if not shown.is_reviewer:
        return [blocks.context(words.rich("form.parting.gate_for_reviewers"))]
    lift = blocks.button(words.plain("form.parting.lift"), Action.PARTING_OVERRIDE, shown.parting.id)
    return [blocks.section(words.rich("form.parting.gate"), lift)]


def _stop(words: Words, shown: PartingList) -> list[Block]:
    if not shown.is_reviewer:
        return []
    stop = blocks.button(words.plain("form.parting.stop"), Action.PARTING_STOP, shown.parting.id, style="danger")
    return [blocks.section(words.rich("form.parting.stop_means", client=shown.client_name), stop)]


def _reasons(words: Words, shown: PartingList) -> list[Block]:
    """Why somebody lifted the gate or stopped it: for reviewers, and never posted."""
    one, drawn = shown.parting, []
    if not shown.is_reviewer:
        return []
    if one.override is not None:
        why = data(one.override.reason, REASON_SHOWN)
        drawn.append(blocks.context(words.rich("form.parting.why_lifted", by=user(one.override.by), why=why)))
    if one.state is PartingState.STOPPED and one.stop_reason and one.ended_by:
        why = data(one.stop_reason, REASON_SHOWN)
        drawn.append(blocks.context(words.rich("form.parting.why_stopped", by=user(one.ended_by), why=why)))
    return drawn
