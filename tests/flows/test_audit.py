"""*Audit* in `/client-policy`: who did what, read by reviewers, page by page."""

import json
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.person import Person
from bot.sandbox.views import View
from bot.usecases.audit_lines import AuditQuery
from tests.flows.requests import every_entry, set_scene
from tests.flows.stage import GENERAL, Stage

LONG = "Bäckerei " + "x" * 66
ARABIC = "شركة النور"


def opened(stage: Stage, who: str = "partner") -> View:
    person = stage.person(who)
    person.close(everything=True)
    person.press("audit_open", in_=person.command("/client-policy", channel=GENERAL))
    stage.settle()
    return top(person)


def top(person: Person) -> View:
    assert person.view is not None
    return person.view


def lines(view: View) -> list[str]:
    """The entries, as they are shown, without the marks that keep a name's direction to itself."""
    shown = [block["text"]["text"] for block in view.spec["blocks"] if block["type"] == "section"]
    return [text.replace("\u2068", "").replace("\u2069", "").replace("\u202f", " ") for text in shown]


def press(stage: Stage, action: str, value: Any = None) -> View:
    stage.partner.press(action, value)
    stage.settle()
    return top(stage.partner)


def add(stage: Stage, name: str) -> None:
    stage.lead.press("create_and_flag", in_=stage.lead.command(f'/flag-client "{name}" lying note', channel=GENERAL))
    stage.settle()


def test_a_new_workspace_has_its_beginning(stage: Stage) -> None:
    """Who set it up and with what, in words and in the workspace's zone."""
    (only,) = lines(opened(stage))
    assert only.startswith("Mon, Mar 2, 2026, 10:00 AM UTC · The operator set up the workspace\n"), only
    assert "Alert channel: <#C0ALERTS001>" in only
    assert "Work starts: 9:00 AM" in only
    assert "nothing" not in only


def test_each_line_says_who_did_what_to_whom_and_what_it_was_before(stage: Stage) -> None:
    """The newest first; values are words, people and channels are mentions, and reading is a line too."""
    add(stage, "Otter Bakery")
    stage.hold_ends()
    stage.partner.react("C0ALERTS001", stage.alerts[0].ts, "eyes")
    stage.settle()
    shown = "\n".join(lines(opened(stage)))
    assert (
        "· <@U0LEAD00001> flagged an incident · *Otter Bakery*\nSign: Said what was not true · Severity: normal"
        in shown
    ), shown
    assert "· Partways raised an alert · *Otter Bakery*\nLevel: decisive · Why: " in shown
    assert "changed an alert · *Otter Bakery*\nState: open → taken · Taken by: nothing → <@U0PARTNER01>" in shown
    assert "answered an alert · *Otter Bakery*\nEmoji: :eyes: · Put on: yes" in shown
    assert "note" not in shown
    again = lines(opened(stage))
    assert again[0].endswith("<@U0PARTNER01> read the audit trail")


def test_what_a_client_was_called_stands_beside_what_it_is_called(stage: Stage) -> None:
    """An Arabic name keeps its direction to itself, a long one is cut, a list is counted."""
    add(stage, LONG)
    card = stage.partner.command(f'/client-health "{LONG}"', channel=GENERAL)
    stage.partner.press("client_edit", in_=card)
    stage.settle()
    stage.partner.fill({"name": ARABIC, "aliases": "\n".join(f"alias {number}" for number in range(9))})
    assert stage.partner.submit().ok
    stage.partner.close(everything=True)
    view = opened(stage)
    raw = next(block["text"]["text"] for block in view.spec["blocks"] if block["type"] == "section")
    assert f"*\u2068{ARABIC}\u2069*" in raw
    newest = lines(view)[0]
    assert f"…→ {ARABIC}" in newest.replace("… → ", "…→ "), newest
    assert "Also called: nothing → alias 0, alias 1, alias 2, alias 3, and 5 more" in newest


