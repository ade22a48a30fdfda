"""What is still to be set up, and by whom."""

from collections.abc import Sequence

from bot.slack import blocks
from bot.slack.mrkdwn import Mrkdwn, user
from bot.slack.wording import Words
from bot.usecases.setup_hints import SetupHint

# So many people are named as those who can do it.
NAMED = 3


def hints(items: Sequence[SetupHint], language: str) -> list[blocks.Block]:
    """At most one small block beneath an answer."""
    words = Words(language)
    lines = [_hint(words, item) for item in items]
    return [blocks.context(*lines)] if lines else []


def _hint(words: Words, item: SetupHint) -> Mrkdwn:
    what = words.rich(f"hint.{item.missing.value}")
    if item.you_can:
        return words.rich("hint.you_can", what=what)
    if not item.by:
        return words.rich("hint.admins_can", what=what)
    return words.rich("hint.ask", what=what, who=words.listed([user(person) for person in item.by[:NAMED]]))
