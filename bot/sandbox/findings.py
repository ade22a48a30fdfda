"""What a checker found wrong, and the checks that all blocks share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.wire import Json


@dataclass(slots=True)
class Findings:
    """Problems, worded as Slack words them: what is wrong, and a pointer to where."""

    messages: list[str] = field(default_factory=list)

    def add(self, path: str, problem: str) -> None:
        """Note one problem."""
        self.messages.append(f"[ERROR] {problem} [json-pointer:{path}]")

    def length(self, path: str, text: Any, most: int, least: int = 0) -> None:
        """A text must be text, and neither too long nor too short."""
        if not isinstance(text, str):
            self.add(path, "must provide a string")
        elif len(text) > most:
            self.add(path, f"must be less than {most + 1} characters")
        elif len(text) < least:
            self.add(path, f"must be more than {least - 1} characters")

    def count(self, path: str, items: Any, most: int, least: int = 0) -> bool:
        """A list must be a list of so many; False where it is none."""
        if not isinstance(items, list):
            self.add(path, "must provide a list")
            return False
        if len(items) > most:
            self.add(path, f"no more than {most} items allowed")
        elif len(items) < least:
            self.add(path, f"no less than {least} items allowed")
        return True

    def keys(self, path: str, thing: Mapping[str, Any], required: frozenset[str], allowed: frozenset[str]) -> None:
        """An object must have what is required and nothing unknown."""
        for key in sorted(required - thing.keys()):
            self.add(path, f"missing required field: {key}")
        for key in sorted(thing.keys() - allowed - required - {"type"}):
            self.add(path, f"invalid additional property: {key}")

    def text(self, path: str, thing: Any, most: int, plain: bool = False, least: int = 1) -> None:
        """A text object: plain_text, or mrkdwn where that may be."""
        if not isinstance(thing, dict):
            self.add(path, "must provide an object")
            return
        kind = thing.get("type")
        if kind not in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}):
            self.add(f"{path}/type", f"unsupported type: {kind}" if kind else "missing required field: type")
            return
        own = frozenset({"emoji"}) if kind == "plain_text" else frozenset({"verbatim"})
        self.keys(path, thing, frozenset({"text"}), own)
        self.length(f"{path}/text", thing.get("text", ""), most, least)

    def confirm(self, path: str, thing: Json) -> None:
        """A confirmation dialog."""
        self.keys(path, thing, frozenset({"title", "text", "confirm", "deny"}), frozenset({"style"}))
        self.text(f"{path}/title", thing.get("title"), 100, plain=True)
        self.text(f"{path}/text", thing.get("text"), 300)
        self.text(f"{path}/confirm", thing.get("confirm"), 30, plain=True)
        self.text(f"{path}/deny", thing.get("deny"), 30, plain=True)

    def option(self, path: str, thing: Any, plain: bool, allows_url: bool = False) -> None:
        """One option of a list."""
        if not isinstance(thing, dict):
            self.add(path, "must provide an object")
            return
        allowed = frozenset({"description", "url"}) if allows_url else frozenset({"description"})
        self.keys(path, thing, frozenset({"text", "value"}), allowed)
        self.text(f"{path}/text", thing.get("text"), 75, plain=plain)
        self.length(f"{path}/value", thing.get("value", ""), 150, 1)
        if "description" in thing:
            self.text(f"{path}/description", thing["description"], 75, plain=plain)

    def options(self, path: str, thing: Json, most: int = 100, least: int = 1, plain: bool = True) -> None:
        """`options` or `option_groups` of an element, or of the answer to a suggestion."""
        if thing.get("options") is not None and thing.get("option_groups") is not None:
            self.add(path, "only one of options and option_groups is allowed")
        if thing.get("option_groups") is not None:
            self._groups(f"{path}/option_groups", thing["option_groups"])
        elif thing.get("options") is None:
            self.add(path, "missing required field: options")
        elif self.count(f"{path}/options", thing["options"], most, least):
            for index, option in enumerate(thing["options"]):
                self.option(f"{path}/options/{index}", option, plain, allows_url=most == 5)
            self._values_differ(f"{path}/options", thing["options"])

    def _groups(self, path: str, groups: Any) -> None:
        if not self.count(path, groups, 100, 1):
            return
        for index, group in enumerate(groups):
            place = f"{path}/{index}"
            self.keys(place, group, frozenset({"label", "options"}), frozenset())
            self.text(f"{place}/label", group.get("label"), 75, plain=True)
            if self.count(f"{place}/options", group.get("options"), 100, 1):
                for number, option in enumerate(group["options"]):
                    self.option(f"{place}/options/{number}", option, plain=True)

    def _values_differ(self, path: str, options: list[Any]) -> None:
        values = [option.get("value") for option in options if isinstance(option, dict)]
        if len(values) != len(set(values)):
            self.add(path, "option values must be unique")
