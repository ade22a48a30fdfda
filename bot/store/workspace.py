"""The workspace itself: facts, settings and policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from bot.domain.policy import Policy
from bot.domain.settings import Settings
from bot.store.binding import THIS_WORKSPACE, Bound, insert_once
from bot.store.prepared import Row
from bot.store.tables import policy_versions, workspaces
from bot.usecases.ports import StaleRevision
from bot.usecases.records import PolicyVersion, WorkspaceFacts

_OWN = workspaces.c.id == THIS_WORKSPACE
_HEAD = select(
    workspaces.c.domain,
    workspaces.c.name,
    workspaces.c.bot_user,
    workspaces.c.settings_revision,
    workspaces.c.policy_version,
).where(_OWN)
SETTINGS_REVISION = select(workspaces.c.settings_revision).where(_OWN)
_TERMS = (
    select(workspaces.c.settings, policy_versions.c.changes)
    .select_from(
        workspaces.outerjoin(
            policy_versions,
            (policy_versions.c.workspace == workspaces.c.id)
            & (policy_versions.c.version == workspaces.c.policy_version),
        )
    )
    .where(_OWN)
)
_SAVE_SETTINGS = (
    update(workspaces)
    .where(_OWN)
    .values(settings=bindparam("new_settings", type_=workspaces.c.settings.type))
    .values(settings_revision=workspaces.c.settings_revision + 1)
)
_VERSIONS = (
    select(policy_versions).where(policy_versions.c.workspace == THIS_WORKSPACE).order_by(policy_versions.c.version)
)
_ADD_VERSION = insert_once(policy_versions)
_SET_VERSION = update(workspaces).where(_OWN, workspaces.c.policy_version < bindparam("new_version"))
_SET_VERSION = _SET_VERSION.values(policy_version=bindparam("new_version"))
_FOUND = insert_once(workspaces)
_SAVE_FACTS = update(workspaces).where(_OWN)
ALL_IDS = select(workspaces.c.id).order_by(workspaces.c.id)


class UnknownWorkspace(LookupError):
    """`Store.found` was never called for this workspace."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Settings and policy of one workspace, parsed, with the revisions that they were read at."""

    settings_revision: int
    policy_version: int
    settings: Settings
    policy: Policy


class SqlWorkspace:
    """``parsed`` outlives the unit of work: each workspace's settings and policy as they were last parsed."""

    def __init__(self, bound: Bound, parsed: dict[str, Terms]) -> None:
        self._bound = bound
        self._parsed = parsed
        self._row: Row | None = None
        self._terms: Terms | None = None
        self._has_changed = False

    def facts(self) -> WorkspaceFacts:
        row = self._head()
        return WorkspaceFacts(id=self._bound.workspace, domain=row.domain, name=row.name, bot_user=row.bot_user)

    def settings(self) -> Settings:
        return self._in_force().settings

    def save_settings(self, settings: Settings) -> None:
        self._bound.run(_SAVE_SETTINGS, {"new_settings": settings.model_dump(mode="json")})
        self._forget()

    def policy(self) -> Policy:
        return self._in_force().policy

    def policy_versions(self) -> Sequence[PolicyVersion]:
        """Oldest first."""
        rows = self._bound.run(_VERSIONS).all()
        return [
            PolicyVersion(version=row.version, changes=row.changes, by=row.by_user, at=row.at, reason=row.reason)
            for row in rows
        ]

    def add_policy(self, version: PolicyVersion) -> None:
        """In force from now on. Raises `StaleRevision` where a version of that number or a later one is there."""
        row = {
            "version": version.version,
            "changes": version.changes,
            "by_user": version.by,
            "at": version.at,
            "reason": version.reason,
        }
        is_new = self._bound.run(_ADD_VERSION, row).rowcount == 1
        if not is_new or self._bound.run(_SET_VERSION, {"new_version": version.version}).rowcount != 1:
            raise StaleRevision
        self._forget()

    def found(self, facts: WorkspaceFacts, seed: Settings) -> None:
        """Makes the row, or brings the facts in it up to date."""
        known = {"domain": facts.domain, "name": facts.name, "bot_user": facts.bot_user}
        first = {"settings": seed.model_dump(mode="json"), "settings_revision": 1, "policy_version": 0}
        if self._bound.run(_FOUND, {"id": facts.id, **known, **first}).rowcount != 1:
            self._bound.run(_SAVE_FACTS, known)
        self._forget()

    def _in_force(self) -> Terms:
        if self._terms is None:
            self._terms = self._remembered() or self._read()
        return self._terms

    def _remembered(self) -> Terms | None:
        head, known = self._head(), self._parsed.get(self._bound.workspace)
        if known is None or self._has_changed:
            return None
        is_same = known.settings_revision == head.settings_revision and known.policy_version == head.policy_version
        return known if is_same else None

    def _read(self) -> Terms:
        head, row = self._head(), self._bound.run(_TERMS).one()
        terms = Terms(
            settings_revision=head.settings_revision,
            policy_version=head.policy_version,
            settings=Settings.model_validate(row.settings),
            policy=Policy.default().with_changes(row.changes or {}),
        )
        # What this unit changed may yet be rolled back, and the next one would give its own change the same number.
        if not self._has_changed:
            self._parsed[self._bound.workspace] = terms
        return terms

    def _head(self) -> Row:
        if self._row is None:
            self._row = self._bound.run(_HEAD).first()
            if self._row is None:
                raise UnknownWorkspace(self._bound.workspace)
        return self._row

    def _forget(self) -> None:
        self._row = self._terms = None
        self._has_changed = True
