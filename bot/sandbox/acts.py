"""A person's acts, by name and with JSON arguments: what the control API lets one do."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.state import reply_json, seen_message, seen_view, submit_json, suggestions_json
from bot.sandbox.views import View
from bot.sandbox.wire import Json, RefusedError

Args = Mapping[str, Any]
Act = Callable[[LocalSlack, Person, Args], Json]


def act(slack: LocalSlack, who: str, name: str, args: Args) -> Json:
    """Do one act as one person. KeyError where there is no such person, channel, message or argument."""
    known = ACTS.get(name)
    if known is None:
        raise KeyError(f"no act {name!r}; there are: {', '.join(ACTS)}")
    return known(slack, slack.person(who), args)


def find_message(slack: LocalSlack, args: Args) -> Message:
    """The message that `channel` and `ts` name, posted or ephemeral."""
    channel, ts = slack.platform.channel(str(args["channel"])), str(args["ts"])
    with slack.platform.lock:
        posted = slack.workspace.message(channel.id, ts)
        shown = [one for one in slack.workspace.ephemerals if one.channel == channel.id and one.ts == ts]
    found = posted or next(iter(shown), None)
    if found is None:
        raise KeyError(f"no message {ts} in {channel.name or channel.id}")
    return found


def _place(slack: LocalSlack, args: Args) -> Message | View | None:
    where = args.get("in")
    if not where:
        return None
    if "view" in where:
        view = slack.workspace.view(str(where["view"]))
        if view is None:
            raise KeyError(f"no view {where['view']!r}")
        return view
    return find_message(slack, where)


def _command(slack: LocalSlack, person: Person, args: Args) -> Json:
    return reply_json(slack, person.command(args["text"], args.get("channel"), str(args.get("thread_ts") or "")))


def _shortcut(slack: LocalSlack, person: Person, args: Args) -> Json:
    message = find_message(slack, args) if args.get("ts") else None
    return reply_json(slack, person.shortcut(args["callback_id"], message))


def _press(slack: LocalSlack, person: Person, args: Args) -> Json:
    block_id = str(args.get("block_id") or "")
    return reply_json(slack, person.press(args["action_id"], args.get("value"), _place(slack, args), block_id))


def _form(slack: LocalSlack, args: Args) -> View | None:
    """The form that `view` names; None for the one on top."""
    place = _place(slack, {"in": {"view": args["view"]}}) if args.get("view") else None
    return place if isinstance(place, View) else None


def _fill(slack: LocalSlack, person: Person, args: Args) -> Json:
    return {"ok": True, "view": seen_view(person.fill(dict(args["values"]), _form(slack, args)))}


def _change(slack: LocalSlack, person: Person, args: Args) -> Json:
    return reply_json(slack, person.change(args["block_id"], args.get("value"), _form(slack, args)))


def _suggest(slack: LocalSlack, person: Person, args: Args) -> Json:
    return suggestions_json(person.suggest(args["block_id"], str(args.get("typed", "")), _form(slack, args)))


def _submit(slack: LocalSlack, person: Person, args: Args) -> Json:
    return submit_json(slack, person.submit(_form(slack, args)))


def _close(slack: LocalSlack, person: Person, args: Args) -> Json:
    del slack
    return {"ok": True, "closed": [one.id for one in person.close(bool(args.get("everything", False)))]}


def _say(slack: LocalSlack, person: Person, args: Args) -> Json:
    said = person.say(args["channel"], args["text"], str(args.get("thread_ts") or ""))
    return {"ok": True, "message": seen_message(slack, said)}


def _react(slack: LocalSlack, person: Person, args: Args) -> Json:
    del slack
    person.react(args["channel"], args["ts"], args["name"])
    return {"ok": True}


def _unreact(slack: LocalSlack, person: Person, args: Args) -> Json:
    del slack
    person.unreact(args["channel"], args["ts"], args["name"])
    return {"ok": True}


def _delete(slack: LocalSlack, person: Person, args: Args) -> Json:
    message = find_message(slack, args)
    if message.ephemeral_to:
        raise RefusedError("an ephemeral message goes by itself")
    person.delete(message)
    return {"ok": True}


def _home(slack: LocalSlack, person: Person, args: Args) -> Json:
    del slack, args
    home = person.open_home()
    return {"ok": True, "view": seen_view(home) if home is not None else None}


ACTS: dict[str, Act] = {
    "command": _command,
    "shortcut": _shortcut,
    "press": _press,
    "fill": _fill,
    "change": _change,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "say": _say,
    "react": _react,
    "unreact": _unreact,
    "delete": _delete,
    "home": _home,
}
