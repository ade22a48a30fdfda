"""Two processes on one PostgreSQL database: neither leads, and either can go."""

from collections.abc import Iterator

import pytest

from tests.kill.serving import Rig, rigged, until

pytestmark = pytest.mark.kill

OWED = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')"


@pytest.fixture(params=["http", "socket"])
def rig(request: pytest.FixtureRequest, postgres_url: str) -> Iterator[Rig]:
    with rigged(postgres_url, is_socket=request.param == "socket") as one:
        yield one


def test_two_replicas_post_each_alert_once_and_one_goes_on_alone(rig: Rig) -> None:
    """Both tick, one posts; what the killed one had is finished by the other."""
    with rig.serving() as first, rig.serving():
        for name in ("Acme", "Globex", "Initech"):
            rig.new_client(name)
            rig.flag(f"{name} lying")
        until(lambda: len(rig.alerts()) == 3 and rig.count(OWED) == 0)
        first.kill()
        assert rig.flag("acme lying")
        rig.new_client("Umbrella")
        rig.flag("umbrella lying")
        rig.leases_end()
        until(lambda: len(rig.alerts()) == 4 and rig.count(OWED) == 0)
    shown = [alert.text for alert in rig.alerts()]
    assert len(set(shown)) == 4
    assert rig.count("SELECT count(*) FROM entries WHERE sign = 'lying'") == 5
