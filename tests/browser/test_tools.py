"""The sandbox's own tools: the clock, faults, traffic, beginning anew; and how quick the page is."""

import re

from playwright.sync_api import Page, expect

from bot.rehearsal import Sandbox
from bot.sandbox.messages import Message
from tests.browser.window import Window

MANY = 2000


def test_the_clock_brings_what_is_due(window: Window) -> None:
    """Three days later, those who must act have been reminded, and the snoozed alert is back."""
    window.page.locator("[data-panel=clock]").click()
    before = len(window.sandbox.slack.messages("client-alerts"))
    window.page.locator("[data-step='3 days']").click()
    expect(window.page.locator("#side [role=status]")).to_contain_text("3 days later", timeout=20_000)
    window.go("client-alerts")
    slack = window.sandbox.slack
    # One post a second goes to each channel, and Ivory's is not the first that is owed.
    assert slack.wait_until(lambda: any("Ivory" in one.text for one in slack.messages("client-alerts")[before:]), 30)
    expect(window.newest).to_be_visible()


def test_a_month_later_windows_have_ended(window: Window) -> None:
    """A flag that was about to count no longer does: four changes in ninety days are three by then."""
    window.page.locator("[data-panel=clock]").click()
    before = window.sandbox.clock.now()
    window.page.locator("[data-step='1 month']").click()
    expect(window.page.locator("#side [role=status]")).to_contain_text("1 month later", timeout=20_000)
    assert (window.sandbox.clock.now() - before).days >= 28
    window.type("/client-health dune")
    expect(window.newest).to_contain_text("3 of 4 in 90 days")


