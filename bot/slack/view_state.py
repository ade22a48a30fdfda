"""What somebody filled into a form: `state.values` read into plain values, one question for each kind of input.

Every input element has the action id `value` (`slack.ids.Action.VALUE`). A block that is not in the form and one that
was left empty both read as None (or as nothing chosen).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from bot.slack.blocks import OPTION_VALUE_MAX
from bot.slack.entry import State
from bot.slack.ids import Action
from bot.slack.parse import BadPayload

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
# Slack's datetimepicker takes ten digits: 2001 to 2286.
_LATEST = 9_999_999_999


def whole(text: str) -> int:
    """A small whole number out of a button's value or a form's metadata; 0 for anything else, however long it is."""
    return int(text) if _WHOLE.fullmatch(text) else 0


@dataclass(frozen=True, slots=True)
class ViewState:
    """Answers questions by ``block_id``; raises `BadPayload` where the value is of another kind than was asked for."""

    values: State

    def has(self, block_id: str) -> bool:
        """True where the form had that input, filled or not."""
        return block_id in self.values

    def text(self, block_id: str) -> str | None:
        """A plain text input, as typed."""
        return self._string(block_id, "value")

    def number(self, block_id: str) -> Decimal | None:
        """A number input."""
        typed = self._string(block_id, "value")
        if typed is None:
            return None
        if not _NUMBER.fullmatch(typed):
            raise BadPayload(block_id)
        return Decimal(typed)

    def option(self, block_id: str) -> str | None:
        """The value of the one option chosen: static or external select, radio buttons."""
        chosen = self._input(block_id).get("selected_option")
        return None if chosen is None else self._value_of(block_id, chosen)

    def options(self, block_id: str) -> tuple[str, ...]:
        """The values of all options chosen: checkboxes, multi selects."""
        return tuple(self._value_of(block_id, chosen) for chosen in self._list(block_id, "selected_options"))

    def is_checked(self, block_id: str) -> bool:
        """True where any box of a group of checkboxes is checked: for groups of one."""
        return bool(self.options(block_id))

    def moment(self, block_id: str) -> datetime | None:
        """A datetimepicker, as aware UTC."""
        seconds = self._input(block_id).get("selected_date_time")
        if seconds is None:
            return None
        if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= _LATEST:
            raise BadPayload(block_id)
        return datetime.fromtimestamp(seconds, UTC)

    def day(self, block_id: str) -> date | None:
        """A datepicker: a day without a zone."""
        typed = self._string(block_id, "selected_date")
        if typed is None:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise BadPayload(block_id) from None

    def time_of_day(self, block_id: str) -> time | None:
        """A timepicker: wall time without a zone."""
        typed = self._string(block_id, "selected_time")
        if typed is None:
            return None
        found = _TIME.fullmatch(typed)
        if found is None:
            raise BadPayload(block_id)
        return time(int(found[1]), int(found[2]))

    def user(self, block_id: str) -> str | None:
        return self._string(block_id, "selected_user")

    def users(self, block_id: str) -> tuple[str, ...]:
        return self._strings(block_id, "selected_users")

    def conversation(self, block_id: str) -> str | None:
        """A conversations or channels select."""
        return self._string(block_id, "selected_conversation") or self._string(block_id, "selected_channel")

    def conversations(self, block_id: str) -> tuple[str, ...]:
        return self._strings(block_id, "selected_conversations") or self._strings(block_id, "selected_channels")

    def _input(self, block_id: str) -> Mapping[str, object]:
        return self.values.get(block_id, {}).get(Action.VALUE, {})

    def _string(self, block_id: str, key: str) -> str | None:
        value = self._input(block_id).get(key)
        if value is not None and not isinstance(value, str):
            raise BadPayload(block_id)
        return value or None

    def _list(self, block_id: str, key: str) -> Sequence[object]:
        value = self._input(block_id).get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise BadPayload(block_id)
        return value

    def _strings(self, block_id: str, key: str) -> tuple[str, ...]:
        values = self._list(block_id, key)
        found = tuple(value for value in values if isinstance(value, str))
        if len(found) != len(values):
            raise BadPayload(block_id)
        return found

    @staticmethod
    def _value_of(block_id: str, option: object) -> str:
        value = option.get("value") if isinstance(option, dict) else None
        # Longer than any option that Slack takes: no form of ours had it, and none could be drawn with it again.
        if not isinstance(value, str) or not 0 < len(value) <= OPTION_VALUE_MAX:
            raise BadPayload(block_id)
        return value
