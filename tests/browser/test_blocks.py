"""Block Kit, drawn: what the bot will send one day, and what the page does not know."""

import ast
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.sandbox.blocks import ON
from bot.sandbox.elements import ALLOWED, IN_INPUT
from tests.browser.test_look import CONTRAST
from tests.browser.window import Window


def posted(window: Window, *blocks: dict[str, Any]) -> Locator:
    """A message of the app with those blocks, in the alert channel."""
    body = json.dumps({"channel": "C0ALERTS001", "text": "blocks", "blocks": list(blocks)}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {window.sandbox.slack.bot_token}"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{window.sandbox.server.api_url}chat.postMessage", body, headers), timeout=5
    ) as answer:
        said = json.loads(answer.read())
    assert said["ok"], said
    window.go("client-alerts")
    return window.page.locator(f"#list .message[data-ts='{said['ts']}']")


def test_a_chart_is_drawn_to_scale(window: Window) -> None:
    """Bars stand on one line, the taller for the larger number, each with its number as a title."""
    months = ["Sep", "Oct", "Nov"]
    data = [{"label": name, "value": value} for name, value in zip(months, (2, 8, 4), strict=True)]
    chart = {"type": "bar", "series": [{"name": "Points", "data": data}], "axis_config": {"categories": months}}
    message = posted(window, {"type": "data_visualization", "title": "Points by month", "chart": chart})
    expect(message.locator("figcaption")).to_have_text("Points by month")
    tall = [bar.bounding_box() or {} for bar in message.locator("rect").all()]
    assert [round(one["height"] / tall[0]["height"]) for one in tall] == [1, 4, 2]
    expect(message.locator("rect title").nth(1)).to_have_text("Points, Oct: 8")


def test_a_pie_and_lines_have_a_legend(window: Window) -> None:
    """Shares are named with their share, series with their name."""
    pie = {"type": "pie", "segments": [{"label": "Late", "value": 3}, {"label": "Rework", "value": 1}]}
    months = ["Sep", "Oct"]
    series = [{"name": name, "data": [{"label": one, "value": 1} for one in months]} for name in ("A", "B")]
    message = posted(
        window,
        {"type": "data_visualization", "title": "Shares", "chart": pie},
        {
            "type": "data_visualization",
            "title": "Lines",
            "chart": {"type": "area", "series": series, "axis_config": {"categories": months, "x_label": "month"}},
        },
    )
    expect(message.locator(".legend").first).to_contain_text("Late · 75 %")
    expect(message.locator(".legend").last).to_contain_text("B")


def test_a_data_table_sorts_filters_and_pages(window: Window) -> None:
    """Numbers sort as numbers; a page has as many rows as the app says."""
    cells = [("Acme", "9"), ("Birchwood", "10"), ("Cobalt", "2")]
    rows = [[{"type": "raw_text", "text": name}, {"type": "raw_text", "text": points}] for name, points in cells]
    head = [{"type": "raw_text", "text": name} for name in ("Client", "Points")]
    message = posted(window, {"type": "data_table", "caption": "Clients", "page_size": 2, "rows": [head, *rows]})
    body = message.locator("tbody tr")
    expect(body).to_have_count(2)
    message.get_by_role("button", name="Points").click()
    expect(body.first).to_contain_text("Cobalt")
    message.get_by_role("button", name="Points").click()
    expect(body.first).to_contain_text("Birchwood")
    message.get_by_role("button", name="Next").click()
    expect(body).to_have_count(1)
    message.get_by_role("searchbox").fill("acm")
    expect(body).to_have_count(1)
    expect(body).to_contain_text("Acme")


def test_what_is_not_drawn_is_shown_as_it_is(window: Window) -> None:
    """A block that the page does not know stands there with its name and its JSON."""
    card = {"type": "card", "title": {"type": "plain_text", "text": "A card"}}
    message = posted(window, card)
    expect(message).to_contain_text("card – not drawn by the sandbox")
    expect(message).to_contain_text('"A card"')


