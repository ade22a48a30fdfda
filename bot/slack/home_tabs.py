"""Who looks at App Home, and what stands there: so that it is drawn anew after what they did, and published only if it differs.

It is known to this process alone. Where several serve one workspace, what was done by way of another shows when App Home
is opened the next time, which Slack tells of each time.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from bot.domain.people import Grant
from bot.slack.entry import View
from bot.slack.screens import Screens

# Whoever opened theirs longest ago is forgotten first. A person takes some 300 bytes.
PEOPLE_MAX = 10_000


@dataclass(slots=True)
class _Tab:
    """``hash`` is Slack's name for what stands there, ``shown`` the JSON of it; None where that is not known."""

    grant: Grant
    hash: str | None = None
    shown: int | None = None
    is_wanted: bool = False
    is_drawing: bool = False


class HomeTabs:
    """``draw`` reads the database; one drawing at a time for each person, and never an older one over a newer."""

    def __init__(self, screens: Screens, draw: Callable[[Grant], View]) -> None:
        self._screens, self._draw = screens, draw
        self._tabs: OrderedDict[tuple[str, str], _Tab] = OrderedDict()
        self._lock = Lock()

    def opened(self, grant: Grant, hash: str | None) -> None:
        """They look at it now. ``hash`` is what Slack shows them until something is published; None where nothing is."""
        key = (grant.workspace, grant.user)
        with self._lock:
            tab = self._tabs.setdefault(key, _Tab(grant))
            self._tabs.move_to_end(key)
            while len(self._tabs) > PEOPLE_MAX:
                self._tabs.popitem(last=False)
            if tab.hash is None or tab.hash != hash:
                # Something else stands there than what we published last: by another process, or before a restart.
                tab.hash, tab.shown = None, None
        self._bring_up_to_date(tab, grant)

    def is_open(self, grant: Grant) -> bool:
        """Whether they have opened App Home, as far as this process knows."""
        with self._lock:
            return (grant.workspace, grant.user) in self._tabs

    def acted(self, grant: Grant) -> None:
        """They did something; nothing happens where they have not opened App Home."""
        with self._lock:
            tab = self._tabs.get((grant.workspace, grant.user))
        if tab is not None:
            self._bring_up_to_date(tab, grant)

    def _bring_up_to_date(self, tab: _Tab, grant: Grant) -> None:
        """What is asked for while it is being drawn is drawn afterwards, by whoever draws."""
        with self._lock:
            tab.grant, tab.is_wanted = grant, True
            if tab.is_drawing:
                return
            tab.is_drawing = True
        try:
            while self._is_still_wanted(tab):
                self._publish(tab)
        except BaseException:
            with self._lock:
                tab.is_drawing = False
            raise

    def _is_still_wanted(self, tab: _Tab) -> bool:
        with self._lock:
            tab.is_drawing = tab.is_wanted
            tab.is_wanted = False
            return tab.is_drawing

    def _publish(self, tab: _Tab) -> None:
        view = self._draw(tab.grant)
        drawn = hash(json.dumps(view, sort_keys=True))
        if tab.shown == drawn:
            return
        published = self._screens.publish(tab.grant.user, view, tab.hash)
        if published.is_overtaken:
            # Whoever published there may have read before us: drawn anew, this is the newest.
            view = self._draw(tab.grant)
            drawn = hash(json.dumps(view, sort_keys=True))
            published = self._screens.publish(tab.grant.user, view)
        with self._lock:
            # What failed is tried again at the next occasion, whatever stands there.
            tab.hash = published.hash or None
            tab.shown = drawn if published.hash is not None else None
