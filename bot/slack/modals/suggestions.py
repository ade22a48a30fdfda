"""Clients to choose from, as options of a select."""

from bot.slack import blocks
from bot.slack.blocks import Element
from bot.slack.ids import ANOTHER_CLIENT, NEW_CLIENT
from bot.slack.modals.view import client_option
from bot.slack.mrkdwn import cut
from bot.slack.wording import Words
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.suggest_clients import Suggestions


def suggestions(found: Suggestions, *, offers_new: bool) -> list[Element]:
    """The near ones, then what was typed as a new client; an alias says whose it is."""
    words = Words(found.language)
    options = [client_option(choice.id, _shown(words, choice)) for choice in found.clients]
    if offers_new and found.new_name is not None:
        if found.alike is None:
            options.append(
                client_option(f"{NEW_CLIENT}{found.new_name}", words.plain("form.client.create", name=found.new_name))
            )
        else:
            shown = words.plain("form.client.create_another", name=found.new_name, client=found.alike.name)
            options.append(client_option(f"{ANOTHER_CLIENT}{found.new_name}", shown))
    return options


def _shown(words: Words, choice: ClientChoice) -> str:
    """With the alias that was typed, and whether they were let go: cut where it is the name that is too long."""
    name = choice.name if choice.alias is None else f"{choice.name} ({choice.alias})"
    if not choice.is_parted:
        return name
    mark = words.plain("form.client.parted")
    return f"{cut(name, blocks.OPTION_MAX - len(mark) - 1)} {mark}"
