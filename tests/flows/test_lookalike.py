"""Two names that look alike are asked about, wherever a client comes into being or gets another name."""

import json

import pytest

from bot.domain.case_file import read_cases
from bot.sandbox.stage import Reply
from bot.usecases.import_history import import_history
from tests.flows.register import add_client, all_names, client_named, incidents, standing
from tests.flows.stage import GENERAL, Stage
from tests.flows.test_corrections import card
from tests.flows.test_flagging import flag, shown
from tests.flows.test_form import fill, opened, submit

TWIN = "Асmе"  # the first, second and fourth letters are Cyrillic
ISOLATED = f"\u2068{TWIN}\u2069"


def create_and_flag(stage: Stage) -> Reply:
    asked = stage.lead.command(f"/flag-client {TWIN} lying canarynote", channel=GENERAL)
    reply = stage.lead.press("create_and_flag", in_=asked)
    stage.settle()
    return reply


def test_the_twin_is_the_first_near_name(stage: Stage) -> None:
    """A line that names it stores nothing, and shows the client that it looks like, however unlike the letters are."""
    add_client(stage, "Acme")
    reply = flag(stage, f"{TWIN} lying")
    assert "Acme" in str(reply.blocks[2])
    assert standing(stage, "Acme") == []


def test_create_and_flag_asks_first(stage: Stage) -> None:
    """Nothing is created or stored before somebody says which it is; the names stand apart, each kept to itself."""
    add_client(stage, "Acme")
    create_and_flag(stage)
    question = shown(stage)
    assert f"{ISOLATED} looks the same as \u2068Acme\u2069" in question
    assert all_names(stage) == ["Acme"]
    assert standing(stage, "Acme") == []


def test_it_is_the_same(stage: Stage) -> None:
    """What was typed is flagged for the client that is there, once."""
    add_client(stage, "Acme")
    create_and_flag(stage)
    stage.lead.press("pick_client", in_=stage.lead.ephemerals[-1])
    stage.slack.redeliver(times=2)
    stage.settle()
    assert all_names(stage) == ["Acme"]
    (record,) = standing(stage, "Acme")
    assert record.note == "canarynote"


def test_it_is_another(stage: Stage) -> None:
    """It is created, and the line flagged for it; both can be found."""
    add_client(stage, "Acme")
    create_and_flag(stage)
    stage.lead.press("create_another", in_=stage.lead.ephemerals[-1])
    stage.settle()
    assert "Created" in shown(stage)
    stage.slack.redeliver(times=2)
    stage.settle()
    assert all_names(stage) == sorted(["Acme", TWIN])
    assert len(standing(stage, TWIN)) == 1
    assert standing(stage, "Acme") == []


def test_a_name_that_looks_like_nobodys_is_created_at_once(stage: Stage) -> None:
    """Nobody is asked for nothing."""
    add_client(stage, "Globex")
    create_and_flag(stage)
    assert len(standing(stage, TWIN)) == 1


def test_an_alias_is_looked_at_too(stage: Stage) -> None:
    """The question names the client that has it."""
    add_client(stage, "Northern Bakery")
    stage.partner.press("client_edit", in_=card(stage, "partner", "northern bakery"))
    stage.settle()
    assert submit(stage, {"aliases": "Acme"}, "partner").ok
    create_and_flag(stage)
    assert "Northern Bakery" in shown(stage)
    assert "looks the same" in shown(stage)


def test_the_forms_list_asks_by_what_it_offers(stage: Stage) -> None:
    """The one that is there stands first; the other way is called by what it is, and that choice is taken."""
    add_client(stage, "Acme")
    opened(stage)
    offered = stage.lead.suggest("client", TWIN).all
    texts = [option["text"]["text"] for option in offered]
    assert texts[0] == "Acme"
    assert "another than" in texts[-1]
    assert submit(stage, {"client": offered[-1], "sign": "lying"}).ok
    assert len(standing(stage, TWIN)) == 1


