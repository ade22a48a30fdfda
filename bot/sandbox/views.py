"""Views: modals on a person's screen and the app's home, and how Slack tells an app of them."""

from dataclasses import dataclass, field

from bot.sandbox.inputs import initial_values
from bot.sandbox.wire import Json

MAX_STACK = 3
"""How many modals may lie on one another; Slack's own number."""


@dataclass(frozen=True, slots=True)
class ViewIds:
    """Whose view it is: its own id, the person's, and the app's."""

    id: str
    user: str
    team: str
    app_id: str
    bot_id: str


@dataclass(slots=True)
class View:
    """One view. `values` is what its inputs hold now: block id, action id, value object."""

    id: str
    user: str
    spec: Json
    hash: str
    team: str
    app_id: str
    bot_id: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, ids: ViewIds, spec: Json, hash_: str, root: "View | None", previous: "View | None") -> "View":
        """A new view whose inputs hold their initial values."""
        return cls(
            id=ids.id,
            user=ids.user,
            spec=spec,
            hash=hash_,
            team=ids.team,
            app_id=ids.app_id,
            bot_id=ids.bot_id,
            root_id=root.id if root else ids.id,
            previous_id=previous.id if previous else None,
            values=initial_values(spec.get("blocks", [])),
        )

    @property
    def callback_id(self) -> str:
        """The callback id, empty where the app gave none."""
        return str(self.spec.get("callback_id", ""))

    @property
    def title(self) -> str:
        """The title's text, empty in a home tab."""
        return str(self.spec.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks, each with its block id."""
        return list(self.spec.get("blocks", []))

    def replace(self, spec: Json, new_hash: str) -> None:
        """Take new content; an input that keeps its block and action id keeps what the person put in."""
        fresh = initial_values(spec.get("blocks", []))
        for block_id, elements in fresh.items():
            for action_id, value in elements.items():
                kept = self.values.get(block_id, {}).get(action_id)
                if kept is not None and kept.get("type") == value.get("type"):
                    elements[action_id] = kept
        self.spec, self.hash, self.values, self.errors = spec, new_hash, fresh, {}


def view_json(view: View) -> Json:
    """The view object of payloads and answers."""
    spec = view.spec
    return {
        "id": view.id,
        "team_id": view.team,
        "type": spec["type"],
        "blocks": spec.get("blocks", []),
        "private_metadata": spec.get("private_metadata", ""),
        "callback_id": view.callback_id,
        "state": {"values": view.values},
        "hash": view.hash,
        "title": spec.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(spec.get("clear_on_close", False)),
        "notify_on_close": bool(spec.get("notify_on_close", False)),
        "close": spec.get("close"),
        "submit": spec.get("submit"),
        "submit_disabled": bool(spec.get("submit_disabled", False)),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": view.app_id,
        "external_id": spec.get("external_id", ""),
        "app_installed_team_id": view.team,
        "bot_id": view.bot_id,
    }
