"""May this person, here, do this? Asked at every entry point, before anything else is looked at."""

from dataclasses import replace
from datetime import timedelta
from threading import Lock

from bot.domain.people import ACTOR_MAX_AGE, AUDIENCE_MAX_AGE, Denied, Grant, Person, Role, role_of
from bot.usecases.ports import Clock, Directory, Store, StoreBusy, UnitOfWork
from bot.usecases.setup_hints import reviewers_in_force

# What is stored of somebody is for judging audiences: written anew well before it is too old for that.
_STORED_ANEW_AFTER = AUDIENCE_MAX_AGE / 2


class Admission:
    """Lets members and reviewers of one workspace in; whoever cannot be looked up is refused.

    What Slack said of somebody is remembered for five minutes, or until an event says that it changed.
    """

    def __init__(self, store: Store, directory: Directory, clock: Clock) -> None:
        self._store, self._directory, self._clock = store, directory, clock
        self._known: dict[tuple[str, str], Person] = {}
        self._times_forgotten: dict[tuple[str, str], int] = {}
        self._lock = Lock()

    def admit(self, workspace: str, user: str, user_team: str | None) -> Grant | Denied:
        """``user_team`` is the team that the payload names for the person, where it names one."""
        if user_team is not None and user_team != workspace:
            return Denied(Role.OUTSIDER)
        person, is_news = self._person(workspace, user)
        with self._store.read(workspace) as uow:
            role = _role(uow, workspace, person)
            stored = uow.people.get(user) if is_news else None
        if person is not None and is_news and _is_to_be_stored(stored, person):
            self._remember(workspace, person)
        return Grant(workspace, user, role) if role.may_act else Denied(role)

    def forget(self, workspace: str, user: str) -> None:
        """Slack says that something about this person changed; an answer that was asked for before is not kept either."""
        key = (workspace, user)
        with self._lock:
            self._known.pop(key, None)
            self._times_forgotten[key] = self._times_forgotten.get(key, 0) + 1

    def _person(self, workspace: str, user: str) -> tuple[Person | None, bool]:
        """The person, and whether Slack was asked just now."""
        key, now = (workspace, user), self._clock.now()
        with self._lock:
            known, times_forgotten = self._known.get(key), self._times_forgotten.get(key, 0)
        # A clock that went back makes everything look young, so a memory from the future counts as none.
        if known is not None and timedelta(0) <= now - known.checked_at < ACTOR_MAX_AGE:
            return known, False
        found = self._directory.look_up(user)
        with self._lock:
            self._known.pop(key, None)
            if found is not None and self._times_forgotten.get(key, 0) == times_forgotten:
                self._known[key] = found
        return found, True

    def _remember(self, workspace: str, person: Person) -> None:
        """For the audiences of posts. Who acts now does not depend on it, so a busy database refuses nobody."""
        try:
            with self._store.write(workspace) as uow:
                uow.people.put([person])
        except StoreBusy:
            return


def _role(uow: UnitOfWork, workspace: str, person: Person | None) -> Role:
    settings = uow.workspace.settings()
    role = role_of(person, workspace, settings.reviewers, settings.contractors)
    if role is Role.MEMBER and person is not None and person.is_admin and not person.is_guest:
        # Those who were chosen may all have left since: then the owners and admins decide, as before the choice.
        return Role.REVIEWER if person.id in reviewers_in_force(uow) else role
    return role


def _is_to_be_stored(stored: Person | None, person: Person) -> bool:
    if stored is None or person.checked_at - stored.checked_at >= _STORED_ANEW_AFTER:
        return True
    return replace(stored, checked_at=person.checked_at) != person