def test_reset_leaves_nothing_and_the_example_comes_back(window: Window) -> None:
    """Both while the bot is connected, and after each the bot answers."""
    page = window.page
    page.locator(".team").click()
    page.get_by_role("menuitem", name="Reset").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Reset").click()
    expect(page.locator("#toasts")).to_contain_text("Everything is empty now")
    expect(window.messages).to_have_count(0)
    window.type("/client-health")
    expect(window.newest).not_to_contain_text("Cobalt")
    page.locator(".team").click()
    page.get_by_role("menuitem", name="Load example team").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Load").click()
    expect(page.get_by_role("progressbar", name="Beginning anew")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("The example team is here", timeout=20_000)
    window.type("/client-health")
    expect(window.newest).to_contain_text("Cobalt")


def test_the_traffic_shows_each_exchange_and_its_time(window: Window) -> None:
    """The command and what the bot called for it, with milliseconds; the filter keeps what fits; details open."""
    window.page.locator("[data-panel=traffic]").click()
    window.type("/client-health cobalt")
    rows = window.page.locator(".exchange")
    command = rows.filter(has_text="/client-health").first
    expect(command).to_contain_text(re.compile(r"\d ms"))
    window.page.get_by_label("Filter the traffic").fill("chat.postmessage")
    expect(rows.first).to_contain_text("chat.postMessage")
    rows.first.locator("summary").click()
    expect(rows.first).to_contain_text('"channel"')
    assert "xoxb-" not in window.page.locator("#side").inner_text()


def test_a_fault_is_planned_met_and_shown_in_red(window: Window) -> None:
    """A form that Slack refuses to open: the bot says so, and the traffic shows the error."""
    window.page.locator("[data-panel=faults]").click()
    window.page.get_by_role("button", name="Forms do not open").click()
    expect(window.page.locator(".planned")).to_contain_text("views.open")
    window.page.get_by_role("button", name="Shortcuts").click()
    window.page.get_by_role("menuitem", name="Flag a client").first.click()
    expect(window.page.locator(".planned")).to_contain_text("everything goes right")
    window.page.locator("[data-panel=traffic]").click()
    window.page.get_by_label("Errors only").check()
    bad = window.page.locator(".exchange.bad").first
    expect(bad).to_contain_text("views.open")
    expect(bad).to_contain_text("expired_trigger_id")


def test_the_bot_comes_back_after_a_cut(window: Window) -> None:
    """The socket drops, and soon the bot answers again."""
    window.page.locator("[data-panel=faults]").click()
    window.page.get_by_role("button", name="Cut the socket").click()
    expect(window.page.locator("#toasts")).to_contain_text("1 connection cut")
    expect(window.page.locator(".live.on")).to_be_visible(timeout=20_000)
    window.type("/client-health cobalt")
    expect(window.message("Cobalt Records")).to_be_visible()


def test_a_command_that_is_not_one_is_told_by_slack(window: Window) -> None:
    """As in Slack: privately, and the bot hears nothing of it."""
    window.type("/nonsense at all")
    expect(window.newest).to_contain_text("/nonsense is not a valid command")
    window.type("/client-health")
    expect(window.newest).to_contain_text("Clients, worst first")


def test_commands_complete_as_one_types(window: Window) -> None:
    """The list says what the manifest says; Tab takes the first, Enter on a whole command sends it."""
    field = window.page.locator("#composer textarea")
    field.press_sequentially("/cl")
    expect(window.page.get_by_role("option", name="/client-health")).to_contain_text("[client]")
    field.press("ArrowDown")
    field.press("Tab")
    expect(field).to_have_value("/client-policy ")


def test_a_thread_opens_beside_and_takes_answers(window: Window) -> None:
    """A reply counts beneath its message; a slash command does not work there, and Slack says so."""
    window.go("client-alerts")
    alert = window.alert("Dune")
    alert.locator(".thread-line").click()
    side = window.page.locator("#side")
    expect(side).to_contain_text("I will call them tomorrow")
    side.locator("textarea").fill("Thanks!")
    side.locator("textarea").press("Enter")
    expect(side.locator(".message").last).to_contain_text("Thanks!")
    expect(alert.locator(".thread-line")).to_contain_text("2 replies")
    side.locator("textarea").fill("/client-health")
    side.locator("textarea").press("Enter")
    expect(side).to_contain_text("not supported in threads")


def test_the_newest_message_stays_in_sight_until_one_scrolls_up(window: Window) -> None:
    """However tall the answers are; who reads further up is not pulled away, and one press leads back."""
    pill = window.page.locator("#newest")
    for line, said in (
        ("/client-policy", "Policy"),
        ("/flag-client help", "/flag-client"),
        ("/client-health dune", "Dune"),
    ):
        window.type(line)
        expect(window.newest).to_contain_text(said)
        expect(window.newest.locator(".content > *").last).to_be_in_viewport()
        expect(pill).to_be_hidden()
    first = window.messages.first
    first.scroll_into_view_if_needed()
    expect(pill).to_be_visible()
    window.sandbox.slack.person("designer").say("general", "Are you there?")
    expect(window.newest).to_contain_text("Are you there?")
    expect(first).to_be_in_viewport()
    pill.click()
    expect(window.newest).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_two_thousand_messages_are_there_at_once(page: Page, sandbox: Sandbox) -> None:
    """A few are drawn, and what came before shows as one scrolls up; how quick that is, `make bench` measures."""
    fill_general(sandbox, MANY)
    window = Window(page, sandbox)
    window.open()
    drawn = window.messages.count()
    assert drawn <= 60
    page.locator("#scroll").evaluate("one => { one.scrollTop = 0; }")
    expect(window.page.locator("#list .message").nth(drawn + 10)).to_be_attached()
    field = page.locator("#composer textarea")
    field.fill("still quick")
    field.press("Enter")
    expect(window.message("still quick")).to_be_visible()


def fill_general(sandbox: Sandbox, count: int) -> None:
    """That many messages in #general, a minute apart, the newest a minute ago."""
    slack = sandbox.slack
    channel, author = slack.platform.channel("general").id, slack.platform.user("designer")
    newest = int(slack.clock.now().timestamp()) - 60
    with slack.platform.lock:
        kept = slack.workspace.messages.setdefault(channel, {})
        for number in range(count):
            ts = f"{newest - 60 * (count - number)}.{number:06d}"
            kept[ts] = Message(channel, ts, author.id, f"Message *{number}* of many :wave:", author.team_id)
