"""Who reads a note, and who is told who flagged: the reporter and the reviewers."""

from tests.flows.stage import GENERAL, Stage

NOTE = "canarynote: said it to my face"
EVERYBODY = ("lead", "designer", "developer", "partner", "office")


def flag_by_form(stage: Stage, sign: str, *, confidential: bool) -> None:
    """By the lead, for a client of that sign's name."""
    lead = stage.lead
    lead.shortcut("flag_client_global")
    stage.settle()
    lead.fill({"client": "Acme", "sign": sign, "note": NOTE})
    stage.settle()
    if confidential:
        lead.fill({"confidential": ["true"]})
    assert lead.submit().ok
    lead.close(everything=True)
    stage.settle()


def acme(stage: Stage) -> None:
    stage.lead.press("create_and_flag", in_=stage.lead.command("/flag-client Acme mind_change", channel=GENERAL))
    stage.settle()


def shown_to(stage: Stage, who: str) -> str:
    return str(stage.person(who).command("/client-health acme", channel=GENERAL).blocks)


def readers(stage: Stage) -> set[str]:
    return {who for who in EVERYBODY if "canarynote" in shown_to(stage, who)}


def test_a_confidential_note_is_for_the_reporter_and_reviewers(stage: Stage) -> None:
    """Whatever the sign."""
    acme(stage)
    flag_by_form(stage, "slow_pay", confidential=True)
    assert readers(stage) == {"lead", "partner", "office"}


def test_notes_of_the_first_two_signs_are_too(stage: Stage) -> None:
    """Confidential or not."""
    acme(stage)
    for sign in ("physical_abuse", "mental_abuse"):
        flag_by_form(stage, sign, confidential=False)
        assert readers(stage) == {"lead", "partner", "office"}, sign


def test_any_other_note_is_for_all_members(stage: Stage) -> None:
    """That is what it is written for."""
    acme(stage)
    flag_by_form(stage, "slow_pay", confidential=False)
    assert readers(stage) == set(EVERYBODY)


def test_members_are_never_told_who_flagged(stage: Stage) -> None:
    """Not on the card, nor in the portfolio, the alert, its thread or a shared card."""
    acme(stage)
    for sign, confidential in (("slow_pay", False), ("lying", True), ("mental_abuse", False)):
        flag_by_form(stage, sign, confidential=confidential)
    stage.hold_ends()
    reporter = stage.lead.id
    assert reporter in shown_to(stage, "partner")
    assert reporter in shown_to(stage, "lead")
    for who in ("designer", "developer"):
        assert reporter not in shown_to(stage, who)
        assert reporter not in str(stage.person(who).command("/client-health", channel=GENERAL).blocks)
    assert stage.alerts
    for message in stage.slack.messages("client-alerts"):
        assert reporter not in str(message.blocks) + message.text
        assert "canarynote" not in str(message.blocks) + message.text


def test_evidence_of_a_withheld_note_is_withheld(stage: Stage) -> None:
    """The link names the conversation: whoever may not read the note is not led to where it was said."""
    acme(stage)
    said = stage.lead.say("project-website", "they shouted at me")
    stage.lead.shortcut("flag_client_message", said)
    stage.settle()
    stage.lead.fill({"client": "Acme", "sign": "mental_abuse", "note": NOTE})
    assert stage.lead.submit().ok
    link = f"/archives/{said.channel}/p{said.ts.replace('.', '')}"
    assert link in shown_to(stage, "lead")
    assert link in shown_to(stage, "partner")
    assert link not in shown_to(stage, "designer")


def test_a_reason_for_waiving_a_withheld_one_is_withheld(stage: Stage) -> None:
    """A reviewer who writes why may quote the note."""
    acme(stage)
    flag_by_form(stage, "mental_abuse", confidential=False)
    asked = stage.partner.command("/client-health acme", channel=GENERAL)
    menu = next(block["accessory"] for block in asked.blocks if "accessory" in block and "Belittled" in str(block))
    waive = next(option["value"] for option in menu["options"] if option["value"].startswith("incident_waive"))
    stage.partner.press("incident_menu", waive, in_=asked)
    stage.settle()
    stage.partner.fill({"reason": "canaryreason: she said so herself"})
    assert stage.partner.submit().ok
    assert "canaryreason" in shown_to(stage, "partner")
    assert "canaryreason" not in shown_to(stage, "designer") + shown_to(stage, "lead")
    stage.person("office").press(
        "dismissal_confirm", in_=stage.person("office").command("/client-health acme", GENERAL)
    )
    stage.settle()
    assert "canaryreason" in shown_to(stage, "partner")
    assert "canaryreason" not in shown_to(stage, "designer")
    assert "waived" in shown_to(stage, "designer").casefold()


def test_a_witness_is_counted_and_not_named(stage: Stage) -> None:
    """To members; and a witness does not read a withheld note for it."""
    acme(stage)
    said = stage.lead.say("project-website", "they shouted")
    for who in ("lead", "designer"):
        person = stage.person(who)
        person.shortcut("flag_client_message", said)
        stage.settle()
        person.fill({"client": "Acme", "sign": "mental_abuse", "note": NOTE})
        assert person.submit().ok
    assert stage.designer.id not in shown_to(stage, "developer")
    assert "canarynote" not in shown_to(stage, "developer")


def test_an_old_answer_shows_no_more_than_a_new_one(stage: Stage) -> None:
    """A reviewer who is one no longer presses in an old card: what opens is by today's role."""
    acme(stage)
    flag_by_form(stage, "lying", confidential=True)
    asked = stage.partner.command("/client-health acme", channel=GENERAL)
    with stage.bot.ports.store.write(stage.slack.team_id) as uow:
        uow.workspace.save_settings(uow.workspace.settings().with_changes({"reviewers": (stage.designer.id,)}))
    menu = next(block["accessory"] for block in asked.blocks if "accessory" in block)
    edit = next(option["value"] for option in menu["options"] if option["value"].startswith("incident_edit"))
    stage.partner.press("incident_menu", edit, in_=asked)
    stage.settle()
    assert "canarynote" not in str(stage.partner.view)
