"""What a line of the audit trail is about: from the ids in it to the clients that people know by name."""

from collections.abc import Iterable, Mapping

from bot.usecases.audit_lines import AuditLine
from bot.usecases.ports import UnitOfWork
from bot.usecases.records import Json
from bot.usecases.register_client import root_client

# Values under these names are ids of clients.
CLIENT_FIELDS = frozenset({"client", "into"})


class Subjects:
    """Looks ids up within one unit of work, each once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._clients: dict[str, str | None] = {}
        self._names: dict[str, str] = {}

    def client_of(self, line: AuditLine) -> str | None:
        """The id of the client that the line is about, or None: settings, people, what is not there any more."""
        if line.subject not in self._clients:
            self._clients[line.subject] = self._find(line.subject) or _client_in(line.after)
        return self._clients[line.subject]

    def names(self, lines: Iterable[AuditLine]) -> Mapping[str, str]:
        """The names of all clients that the lines name, by id, as they are called today."""
        for line in lines:
            wanted = {self.client_of(line), *_clients_in(line.before), *_clients_in(line.after)}
            for client_id in wanted - self._names.keys() - {None}:
                client = self._uow.clients.get(str(client_id))
                if client is not None:
                    self._names[client.id] = client.name
        return self._names

    def _find(self, subject: str) -> str | None:
        uow = self._uow
        if uow.clients.get(subject) is not None:
            return subject
        record = uow.history.get(subject)
        if record is not None:
            return record.client
        found = uow.episodes.get(subject) or uow.conditions.get(subject) or uow.partings.get(subject)
        return found.client if found is not None else self._of_care(subject)

    def _of_care(self, subject: str) -> str | None:
        item = self._uow.care.get(subject)
        return None if item is None else item.client


def root_of(uow: UnitOfWork, client_id: str | None) -> str | None:
    """The client whose history that client's is part of; an unknown id stays as it is, and finds nothing."""
    if client_id is None:
        return None
    root = root_client(uow, client_id)
    return client_id if root is None else root.id


def _client_in(told: Json) -> str | None:
    return next(iter(_clients_in(told)), None)


def _clients_in(told: Json) -> list[str]:
    if not isinstance(told, Mapping):
        return []
    return [value for name, value in told.items() if name in CLIENT_FIELDS and isinstance(value, str)]
