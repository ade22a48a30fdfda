"""Who may do what, as each of them sees it."""

from playwright.sync_api import expect

from tests.browser.window import Window


def test_sharing_is_refused_where_outsiders_are(window: Window) -> None:
    """In the channel with another organisation the card stays private; in a channel of our own it is posted."""
    window.go("acme-shared")
    window.type("/client-health dune")
    window.press(window.message("Dune & Daughters"), "Share here")
    expect(window.newest).to_contain_text("Only visible to you")
    before = [one.text for one in window.sandbox.slack.messages("acme-shared")]
    assert not any("Dune" in text for text in before)
    window.become("Brand manager")
    window.go("acme-shared")
    expect(window.page.locator("#list")).not_to_contain_text("Dune")


def test_guests_are_refused_and_told_nothing(window: Window) -> None:
    """A guest's command is answered politely, with no client's name in it; the home shows none either."""
    window.become("Freelance writer")
    expect(window.page.locator("#sidebar")).not_to_contain_text("general")
    window.go("freelance-desk")
    window.type("/client-health")
    answer = window.newest
    expect(answer).to_contain_text("Only visible to you")
    for name in ("Cobalt", "Dune", "Acme"):
        expect(answer).not_to_contain_text(name)
    window.page.locator("#sidebar .place", has_text="Partways").click()
    expect(window.page.locator("#home")).not_to_contain_text("nothing here yet")
    expect(window.page.locator("#home")).not_to_contain_text("Cobalt")


def test_outsiders_cannot_run_commands(window: Window) -> None:
    """Slack itself keeps them from it, and says so."""
    window.become("Brand manager")
    window.type("/client-health")
    expect(window.page.locator("#toasts")).to_contain_text("only people of this workspace")


def test_private_answers_are_their_owner_s_alone(window: Window) -> None:
    """What one person is told privately, nobody else sees, in the same channel."""
    window.type("/client-health cobalt")
    expect(window.message("Cobalt Records")).to_contain_text("Only visible to you")
    window.become("Designer")
    window.go("general")
    expect(window.messages.first).to_be_visible()
    expect(window.page.locator("#list .ephemeral")).to_have_count(0)


def test_the_home_is_the_app_s_own(window: Window) -> None:
    """A member sees their own flags there, and its primary button opens the form."""
    window.page.locator("#sidebar .place", has_text="Partways").click()
    home = window.page.locator("#home")
    expect(home).to_contain_text("Cobalt Records")
    home.get_by_role("button", name="Flag a client").click()
    expect(window.field("client")).to_be_visible()