def test_mrkdwn_is_drawn(window: Window) -> None:
    """Bold, code, quotes, lists of people, dates, links and emoji; links of elsewhere are named, not followed."""
    text = (
        "*bold* _it_ ~gone~ `a*b` snake_case_name <@U0DESIGN001> <#C0GENERAL01|general> <!here> :wave::skin-tone-4: :nope:\n"
        "&gt; quoted &lt;b&gt;\n<https://example.com/a|a link> <!date^1767603600^{date_short} at {time}|then>"
    )
    message = posted(window, {"type": "section", "text": {"type": "mrkdwn", "text": text}})
    expect(message.locator("b")).to_have_text("bold")
    expect(message.locator("code")).to_have_text("a*b")
    expect(message.locator("blockquote")).to_have_text("quoted <b>")
    expect(message).to_contain_text("snake_case_name @Designer #general @here")
    expect(message).to_contain_text(":nope:")
    expect(message.locator(".emoji").first).to_have_text("👋🏽")
    expect(message.locator("time").last).to_contain_text("5 Jan 2026")
    message.get_by_role("button", name="a link").click()
    expect(window.page.locator("#toasts")).to_contain_text("https://example.com/a")
    assert len(window.page.context.pages) == 1


SOURCES = Path(__file__).parents[2] / "bot" / "slack"
PAGE = SOURCES.parent / "sandbox" / "page"
PLAIN = {"type": "plain_text", "text": "words"}
OPTIONS = [{"text": PLAIN, "value": "one"}]
# As little as each of those needs that the page draws; of others the name alone.
CONTENTS: dict[str, dict[str, Any]] = {
    "section": {"text": PLAIN},
    "header": {"text": PLAIN},
    "context": {"elements": [PLAIN]},
    "actions": {"elements": [{"type": "button", "action_id": "a", "text": PLAIN}]},
    "input": {"label": PLAIN, "element": {"type": "plain_text_input", "action_id": "a"}},
    "image": {"image_url": "https://example.com/a.png", "alt_text": "a tree"},
    "rich_text": {"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}]},
    "alert": {"text": PLAIN},
    "table": {"rows": [[{"type": "raw_text", "text": "words"}]]},
    "data_table": {"caption": "words", "rows": [[{"type": "raw_text", "text": "words"}]]},
    "data_visualization": {"title": "words", "chart": {"type": "pie", "segments": [{"label": "one", "value": 1}]}},
}
# What stands on the page for each of the blocks given: its words, whether it is a box with JSON, and what can be used.
_DRAW = """async (blocks) => {
  const { drawBlock } = await import('/page/parts/blocks.js');
  const { state } = await import('/page/parts/store.js');
  state.screen = { channels: [], me: '' };
  const form = { value: () => undefined, set: () => {}, suggest: () => {}, enter: () => {}, settle: () => {} };
  return blocks.map((block) => {
    const drawn = drawBlock(block, { in: {}, form, selected: {} });
    return { words: drawn.textContent, isBox: drawn.matches('.unknown') || Boolean(drawn.querySelector('.unknown')),
      used: drawn.querySelectorAll('input, textarea, button, [role=img]').length, isLine: drawn.matches('hr') };
  });
}"""


@pytest.fixture
def parts(window: Window) -> Page:
    """The page, with its modules to be asked for one by one: it comes with all of them in one file."""

    def serve(route: Route) -> None:
        route.fulfill(path=PAGE / route.request.url.rsplit("/", 1)[1], content_type="text/javascript")

    window.page.route("**/page/parts/*.js", serve)
    return window.page


def element_block(kind: str) -> dict[str, Any]:
    """A block with an element of that kind, where Slack lets it stand."""
    element = {"type": kind, "action_id": "a", "text": PLAIN, "options": OPTIONS, "placeholder": PLAIN, "alt_text": "a"}
    if kind in IN_INPUT:
        return {"type": "input", "block_id": "b", "label": PLAIN, "element": element}
    return {"type": "actions", "block_id": "b", "elements": [element]}


def sent_types() -> set[str]:
    """Every `type` that stands in an object of the bot's own code."""
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for key, value in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant):
                    found.add(str(value.value))
    return found


def test_no_block_and_no_element_is_silently_nothing(parts: Page) -> None:
    """All that Slack knows: drawn, or a box with its name and its JSON; what the bot sends is drawn."""
    kinds = sorted(set().union(*ON.values())), sorted(set(ALLOWED))
    blocks = [{"type": kind, "block_id": "b", **CONTENTS.get(kind, {})} for kind in kinds[0]]
    drawn = parts.evaluate(_DRAW, [*blocks, *map(element_block, kinds[1])])
    sent = sent_types()
    assert {"section", "external_select", "data_visualization"} <= sent
    for kind, one in zip([*kinds[0], *kinds[1]], drawn, strict=True):
        assert one["words"] or one["used"] or one["isLine"], kind
        assert not one["isBox"] or f'"type": "{kind}"' in one["words"], kind
        assert not (one["isBox"] and kind in sent), kind


