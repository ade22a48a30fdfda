"""One person's window onto the sandbox: what one sees, and what one does with hand and keyboard."""

from playwright.sync_api import Locator, Page, expect

from bot.rehearsal import Sandbox


class Window:
    """A page that is open and drawn."""

    def __init__(self, page: Page, sandbox: Sandbox) -> None:
        self.page = page
        self.sandbox = sandbox

    @property
    def messages(self) -> Locator:
        """The messages in the conversation, the oldest first."""
        return self.page.locator("#list .message")

    @property
    def newest(self) -> Locator:
        """The newest message in the conversation."""
        return self.messages.last

    @property
    def form(self) -> Locator:
        """The form on top of the screen."""
        return self.page.get_by_role("dialog")

    def open(self) -> None:
        """Load the page, and wait until it is drawn."""
        self.page.goto(self.sandbox.server.url)
        self.page.wait_for_selector("body[data-ready]")

    def go(self, place: str) -> None:
        """Go to a conversation by its name."""
        self.page.locator("#sidebar").get_by_role("button", name=place, exact=False).first.click()
        expect(self.page.locator("#head h1")).to_contain_text(place)

    def become(self, name: str) -> None:
        """Act as somebody else from now on."""
        self.page.locator("#persona").click()
        self.page.get_by_role("menuitemradio", name=name).click()
        expect(self.page.locator("#persona")).to_contain_text(name)

    def type(self, text: str) -> None:
        """Type a line into the composer and send it."""
        field = self.page.locator("#composer textarea")
        field.fill(text)
        field.press("Enter")

    def message(self, text: str) -> Locator:
        """The newest message with that text."""
        return self.messages.filter(has_text=text).last

    def alert(self, client: str) -> Locator:
        """The living message about a client; one is in the alert channel."""
        return self.messages.filter(has=self.page.locator(".header", has_text=client)).last

    def press(self, within: Locator, name: str) -> None:
        """Press a button in a message or a form."""
        within.get_by_role("button", name=name, exact=True).click()

    def menu(self, message: Locator, item: str) -> None:
        """Choose in a message's menu."""
        message.hover()
        message.get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=item).click()

    def flag(self, text: str, item: str = "Flag this for a client") -> Locator:
        """Open the form about a message; returns it once its fields are there."""
        self.menu(self.message(text), item)
        expect(self.field("client")).to_be_visible()
        return self.form

    def field(self, block: str) -> Locator:
        """A field of the form, with its label and its error."""
        return self.form.locator(f"[data-block='{block}']")

    def error(self, block: str) -> Locator:
        """The error at a field."""
        return self.field(block).locator(".error")

    def choose(self, block: str, typed: str, option: str | None = None) -> None:
        """Type into a select, and choose what it offers."""
        field = self.field(block).get_by_role("combobox")
        field.click()
        field.fill(typed)
        self.page.get_by_role("option", name=option or typed).first.click()
        expect(field).to_have_attribute("aria-expanded", "false")

    def text(self, message: Locator) -> str:
        """What stands in a message, in one line."""
        return " ".join(message.inner_text().split())
