"""Forms about clients."""

from datetime import UTC, datetime

import pytest

from bot.domain.client import Client, ClientStatus
from bot.domain.history import Exemption
from bot.slack.modals.client_forms import client_form, exemption_line, merge_form
from bot.slack.modals.view import unpack
from bot.usecases.flag_answers import ClientChoice
from bot.usecases.forms import ClientForm, MergeForm

AT = datetime(2026, 3, 3, tzinfo=UTC)
CLIENT = Client("c1", "Acme", AT, "U0ONE", "c1", status=ClientStatus.PARTING, revision=4)
STATUSES = (ClientStatus.PARTING, ClientStatus.FORMER, ClientStatus.ACTIVE, ClientStatus.ARCHIVED)


def block_ids(view) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if "block_id" in block]


def test_exempt_bars_and_status_are_for_reviewers():
    """Others do not see the fields."""
    plain = client_form(ClientForm(CLIENT, (), None, can_exempt=False, language="en", statuses=()))
    reviewer = client_form(ClientForm(CLIENT, (), None, can_exempt=True, language="en", statuses=STATUSES))
    assert [*block_ids(plain), "exempt_bars", "status"] == block_ids(reviewer)
    assert unpack(plain["private_metadata"]) == {"client": "c1", "revision": "4"}


def test_the_status_that_a_client_has_is_always_on_offer():
    """Saving the form changes nothing by itself."""
    view = client_form(ClientForm(CLIENT, (), None, can_exempt=True, language="en", statuses=STATUSES))
    status = view["blocks"][-1]["element"]
    assert [option["value"] for option in status["options"]] == ["parting", "former", "active", "archived"]
    assert status["initial_option"]["value"] == "parting"


@pytest.mark.parametrize(
    ("exemption", "line"),
    [
        (Exemption("calls at night"), "calls at night"),
        (Exemption("calls at night", since=AT), "calls at night | 2026-03-03 |"),
        (Exemption("calls at night", until=AT), "calls at night |  | 2026-03-03"),
        (Exemption("calls at night", AT, AT.replace(month=4)), "calls at night | 2026-03-03 | 2026-04-03"),
    ],
)
def test_an_exemption_is_one_line(exemption: Exemption, line: str):
    """As people can write it themselves."""
    assert exemption_line(exemption) == line


def test_merged_clients_can_be_taken_apart():
    """Each has its own button."""
    view = merge_form(MergeForm(CLIENT, (ClientChoice("c2", "Acme Ltd"), ClientChoice("c3", "ACME")), "en"))
    assert [block["accessory"]["value"] for block in view["blocks"] if "accessory" in block] == ["c2", "c3"]
