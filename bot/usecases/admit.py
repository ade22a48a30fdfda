"""May this person, here, do this? Asked at every entry point, before anything else is looked at."""

from threading import Lock

from bot.domain.people import ACTOR_MAX_AGE, Denied, Grant, Person, Role, role_of
from bot.usecases.ports import Clock, Directory, Store


class Admission:
    """Lets members and reviewers of one workspace in; whoever cannot be looked up is refused.

    What Slack said of somebody is remembered for five minutes, or until an event says that it changed.
    """

    def __init__(self, store: Store, directory: Directory, clock: Clock) -> None:
        self._store, self._directory, self._clock = store, directory, clock
        self._known: dict[tuple[str, str], Person] = {}
        self._lock = Lock()

    def admit(self, workspace: str, user: str, user_team: str | None) -> Grant | Denied:
        """``user_team`` is the team that the payload names for the person, where it names one."""
        if user_team is not None and user_team != workspace:
            return Denied(Role.OUTSIDER)
        person = self._person(workspace, user)
        with self._store.read(workspace) as uow:
            settings = uow.workspace.settings()
        role = role_of(person, workspace, settings.reviewers, settings.contractors)
        return Grant(workspace, user, role) if role.may_act else Denied(role)

    def forget(self, workspace: str, user: str) -> None:
        """Slack says that something about this person changed."""
        with self._lock:
            self._known.pop((workspace, user), None)

    def _person(self, workspace: str, user: str) -> Person | None:
        key = (workspace, user)
        known = self._known.get(key)
        now = self._clock.now()
        if known is not None and now - known.checked_at < ACTOR_MAX_AGE:
            return known
        found = self._directory.look_up(user)
        with self._lock:
            if found is None:
                self._known.pop(key, None)
                return None
            self._known[key] = found
        with self._store.write(workspace) as uow:
            uow.people.put([found])
        return found