def test_it_is_narrowed_by_client_person_and_kind(stage: Stage) -> None:
    """Each filter holds until it is changed or *Everything* is pressed; nothing found is said."""
    for name in ("Otter Bakery", "Magpie Press"):
        add(stage, name)
    everything = str(lines(opened(stage)))
    assert "*Otter Bakery*" in everything
    assert "*Magpie Press*" in everything
    view = press(stage, "audit_client", "Otter Bakery")
    assert lines(view)
    assert all("*Otter Bakery*" in line for line in lines(view)), lines(view)
    view = press(stage, "audit_kind", "alerts")
    assert [line.partition("\n")[0].partition(" · ")[2] for line in lines(view)] == [
        "Partways raised an alert · *Otter Bakery*"
    ]
    view = press(stage, "audit_person", "designer")
    assert lines(view) == ["Nothing in the trail is like that. Choose something else above, or press *Everything*."]
    view = press(stage, "audit_all")
    assert "read the audit trail\nClient" not in lines(view)[0]
    assert lines(view)[0].endswith("By: <@U0DESIGN001> · Kind: Alerts"), lines(view)[0]


def test_ten_thousand_lines_are_turned_page_by_page(stage: Stage) -> None:
    """Older and newer again show the same lines, in the same order, also while lines come in; turning leaves no line."""
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        for number in range(10_000):
            uow.audit(stage.lead.id, "something_new", f"x-{number}")
    first = opened(stage)
    assert len(lines(first)) == 12
    second = _older(stage)
    add(stage, "Otter Bakery")
    third = _older(stage)
    assert seqs_beside(third) == ("above|9977", "below|9966")
    assert seqs_beside(_newer(stage)) == ("above|9989", "below|9978")
    assert top(stage.partner).spec["blocks"] == second.spec["blocks"]
    newest = _newer(stage)
    assert lines(newest) == lines(first)
    assert seqs_beside(newest) == ("above|10001", "below|9990")  # what came in meanwhile is newer
    assert "*Otter Bakery*" in str(lines(_newer(stage)))
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        reads = [line for line in uow.trail.newest(AuditQuery(), 50) if line.action == "audit_read"]
    assert len(reads) == 1


def seqs_beside(view: View) -> tuple[str, ...]:
    buttons = [element for block in view.spec["blocks"] for element in block.get("elements", ())]
    return tuple(one["value"] for one in buttons if one.get("action_id") == "audit_page")


def _older(stage: Stage) -> View:
    return press(stage, "Older")


def _newer(stage: Stage) -> View:
    return press(stage, "Newer")


def test_it_is_for_reviewers(stage: Stage) -> None:
    """A member sees no button; whoever sends its requests all the same is told so, reads nothing, and leaves no line."""
    assert "audit_open" in str(stage.partner.command("/client-policy", channel=GENERAL).blocks)
    assert "audit_open" not in str(stage.lead.command("/client-policy", channel=GENERAL).blocks)
    scene = set_scene(stage)
    entries = every_entry(scene)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (last,) = uow.trail.newest(AuditQuery(), 1)
    forged = {entry: builds for entry, builds in entries.items() if entry[1].startswith("audit_")}
    assert len(forged) == 6
    for builds in forged.values():
        for build in builds:
            seq = stage.slack.traffic.since()[-1].seq
            scene.send(build, stage.lead.user)
            shown = json.dumps([entry.request for entry in stage.slack.traffic.since(seq) if entry.kind == "api"])
            assert "Only a reviewer can do that." in shown
            assert "flagged an incident" not in shown
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        assert uow.trail.newest(AuditQuery(), 1) == [last]


def test_times_are_those_of_the_workspace(stage: Stage) -> None:
    """And it says which."""
    partner = stage.partner
    partner.press("settings_open", in_=partner.command("/client-policy", channel=GENERAL))
    stage.settle()
    partner.fill({"timezone": "Asia/Tokyo"})
    partner.submit()
    partner.close(everything=True)
    view = opened(stage)
    assert lines(view)[0].startswith(
        "Mon, Mar 2, 2026, 7:00 PM GMT+09:00 · <@U0PARTNER01> changed the settings\nTime zone: UTC → Asia/Tokyo"
    )
    assert "Asia/Tokyo" in str(view.spec["blocks"][-1])
    assert stage.clock.now() == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
