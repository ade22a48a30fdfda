"""What each command answers to `help`."""

from bot.domain.signs import SignId
from bot.slack import blocks
from bot.slack.ids import Command
from bot.slack.messages.flag_answer import sign_entry
from bot.slack.mrkdwn import join
from bot.slack.rendered import Rendered
from bot.slack.wording import Words


def help_for(command: Command, language: str) -> Rendered:
    words = Words(language)
    name = command.value.removeprefix("/").replace("-", "_")
    drawn = [blocks.section(words.rich(f"help.{name}"))]
    if command is Command.FLAG_CLIENT:
        signs = [
            words.rich("help.sign", number=words.number(sign.number), entry=sign_entry(words, sign)) for sign in SignId
        ]
        drawn.append(blocks.section(join(signs)))
    return Rendered(blocks.fallback(words.plain(f"help.{name}.fallback")), drawn)
