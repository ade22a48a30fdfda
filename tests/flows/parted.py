"""Clients that a reviewer has decided to part ways with, and what stands in their lists."""

from collections.abc import Iterator

from bot.domain.parting import Parting
from bot.domain.parting_order import Step
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.person import Person
from bot.sandbox.views import View
from tests.flows.alerting import new_client, partings_of
from tests.flows.register import client_named
from tests.flows.stage import GENERAL, Stage

TAKES = "one contact person"
REASON = "we are done with them"


def plain(text: str) -> str:
    """Without the marks that keep names apart."""
    return text.replace("\u2068", "").replace("\u2069", "")


def shown(message: object) -> str:
    """All that a message, a reply or a modal shows, line by line, from the top."""
    if isinstance(message, View):
        return plain("\n".join(_texts(message.spec["blocks"])))
    blocks, text = getattr(message, "blocks", None), getattr(message, "text", "")
    return plain("\n".join(_texts(blocks)) if blocks else str(text))


def _texts(value: object) -> Iterator[str]:
    match value:
        case {"text": str(text)}:
            yield text
        case dict():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)


def calm(stage: Stage) -> None:
    """Everything that is owed to the channel is posted: it gets one post a second."""
    for _ in range(4):
        stage.after(seconds=2)


def part_ways(stage: Stage, name: str = "Acme", who: Person | None = None) -> None:
    """A reviewer decides so in the review."""
    someone = who or stage.partner
    someone.press("review_open", in_=someone.command(f"/client-health {name}", channel=GENERAL))
    stage.settle()
    someone.press("review_decide", f"{client_named(stage, name).id}|part_ways")
    stage.settle()
    someone.fill({"keep_takes": TAKES, "reason": REASON})
    assert someone.submit().ok
    stage.settle()
    someone.close(everything=True)
    calm(stage)


def parted(stage: Stage, name: str = "Acme", *signs: str) -> Message:
    """The living message of a new client that was flagged so and is parted with."""
    first, *others = signs or ("lying",)
    new_client(stage, name, first)
    for sign in others:
        stage.flag(f"{name} {sign}")
    stage.hold_ends()
    calm(stage)
    part_ways(stage, name)
    return living(stage, name)


def unpaid(stage: Stage, name: str = "Acme") -> Message:
    """Of a client that paid late three times."""
    return parted(stage, name, "slow_pay", "slow_pay", "slow_pay")


def living(stage: Stage, name: str = "Acme") -> Message:
    """The one living message of that client's parting in the alert channel."""
    (message,) = partings_of(stage, name)
    return message


def parting_of(stage: Stage, name: str = "Acme") -> Parting:
    """The latest."""
    client = client_named(stage, name)
    with stage.bot.ports.store.read(stage.bot.home.workspace) as uow:
        return uow.partings.of_client(client.id)[0]


def choose(stage: Stage, who: Person, what: str, step: Step, name: str = "Acme") -> str:
    """Chooses in the menu on an item of the list that is open; what the list shows then."""
    assert who.view is not None
    value = f"{what}|{parting_of(stage, name).id}|{step.value}"
    menus = [block for block in who.view.blocks if block.get("accessory", {}).get("type") == "overflow"]
    (block,) = [one for one in menus if any(each["value"] == value for each in one["accessory"]["options"])]
    who.press("parting_item", value, block_id=block["block_id"])
    stage.settle()
    stage.tick()
    return shown(who.view)


def send_press(stage: Stage, who: Person, action: str, value: str, message: Message) -> str:
    """A press that the message does not offer, or not any more; the private answer."""
    pressed: dict[str, object] = {"action_id": action, "block_id": "b", "type": "button", "value": value}
    if action == "parting_item":
        pressed |= {"type": "overflow", "selected_option": {"value": value, "text": {}}}
    payloads = Payloads(stage.slack.platform, stage.slack.responses)
    with stage.slack.platform.lock:
        ts = stage.slack.workspace.new_ts(stage.clock.now())
        envelope = payloads.message_action(who.user, message, pressed | {"action_ts": ts})
    stage.slack.delivery.send(envelope)
    stage.settle()
    return shown(who.ephemerals[-1])


def card_list(stage: Stage, who: Person, name: str = "Acme") -> str:
    """Opens the whole list from the health card, and says what it shows."""
    who.close(everything=True)
    who.press("parting_open", in_=who.command(f"/client-health {name}", channel=GENERAL))
    stage.settle()
    assert who.view is not None
    return shown(who.view)


def open_list(stage: Stage, who: Person, message: Message) -> str:
    """Opens the whole list, and says what it shows."""
    who.close(everything=True)
    who.press("parting_open", in_=message)
    stage.settle()
    assert who.view is not None
    return shown(who.view)


def settle_all(stage: Stage, who: Person, name: str = "Acme") -> None:
    """Ticks the next item in the living message until there is none."""
    for _ in Step:
        who.press("parting_tick", in_=living(stage, name))
        stage.settle()
        calm(stage)


def direct(who: Person) -> list[Message]:
    """Direct messages about partings that are under way, the oldest first."""
    return [one for one in who.direct() if "ways with" in one.text and "Glad" not in one.text]


def menu_of(who: Person, step: Step) -> list[str]:
    """What the menu on an item offers, by the first part of the values."""
    assert who.view is not None
    menus = [block["accessory"] for block in who.view.blocks if "accessory" in block]
    values = [option["value"] for menu in menus for option in menu.get("options", [])]
    return [value.split("|")[0] for value in values if value.endswith(f"|{step.value}")]
