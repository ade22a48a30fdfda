"""Clients to choose from, as options of a select."""

from bot.slack.blocks import Element
from bot.slack.ids import ANOTHER_CLIENT, NEW_CLIENT
from bot.slack.modals.view import client_option
from bot.slack.wording import Words
from bot.usecases.suggest_clients import Suggestions


def suggestions(found: Suggestions, *, offers_new: bool) -> list[Element]:
    """The near ones, then what was typed as a new client; an alias says whose it is."""
    words = Words(found.language)
    options = [
        client_option(choice.id, choice.name if choice.alias is None else f"{choice.name} ({choice.alias})")
        for choice in found.clients
    ]
    if offers_new and found.new_name is not None:
        if found.alike is None:
            options.append(
                client_option(f"{NEW_CLIENT}{found.new_name}", words.plain("form.client.create", name=found.new_name))
            )
        else:
            shown = words.plain("form.client.create_another", name=found.new_name, client=found.alike.name)
            options.append(client_option(f"{ANOTHER_CLIENT}{found.new_name}", shown))
    return options
