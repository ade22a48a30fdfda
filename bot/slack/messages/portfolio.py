"""All clients, worst first, a page at a time."""

from bot.domain.history import ClientStatus
from bot.slack import blocks
from bot.slack.ids import Action
from bot.slack.messages.signs import level_mark, level_name
from bot.slack.mrkdwn import Mrkdwn, join, user
from bot.slack.rendered import Rendered
from bot.slack.wording import Words
from bot.usecases.forms import PortfolioLine, PortfolioPage

# The title, how many, the two page buttons and the hints stand beside them: within Slack's 50 blocks.
LINES_MAX = 40


def portfolio(page: PortfolioPage) -> Rendered:
    words = Words(page.language, page.zone)
    text = words.plain_count("portfolio.fallback", page.total)
    if not page.lines:
        add = blocks.button(words.plain("policy.button.add_clients"), Action.CLIENTS_ADD_OPEN)
        return Rendered(blocks.fallback(text), [blocks.section(words.rich("portfolio.empty")), *blocks.actions([add])])
    drawn = [blocks.header(words.plain("portfolio.title"))]
    drawn += [_line(words, line) for line in page.lines[:LINES_MAX]]
    where = words.rich_count(
        "portfolio.page", page.total, page=words.number(page.page + 1), pages=words.number(page.pages)
    )
    drawn.append(blocks.context(where))
    # One block each, since the action ids within a block must differ.
    if page.page > 0:
        back = blocks.button(words.plain("portfolio.button.back"), Action.HEALTH_PAGE, str(page.page - 1))
        drawn += blocks.actions([back])
    if page.page + 1 < page.pages:
        on = blocks.button(words.plain("portfolio.button.on"), Action.HEALTH_PAGE, str(page.page + 1))
        drawn += blocks.actions([on])
    return Rendered(blocks.fallback(text), drawn)


def _line(words: Words, line: PortfolioLine) -> blocks.Block:
    standing = line.client.standing
    head = words.rich(
        "portfolio.line",
        mark=level_mark(words, standing.level),
        client=line.client.name,
        level=level_name(words, standing.level),
    )
    show = blocks.button(words.plain("health.button.open"), Action.HEALTH_OPEN, line.client.id)
    return blocks.section(join([head, join(_details(words, line), " · ")]), show)


def _details(words: Words, line: PortfolioLine) -> list[Mrkdwn]:
    standing = line.client.standing
    status = line.client.status
    is_leaving = status in (ClientStatus.PARTING, ClientStatus.FORMER)
    details = [words.rich(f"portfolio.{status.value}")] if is_leaving else []
    details += [words.rich_count("portfolio.incidents", standing.incidents)]
    details.append(words.rich("portfolio.points", points=words.number(standing.points)))
    if standing.newest_at is not None:
        details.append(words.rich("portfolio.newest", at=words.day(standing.newest_at)))
    if line.is_snoozed:
        details.append(words.rich("portfolio.alert_snoozed"))
    elif line.taken_by is not None:
        details.append(words.rich("portfolio.alert_taken", by=user(line.taken_by)))
    elif line.has_alert:
        details.append(words.rich("portfolio.alert"))
    return details
