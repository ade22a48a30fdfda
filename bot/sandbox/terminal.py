"""A small terminal for the local Slack: choose who you are, type commands, read what comes back."""

import re
import shlex
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TextIO

from bot.sandbox.local_slack import LocalSlack
from bot.sandbox.messages import Message
from bot.sandbox.rendering import render_message, render_view
from bot.sandbox.stage import Reply, SubmitResult
from bot.sandbox.wire import RefusedError

HELP = """\
/command ...            type a slash command of the app
as PERSON               be somebody else              people        who there is
in CHANNEL              go to a channel               channels      where there is to go
say TEXT                post a message                read          the channel's newest messages
use SHORTCUT            a shortcut, by its id; with "on" after it, on the newest message
press LABEL [CHOICE]    press a button, choose in a menu
fill FIELD VALUE        put something into the open form
submit | close          the open form                 home          the app's home
react EMOJI             on the newest message of the app here; unreact EMOJI takes it off
clock +1d | +2h | +30m  move the time                 clock         what time it is
share | unshare         share this channel outside    invite        bring the app into this channel
reset                   begin anew                    help | quit"""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MOVE = re.compile(r"([+-]?\d+)([smhdw])")


class Terminal:
    """Reads lines, acts, and writes what can be seen afterwards."""

    def __init__(self, slack: LocalSlack, out: TextIO, who: str = "lead", channel: str = "general") -> None:
        self._slack = slack
        self._out = out
        self._who = who
        self._channel = channel
        self._seen: set[tuple[str, str]] = set()
        self._verbs: dict[str, Callable[[str], None]] = {
            "as": self._be,
            "in": self._go,
            "people": self._people,
            "channels": self._channels,
            "say": self._say,
            "read": self._read,
            "use": self._use,
            "press": self._press,
            "fill": self._fill,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "react": self._react,
            "unreact": self._unreact,
            "clock": self._clock,
            "share": lambda _: self._change(self._slack.changes.share),
            "unshare": lambda _: self._change(self._slack.changes.unshare),
            "invite": lambda _: self._change(self._slack.changes.invite_app),
            "reset": self._reset,
            "help": lambda _: self._write(HELP),
        }

    @property
    def prompt(self) -> str:
        """Who and where one is."""
        return f"{self._who} in #{self._channel}> "

    def run(self, lines: Iterable[str], stays: threading.Event | None = None, prompts: bool = False) -> None:
        """Do line after line, until `quit` or the end; with `stays`, wait for it after the lines have ended."""
        if prompts:
            self._write(self.prompt, end="")
        for line in lines:
            if line.strip() in ("quit", "exit"):
                return
            self.do(line.strip())
            if prompts:
                self._write(self.prompt, end="")
        if stays is not None:
            stays.wait()

    def do(self, line: str) -> None:
        """Do one line, and show what is new."""
        if not line:
            return
        verb, _, rest = line.partition(" ")
        act = self._command if verb.startswith("/") else self._verbs.get(verb)
        try:
            if act is None:
                self._write(f"no such thing as {verb!r}; try help")
            elif verb.startswith("/"):
                act(line)
            else:
                act(rest.strip())
        except (RefusedError, KeyError, ValueError) as refused:
            self._write(str(refused.args[0] if refused.args else refused))
        self.show_new()

    def show_new(self) -> None:
        """Show the channel's and the direct messages, and the private ones, that were not shown yet."""
        person = self._slack.person(self._who)
        for message in [*self._slack.messages(self._channel), *person.direct(), *person.ephemerals]:
            key = (message.channel + message.ephemeral_to, f"{message.ts}/{message.edited_ts}/{message.text}")
            if key not in self._seen:
                self._seen.add(key)
                self._write(render_message(message, self._name_of))

    def _command(self, line: str) -> None:
        self._told(self._slack.person(self._who).command(line, self._channel))

    def _be(self, who: str) -> None:
        self._who = self._slack.platform.user(who).handle

    def _go(self, channel: str) -> None:
        self._channel = self._slack.platform.channel(channel).name

    def _people(self, _: str) -> None:
        for user in self._slack.workspace.users.values():
            kind = "guest" if user.is_guest else "outside" if user.team_id != self._slack.team_id else ""
            self._write(f"{user.handle:12} {user.name}  {kind}".rstrip())

    def _channels(self, _: str) -> None:
        for channel in self._slack.workspace.channels.values():
            notes = [
                "private" if channel.is_private else "",
                "shared outside" if channel.is_ext_shared else "",
                "archived" if channel.is_archived else "",
                "the app is in it" if self._slack.bot_user_id in channel.members else "",
            ]
            if channel.name:
                self._write(f"#{channel.name}  {', '.join(note for note in notes if note)}".rstrip())

    def _say(self, text: str) -> None:
        self._slack.person(self._who).say(self._channel, text)

    def _read(self, _: str) -> None:
        for message in self._slack.messages(self._channel)[-10:]:
            self._write(render_message(message, self._name_of))

    def _use(self, said: str) -> None:
        callback_id, _, on = said.partition(" ")
        message = self._newest(_any) if on.strip() else None
        self._told(self._slack.person(self._who).shortcut(callback_id, message))

    def _press(self, said: str) -> None:
        parts = shlex.split(said) or [""]
        person = self._slack.person(self._who)
        choice = parts[1] if len(parts) > 1 else None
        try:
            self._told(person.press(parts[0], choice))
        except RefusedError:
            self._told(person.press(parts[0], choice, in_=self._newest(self._is_of_app)))

    def _fill(self, said: str) -> None:
        field, _, value = said.partition(" ")
        view = self._slack.person(self._who).fill({field: value})
        self._write(render_view(view, self._name_of))

    def _submit(self, _: str) -> None:
        self._told(self._slack.person(self._who).submit())

    def _close(self, _: str) -> None:
        self._slack.person(self._who).close()

    def _home(self, _: str) -> None:
        home = self._slack.person(self._who).open_home()
        self._write(render_view(home, self._name_of) if home is not None else "nothing is published there")

    def _react(self, name: str) -> None:
        message = self._newest(self._is_of_app)
        self._slack.person(self._who).react(message.channel, message.ts, name.strip(":"))

    def _unreact(self, name: str) -> None:
        message = self._newest(self._is_of_app)
        self._slack.person(self._who).unreact(message.channel, message.ts, name.strip(":"))

    def _clock(self, by: str) -> None:
        if by:
            found = _MOVE.fullmatch(by)
            if found is None:
                raise ValueError("the clock moves by a number and s, m, h, d or w, for example +1d")
            self._slack.clock.move(timedelta(**{_UNITS[found[2]]: int(found[1])}))
        self._write(f"it is {self._slack.clock.now():%A %Y-%m-%d %H:%M} UTC")

    def _change(self, change: Callable[[str], object]) -> None:
        change(self._channel)
        self._write("done")

    def _reset(self, _: str) -> None:
        self._slack.reset()
        self._seen.clear()
        self._write("a fresh workspace")

    def _newest(self, fits: Callable[[Message], bool]) -> Message:
        found = [one for one in self._slack.messages(self._channel) if fits(one)]
        if not found:
            raise RefusedError(f"there is no such message in #{self._channel}")
        return found[-1]

    def _is_of_app(self, message: Message) -> bool:
        return message.user == self._slack.bot_user_id

    def _told(self, outcome: Reply | SubmitResult) -> None:
        if outcome.error:
            self._write(f"the app did not answer as it should: {outcome.error}")
        if outcome.view is not None:
            self._write(render_view(outcome.view, self._name_of))

    def _name_of(self, some_id: str) -> str:
        workspace = self._slack.workspace
        if some_id in workspace.users:
            return workspace.users[some_id].name
        return workspace.channels[some_id].name if some_id in workspace.channels else some_id

    def _write(self, text: str, end: str = "\n") -> None:
        print(text, end=end, file=self._out, flush=True)


def _any(message: Message) -> bool:
    return bool(message.ts)
