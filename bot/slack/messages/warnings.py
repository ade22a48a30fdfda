"""Asks one person to tell the client that something must stop, with words to copy. Nothing here goes to a client."""

from bot.domain.signs import SignId
from bot.slack import blocks
from bot.slack.messages.flag_answer import warning_button
from bot.slack.messages.signs import sign_name
from bot.slack.mrkdwn import Mrkdwn, escape, join
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.notices import WarningNotice


def warning_wanted(notice: WarningNotice) -> Rendered:
    """What happened is named by its sign and day: no note, and nobody who flagged it."""
    words = Words(notice.language, notice.zone)
    at = words.day(notice.at)
    is_abuse = notice.sign == SignId.MENTAL_ABUSE
    key = "direct.warning_wanted" if is_abuse else "direct.warning_wanted_marked"
    text = words.plain(key, client=notice.client_name, sign=sign_name(words, notice.sign), at=at)
    wording = words.plain("warning.wording" if is_abuse else "warning.wording_marked", at=at)
    # A code block, so that it is copied as it stands.
    to_copy = Mrkdwn(f"```{escape(wording)}```")
    drawn = [
        blocks.section(escape(text)),
        blocks.section(join([words.rich("warning.copy"), to_copy])),
        blocks.context(words.rich("warning.afterwards")),
        *blocks.actions([warning_button(words, notice.client, notice.sign)]),
    ]
    return Rendered(blocks.fallback(text), drawn)