def test_nothing_within_a_text_or_a_table_is_silently_nothing(parts: Page) -> None:
    """Pieces that the page does not know, wherever they stand."""
    odd = {"type": "hologram", "name": "odd"}
    pieces = [
        {"type": "context", "elements": [odd]},
        {"type": "section", "text": odd},
        {"type": "actions", "elements": [odd]},
        {"type": "rich_text", "elements": [odd]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [odd]}]},
        {"type": "table", "rows": [[odd]]},
        {"type": "data_table", "caption": "c", "rows": [[odd], [odd]]},
    ]
    for piece, one in zip(pieces, parts.evaluate(_DRAW, pieces), strict=True):
        assert one["isBox"], piece
        assert '"name": "odd"' in one["words"], piece


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//example.com"]
)
def test_a_link_leads_nowhere_but_into_the_workspace(window: Window, parts: Page, address: str) -> None:
    """Whatever its address and its label say: it is told, and not followed."""
    window.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    escaped = address.replace("<", "&lt;").replace(">", "&gt;")
    label = "&lt;img src=x onerror=alert(2)&gt;"
    text = {"type": "mrkdwn", "text": f"<{escaped}|{label}>"}
    button = {"type": "button", "action_id": "a", "text": PLAIN, "url": address}
    (drawn,) = parts.evaluate(_DRAW, [{"type": "section", "block_id": "b", "text": text, "accessory": button}])
    assert drawn["words"].startswith("<img src=x onerror=alert(2)>")
    link = {"type": "section", "text": {"type": "mrkdwn", "text": f"<https://example.com|{label}>"}}
    message = posted(window, link)
    message.get_by_role("button", name="<img").click()
    expect(window.page.locator("#toasts")).to_contain_text("opens no outside addresses")
    parts.evaluate("async (address) => { (await import('/page/parts/mrkdwn.js')).follow(address); }", address)
    expect(window.page.locator("#toasts")).to_contain_text(address)
    assert window.page.locator("#app a, #layers a, #app img").count() == 0
    assert len(window.page.context.pages) == 1


def test_names_options_and_emoji_stay_text(window: Window) -> None:
    """Of a person, a channel, a choice, a picture, an emoji: all of them come from outside."""
    evil = "<img src=x onerror=alert(1)>"
    window.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    slack = window.sandbox.slack
    person = slack.changes.add_person("evil", evil)
    channel = slack.changes.add_channel("evil-channel", members=("lead", "evil"))
    with slack.platform.lock:
        channel.name = evil
    plain = {"type": "plain_text", "text": evil}
    options = [{"text": plain, "value": "one", "description": plain}]
    message = posted(
        window,
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<@{person.id}> <#{channel.id}> :img-src-x:"}},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": evil, "title": plain},
        {"type": "actions", "elements": [{"type": "static_select", "action_id": "a", "options": options}]},
        {"type": "actions", "elements": [{"type": "overflow", "action_id": "b", "options": options}]},
        {"type": "actions", "elements": [{"type": "radio_buttons", "action_id": "c", "options": options}]},
    )
    expect(message).to_contain_text(f"@{evil}")
    expect(message).to_contain_text(f"#{evil}")
    expect(message).to_contain_text(":img-src-x:")
    message.get_by_role("button", name="More options").click()
    expect(window.page.get_by_role("menuitem").first).to_contain_text(evil)
    window.page.keyboard.press("Escape")
    expect(window.page.locator("#sidebar")).to_contain_text(evil)
    expect(window.page.locator("#app img, #layers img")).to_have_count(0)


def test_a_chart_can_be_read_in_the_dark(window: Window) -> None:
    """Its words against what is behind them."""
    window.page.get_by_role("button", name="Light or dark").click()
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in (("Client", "Points"), ("Acme", "9"))]
    pie = {"type": "pie", "segments": [{"label": "Late", "value": 3}]}
    message = posted(
        window,
        {"type": "data_visualization", "title": "Shares", "chart": pie},
        {"type": "data_table", "caption": "Clients", "rows": cells},
    )
    for selector in ("figcaption", ".legend li", ".caption", "th", "td", ".table-foot"):
        assert message.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector
