"""Block Kit, drawn: what the bot will send one day, and what the page does not know."""

import json
import urllib.request
from typing import Any

from playwright.sync_api import Locator, expect

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