def test_a_form_that_did_not_ask_is_stopped(stage: Stage) -> None:
    """A name that was chosen before the twin came into being, or forged: nothing is stored, nothing typed is lost."""
    opened(stage)
    chosen = stage.lead.suggest("client", TWIN).all[-1]
    fill(stage, {"client": chosen, "sign": "lying", "note": "canarynote"})
    add_client(stage, "Acme")
    refused = stage.lead.submit()
    stage.settle()
    assert "looks the same as \u2068Acme\u2069" in refused.errors["client"]
    assert all_names(stage) == ["Acme"]
    offered = stage.lead.suggest("client", TWIN).all
    assert submit(stage, {"client": offered[0]}).ok
    (record,) = standing(stage, "Acme")
    assert record.note == "canarynote"


@pytest.mark.parametrize("field", ["name", "aliases"])
def test_a_new_name_is_asked_about(stage: Stage, field: str) -> None:
    """The form asks, with everything that was typed in it; saved again with the box, it is taken."""
    add_client(stage, "Acme", "Globex")
    stage.partner.press("client_edit", in_=card(stage, "partner", "globex"))
    stage.settle()
    asked = submit(stage, {field: TWIN, "monthly_value": "1500"}, "partner")
    assert asked.updated is not None
    assert "looks the same as that of \u2068Acme\u2069" in asked.updated.blocks[0]["text"]["text"]
    assert all_names(stage) == ["Acme", "Globex"]
    assert submit(stage, {"another": ["true"]}, "partner").ok
    changed = client_named(stage, TWIN)
    assert changed.id != client_named(stage, "Acme").id
    assert str(changed.monthly_value) == "1500.00"
    stage.partner.close(everything=True)
    stage.partner.press("client_edit", in_=card(stage, "partner", changed.name))
    stage.settle()
    saved = submit(stage, {"monthly_value": "1600"}, "partner").updated
    assert saved is not None
    assert saved.callback_id == "note", "what is so already is asked about no more"


def test_the_same_name_is_refused_as_before(stage: Stage) -> None:
    """What is compared as one name is one, and needs no question."""
    add_client(stage, "Acme", "Globex")
    stage.partner.press("client_edit", in_=card(stage, "partner", "globex"))
    stage.settle()
    assert "name" in submit(stage, {"name": "ＡＣＭＥ"}, "partner").errors


def test_a_list_of_names_adds_the_others(stage: Stage) -> None:
    """Each that looks like a client, or like one before it in the list, waits for its button."""
    add_client(stage, "Acme")
    stage.partner.command("/client-policy", channel=GENERAL)
    stage.partner.press("clients_add_open")
    stage.settle()
    answer = submit(stage, {"names": f"{TWIN}\nGlobex\nGl0bex\nAcme"}, "partner")
    told = str(answer.updated and answer.updated.blocks)
    assert all_names(stage) == ["Acme", "Globex"]
    assert told.count("looks the same as") == 2
    view = stage.partner.view
    assert view is not None
    drafts = [block["accessory"]["value"] for block in view.blocks if "accessory" in block]
    stage.partner.press("create_another", drafts[0])
    stage.settle()
    assert all_names(stage) == sorted(["Acme", "Globex", TWIN])
    assert incidents(stage, TWIN) == []


def test_an_import_lists_them(stage: Stage) -> None:
    """It asks nobody, and tells the operator what to look at."""
    add_client(stage, "Acme")
    lines = [json.dumps({"id": name, "client": {"name": name}, "history": []}) for name in (TWIN, "Globex", "G1obex")]
    report = import_history(
        stage.bot.ports.store,
        stage.bot.ports.tuning,
        stage.slack.team_id,
        list(read_cases("\n".join(lines))),
        alert=False,
        on_case=lambda _: None,
    )
    assert report.alike == ((TWIN, "Acme"), ("G1obex", "Globex"))


@pytest.mark.parametrize("typed", ["\u202eemcA\u202c", "Ac\u200bme", "\u2066Acme\u2069", "A\u2060cme\ufeff", "Ａcme"])
def test_what_cannot_be_seen_makes_no_other_client(stage: Stage, typed: str) -> None:
    """Overrides, isolates, zero-width characters and widths go: it is the client's own name, or another's plain text."""
    add_client(stage, "Acme")
    stage.partner.press("clients_add_open", in_=stage.partner.command("/client-policy", channel=GENERAL))
    stage.settle()
    assert submit(stage, {"names": typed}, "partner").ok
    assert all_names(stage) in (["Acme"], ["Acme", "emcA"])
