"""The flag form: from the command alone, from the global shortcut, and from a message."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.history import Incident
from bot.domain.signs import CONDUCT, SIGN_FACTS, Level, Severity, SignId
from bot.domain.signs import Stage as DealStage
from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.stage import SubmitResult
from bot.sandbox.views import View
from bot.usecases.records import PolicyVersion
from tests.flows.register import add_client, all_names, incidents, level, standing
from tests.flows.stage import ALERTS, GENERAL, Stage

EVERY_FORM = {"client", "sign", "severity", "occurred_at", "note", "confidential"}


def opened(stage: Stage, who: str = "lead", message: Message | None = None) -> View:
    """The form on that person's screen, filled by the bot."""
    person = stage.person(who)
    person.close(everything=True)
    person.shortcut("flag_client_message" if message else "flag_client_global", message)
    stage.settle()
    assert person.view is not None
    return person.view


def fields(view: View) -> set[str]:
    return {block["block_id"] for block in view.blocks if block["type"] == "input"}


def element(view: View, block_id: str) -> dict[str, object]:
    found: dict[str, object] = next(block["element"] for block in view.blocks if block["block_id"] == block_id)
    return found


def fill(stage: Stage, values: dict[str, object], who: str = "lead") -> View:
    """One after the other, each with what the bot draws anew because of it."""
    for block_id, value in values.items():
        stage.person(who).fill({block_id: value})
        stage.settle()
    view = stage.person(who).view
    assert view is not None
    return view


def submit(stage: Stage, values: dict[str, object], who: str = "lead") -> SubmitResult:
    fill(stage, values, who)
    result = stage.person(who).submit()
    stage.settle()
    return result


def to_create(stage: Stage, name: str) -> object:
    """The option that creates a client, as the select offers it for what was typed."""
    return stage.lead.suggest("client", name).all[-1]


def only_incident(stage: Stage, name: str = "Acme") -> Incident:
    (record,) = standing(stage, name)
    assert isinstance(record.entry, Incident)
    return record.entry


def test_three_ways_store_the_same(stage: Stage) -> None:
    """The line, the command's form and the shortcut's form differ in nothing that is stored but the id."""
    add_client(stage, "Acme")
    stage.lead.command("/flag-client acme lying said so", channel=GENERAL)
    stage.settle()
    stage.lead.command("/flag-client", channel=GENERAL)
    stage.settle()
    submit(stage, {"client": "Acme", "sign": "lying", "note": "said so"})
    opened(stage)
    submit(stage, {"client": "Acme", "sign": "lying", "note": "said so"})
    kept = [
        (record.entry.at, record.entry.sign, record.entry.severity, record.note, record.by)
        for record in incidents(stage, "Acme")
        if isinstance(record.entry, Incident)
    ]
    assert len(kept) == 3
    assert len(set(kept)) == 1


@pytest.mark.parametrize("sign", SignId)
def test_each_sign_shows_its_facts_and_no_others(stage: Stage, sign: SignId) -> None:
    """Choosing a sign draws its facts; before, there are none."""
    assert fields(opened(stage)) == EVERY_FORM
    view = fill(stage, {"sign": sign.value})
    about = {"about"} if sign in CONDUCT else set()
    assert fields(view) == EVERY_FORM | set(SIGN_FACTS[sign]) | about


def test_changing_the_sign_keeps_what_was_typed(stage: Stage) -> None:
    """The client, note, time, severity and tick stay, and so does a fact that both signs have."""
    add_client(stage, "Acme")
    opened(stage)
    moment = int((stage.clock.now() - timedelta(days=2)).timestamp())
    filled: dict[str, object] = {
        "client": "Acme",
        "sign": "slow_pay",
        "amount": "1200.50",
        "our_error": ["true"],
        "severity": "severe",
        "occurred_at": moment,
        "note": "line one\nline two",
        "confidential": ["true"],
    }
    fill(stage, filled)
    view = fill(stage, {"sign": "invoice_dispute"})
    # What is drawn anew carries it all, whether or not Slack keeps it by itself.
    assert "Acme" in str(element(view, "client")["initial_option"])
    assert element(view, "amount")["initial_value"] == "1200.50"
    assert element(view, "our_error")["initial_options"]
    assert element(view, "note")["initial_value"] == "line one\nline two"
    assert element(view, "occurred_at")["initial_date_time"] == moment
    assert element(view, "confidential")["initial_options"]
    result = stage.lead.submit()
    assert result.ok
    entry = only_incident(stage)
    assert (entry.sign, entry.severity, entry.amount) == ("invoice_dispute", Severity.SEVERE, Decimal("1200.50"))
    assert entry.our_error
    (record,) = incidents(stage, "Acme")
    assert (record.note, record.is_confidential) == ("line one\nline two", True)


FACTS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("slow_pay", {"days_late": "31", "amount": "99.90"}, {"days_late": 31, "amount": Decimal("99.90")}),
    ("invoice_dispute", {"after_agreement": ["true"]}, {"after_agreement": True, "our_error": False}),
    ("mind_change", {"hours": "12.5"}, {"hours": Decimal("12.5")}),
    ("ignored_advice", {"expects_rescue": []}, {"expects_rescue": False}),
    ("ignored_advice", {}, {"expects_rescue": True}),
    ("competitor_squeeze", {"stage": "under_way"}, {"stage": DealStage.UNDER_WAY}),
    ("unreasonable_demand", {"bar": " calls at\u202e night "}, {"bar": "calls at night"}),
    ("mental_abuse", {"second_hand": ["true"]}, {"second_hand": True}),
]


@pytest.mark.parametrize(("sign", "filled", "kept"), FACTS)
def test_facts_are_kept(stage: Stage, sign: str, filled: dict[str, object], kept: dict[str, object]) -> None:
    """Each fact of each sign arrives in the history as it was filled in."""
    add_client(stage, "Acme")
    opened(stage)
    assert submit(stage, {"client": "Acme", "sign": sign, **filled}).ok
    entry = only_incident(stage)
    assert {name: getattr(entry, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("sign", "filled", "reason"),
    [
        ("slow_pay", {"days_late": "2"}, "grace"),
        ("slow_pay", {"our_error": ["true"]}, "error was ours"),
        ("invoice_dispute", {"our_error": ["true"]}, "error was ours"),
        ("ignored_advice", {"expects_rescue": []}, "nobody expected"),
        ("competitor_squeeze", {"stage": "quoting"}, "fair"),
    ],
)
def test_what_does_not_count_is_said(stage: Stage, sign: str, filled: dict[str, object], reason: str) -> None:
    """It is kept all the same."""
    add_client(stage, "Acme")
    opened(stage)
    result = submit(stage, {"client": "Acme", "sign": sign, **filled})
    assert result.updated is not None
    assert reason in str(result.updated.blocks)
    assert only_incident(stage).sign == sign


def test_an_exempt_bar_is_named_and_does_not_count(stage: Stage) -> None:
    """The form shows the client's exempt bars; named in whatever case, the incident does not count."""
    add_client(stage, "Acme")
    card = stage.partner.command("/client-health acme", channel=GENERAL)
    stage.partner.press("client_edit", in_=card)
    stage.settle()
    fill(stage, {"exempt_bars": "Calls at night"}, "partner")
    assert stage.partner.submit().ok
    opened(stage)
    view = fill(stage, {"client": "Acme", "sign": "unreasonable_demand"})
    assert "Calls at night" in str(view.blocks)
    result = submit(stage, {"bar": "calls at night"})
    assert "exempt from that bar" in str(result.updated and result.updated.blocks)
    assert level(stage, "Acme") is Level.CLEAR


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sign": "slow_pay", "days_late": "36501"}, "days_late"),
        ({"sign": "slow_pay", "amount": "-1"}, "amount"),
        ({"sign": "mind_change", "hours": "10001"}, "hours"),
    ],
)
def test_slack_refuses_at_the_field(stage: Stage, values: dict[str, object], field: str) -> None:
    """The inputs themselves carry their limits."""
    add_client(stage, "Acme")
    opened(stage)
    result = submit(stage, {"client": "Acme", **values})
    assert list(result.errors) == [field]
    assert incidents(stage, "Acme") == []


def test_the_bot_refuses_at_the_field(stage: Stage) -> None:
    """More than two decimals, and a moment ahead, are told where they stand, and nothing typed is lost."""
    add_client(stage, "Acme")
    opened(stage)
    result = submit(stage, {"client": "Acme", "sign": "slow_pay", "amount": "1.005", "note": "kept"})
    assert "two decimals" in result.errors["amount"]
    ahead = int((stage.clock.now() + timedelta(minutes=5, seconds=1)).timestamp())
    result = submit(stage, {"amount": "1.01", "occurred_at": ahead})
    assert "future" in result.errors["occurred_at"]
    assert incidents(stage, "Acme") == []
    result = submit(stage, {"occurred_at": ahead - 1})
    assert result.ok
    assert only_incident(stage).at == stage.clock.now()


def test_a_form_without_a_client_or_sign(stage: Stage) -> None:
    """Slack itself does not send it."""
    opened(stage)
    result = stage.lead.submit()
    assert {"client", "sign"} <= set(result.errors)


def test_the_answer_in_the_form(stage: Stage) -> None:
    """The same modal shows the level and why, and *Undo* in it takes the flag back."""
    add_client(stage, "Acme")
    opened(stage)
    result = submit(stage, {"client": "Acme", "sign": "lying"})
    assert result.updated is not None
    told = str(result.updated.blocks)
    assert "decisive" in told
    assert "once is enough" in told
    stage.lead.press("incident_undo", in_=stage.lead.view)
    stage.settle()
    assert stage.lead.view is not None
    assert "Taken back" in str(stage.lead.view.blocks)
    assert standing(stage, "Acme") == []
    stage.slack.redeliver(times=2)
    stage.settle()
    assert "Taken back" in str(stage.lead.view.blocks)


def test_a_form_delivered_three_times(stage: Stage) -> None:
    """One client and one incident, though each delivery asks to create the client; each answer is the same modal."""
    opened(stage)
    submit(stage, {"client": to_create(stage, "Blue Door"), "sign": "lying"})
    again = stage.slack.redeliver(times=2)
    stage.settle()
    assert all_names(stage) == ["Blue Door"]
    assert len(incidents(stage, "Blue Door")) == 1
    assert all(ack.payload["response_action"] == "update" for ack in again)


def test_a_form_delivered_again_after_its_client_was_renamed(stage: Stage) -> None:
    """What the form asked to create is not created a second time."""
    opened(stage)
    submit(stage, {"client": to_create(stage, "Blue Door"), "sign": "lying"})
    form = stage.slack.traffic.last_delivery()
    card = stage.lead.command("/client-health blue door", channel=GENERAL)
    stage.lead.press("client_edit", in_=card)
    stage.settle()
    fill(stage, {"name": "Red Door"})
    assert stage.lead.submit().ok
    stage.slack.redeliver(form)
    stage.settle()
    assert all_names(stage) == ["Red Door"]


def test_suggestions(stage: Stage) -> None:
    """Near names and aliases as one types, and what was typed as a new client, last."""
    add_client(stage, "Acme Industries", "Northwind")
    card = stage.lead.command("/client-health northwind", channel=GENERAL)
    stage.lead.press("client_edit", in_=card)
    stage.settle()
    submit(stage, {"aliases": "Blue Star"})
    opened(stage)
    assert stage.lead.suggest("client", "a").labels[0] == "Acme Industries"
    assert stage.lead.suggest("client", "acme").labels == ["Acme Industries", "Create acme"]
    assert stage.lead.suggest("client", "blue star").labels == ["Northwind (Blue Star)"]
    assert stage.lead.suggest("client", "nothwind").labels[0] == "Northwind"
    assert stage.lead.suggest("client", "Acme Industries").labels == ["Acme Industries"]
    assert stage.lead.suggest("client", "x" * 76).labels == []
    assert stage.lead.suggest("client", "\u200b").labels == []


def said(stage: Stage, text: str, who: str = "designer", thread_of: Message | None = None) -> Message:
    person = stage.person(who)
    message = person.reply_to(thread_of, text) if thread_of else person.say("project-website", text)
    stage.settle()
    return message


def test_a_flagged_message_is_evidence(stage: Stage) -> None:
    """Link, author and time are kept; its text is shown above an empty note, and is not stored."""
    add_client(stage, "Acme")
    message = said(stage, "They just called us useless & <!channel> laughed")
    stage.clock.move(timedelta(hours=3))
    view = opened(stage, message=message)
    assert "called us useless" in str(view.blocks)
    assert "initial_value" not in element(view, "note")
    assert "useless" not in view.spec["private_metadata"]
    result = submit(stage, {"client": "Acme", "sign": "mental_abuse"})
    assert result.ok
    (record,) = incidents(stage, "Acme")
    assert record.evidence is not None
    assert (record.evidence.author, record.evidence.ts) == (stage.designer.id, message.ts)
    link = f"https://northlight-studio.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    assert record.evidence.permalink == link
    assert record.entry.at.timestamp() == int(float(message.ts))
    assert record.note == ""
    assert stage.slack.messages("project-website") == [message]
    assert message.reactions == {}


def test_a_sign_chosen_for_a_message_keeps_the_message(stage: Stage) -> None:
    """The form that is drawn anew still shows the text and carries the evidence."""
    add_client(stage, "Acme")
    message = said(stage, "we never agreed to that price")
    opened(stage, message=message)
    view = fill(stage, {"client": "Acme", "sign": "invoice_dispute"})
    assert "never agreed" in str(view.blocks)
    view = fill(stage, {"sign": "slow_pay"})
    assert "never agreed" in str(view.blocks)
    stage.lead.submit()
    (record,) = incidents(stage, "Acme")
    assert record.evidence is not None


def test_an_answer_in_a_thread_is_linked_there(stage: Stage) -> None:
    """Slack finds a reply only by its thread."""
    add_client(stage, "Acme")
    parent = said(stage, "how did the call go?")
    reply = said(stage, "badly", thread_of=parent)
    opened(stage, message=reply)
    fill(stage, {"client": "Acme", "sign": "slow_pay"})
    submit(stage, {"sign": "lying"})
    (record,) = incidents(stage, "Acme")
    assert record.evidence is not None
    assert record.evidence.permalink.endswith(f"?thread_ts={parent.ts}&cid={parent.channel}")


def test_a_message_flagged_twice_has_a_witness(stage: Stage) -> None:
    """The second person adds no incident; the first who does it again is told that it stands."""
    add_client(stage, "Acme")
    message = said(stage, "they lied")
    for who in ("lead", "partner"):
        opened(stage, who, message)
        result = submit(stage, {"client": "Acme", "sign": "lying"}, who)
    assert "witness" in str(result.updated and result.updated.blocks)
    assert stage.partner.view is not None
    assert "incident_undo" not in str(stage.partner.view.blocks)
    stage.slack.redeliver(times=2)
    opened(stage, "lead", message)
    result = submit(stage, {"client": "Acme", "sign": "lying"})
    assert "witness" not in str(result.updated and result.updated.blocks)
    assert "incident_undo" in str(result.updated and result.updated.blocks)
    (record,) = incidents(stage, "Acme")
    assert record.witnesses == (stage.partner.id,)


def test_a_witness_is_counted_by_the_alert(stage: Stage) -> None:
    """How many flagged it is brought up to date where it is said, although nothing is judged anew."""
    add_client(stage, "Acme")
    message = said(stage, "they lied")
    for who, told in (("lead", "Flagged by 1 person."), ("partner", "Flagged by 2 people.")):
        opened(stage, who, message)
        submit(stage, {"client": "Acme", "sign": "lying"}, who)
        stage.after(seconds=31)
        (alert,) = stage.alerts
        assert told in str(alert.blocks)


def test_a_message_can_tell_of_two_signs(stage: Stage) -> None:
    """Another sign, or another client, is another incident."""
    add_client(stage, "Acme", "Globex")
    message = said(stage, "they lied and will not pay")
    for client, sign in (("Acme", "lying"), ("Acme", "slow_pay"), ("Globex", "lying")):
        opened(stage, message=message)
        assert submit(stage, {"client": client, "sign": sign}).ok
    assert len(incidents(stage, "Acme")) == 2
    assert len(incidents(stage, "Globex")) == 1


def test_a_message_flagged_again_after_it_was_taken_back(stage: Stage) -> None:
    """What was taken back does not swallow a new flag."""
    add_client(stage, "Acme")
    message = said(stage, "they lied")
    opened(stage, message=message)
    submit(stage, {"client": "Acme", "sign": "lying"})
    stage.lead.press("incident_undo", in_=stage.lead.view)
    stage.settle()
    opened(stage, "partner", message)
    submit(stage, {"client": "Acme", "sign": "lying"}, "partner")
    (record,) = standing(stage, "Acme")
    assert record.by == stage.partner.id


def test_confidential(stage: Stage) -> None:
    """The alert counts it; another member sees neither its note nor who flagged it."""
    add_client(stage, "Acme")
    opened(stage)
    submit(stage, {"client": "Acme", "sign": "lying", "note": "told me at dinner", "confidential": ["true"]})
    for who, sees in (("lead", True), ("partner", True), ("designer", False)):
        card = stage.person(who).command("/client-health acme", channel=GENERAL)
        assert ("at dinner" in str(card.blocks)) == sees
    stage.hold_ends()
    assert len(stage.alerts) == 1
    assert "dinner" not in json.dumps([message.blocks for message in stage.slack.messages(ALERTS)])


def test_metadata_holds_ids_only(stage: Stage) -> None:
    """What travels with a form is a channel, a message id and a user id."""
    add_client(stage, "Acme")
    view = opened(stage, message=said(stage, "secret words"))
    ids = json.loads(view.spec["private_metadata"])
    assert set(ids) <= {"channel", "ts", "thread", "author"}


@pytest.mark.parametrize(
    "metadata",
    [
        "no json",
        "[]",
        '{"channel": 1, "ts": 2}',
        '{"channel": "../..", "ts": "1.0"}',
        '{"channel": "C0GENERAL01", "ts": "x"}',
        '{"channel": "C0GENERAL01", "ts": "1.0", "thread": "|evil"}',
        '{"draft": "nobody\'s"}',
    ],
)
def test_forged_metadata_becomes_no_evidence(stage: Stage, metadata: str) -> None:
    """What is not an id of Slack's is not built into a link; the flag itself is taken."""
    add_client(stage, "Acme")
    view = opened(stage)
    view.spec["private_metadata"] = metadata
    assert submit(stage, {"client": "Acme", "note": "x"}).errors.keys() == {"sign"}
    with_sign(stage, view, "lying")
    view.spec["private_metadata"] = metadata
    assert stage.lead.submit().ok
    (record,) = incidents(stage, "Acme")
    assert record.evidence is None


def with_sign(stage: Stage, view: View, sign: str) -> None:
    """Puts a sign into the form as it is sent, whatever the select offers."""
    view.values["sign"]["value"] = {
        "type": "static_select",
        "selected_option": {"text": {"type": "plain_text", "text": sign}, "value": sign},
    }


@pytest.mark.parametrize(
    ("block_id", "value", "says"),
    [
        ("sign", "no_such_sign", "not known"),
        ("client", "no such client", "not known"),
        ("client", "new:", "at least one letter"),
        ("client", "new:" + "x" * 76, "75"),
        ("severity", "terrible", "minor, normal or severe"),
        ("stage", "nowhere", "quoting"),
    ],
)
def test_forged_options_are_told_at_their_field(stage: Stage, block_id: str, value: str, says: str) -> None:
    """Whatever a form is made to send, the answer names the field and what it accepts; nothing is stored."""
    add_client(stage, "Acme")
    opened(stage)
    view = fill(stage, {"client": "Acme", "sign": "competitor_squeeze"})
    view.values[block_id]["value"] = {
        "type": "static_select",
        "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value},
    }
    assert says in stage.lead.submit().errors[block_id]
    assert incidents(stage, "Acme") == []
    assert all_names(stage) == ["Acme"]


def test_correcting_what_is_gone(stage: Stage) -> None:
    """A form that corrects something unknown, or somebody else's, says so and stores nothing."""
    add_client(stage, "Acme")
    stage.designer.command("/flag-client acme slow_pay theirs", channel=GENERAL)
    stage.settle()
    (theirs,) = incidents(stage, "Acme")
    for corrects in ("nothing", theirs.entry.id):
        opened(stage)
        view = fill(stage, {"client": "Acme", "sign": "lying"})
        view.spec["private_metadata"] = json.dumps({"corrects": corrects})
        result = stage.lead.submit()
        assert result.updated is not None
        assert "went wrong" not in str(result.updated.blocks)
    assert [record.entry.id for record in incidents(stage, "Acme")] == [theirs.entry.id]


def test_a_sign_that_was_switched_off_meanwhile(stage: Stage) -> None:
    """It is refused at its field by its name, and no longer on offer."""
    add_client(stage, "Acme")
    opened(stage)
    fill(stage, {"client": "Acme", "sign": "lying"})
    with stage.bot.ports.store.write(stage.bot.home.workspace) as uow:
        off = PolicyVersion(1, {"signs": {"lying": {"off": True}}}, stage.partner.id, uow.at, "not ours")
        uow.workspace.add_policy(off)
    assert "switched off" in stage.lead.submit().errors["sign"]
    assert "lying" not in str(element(opened(stage), "sign"))


def test_an_option_longer_than_slacks_is_a_bad_request(stage: Stage) -> None:
    """No form of ours had it, so it is neither drawn again nor looked for."""
    add_client(stage, "Acme")
    opened(stage)
    view = fill(stage, {"client": "Acme", "sign": "lying"})
    view.values["client"]["value"] = {
        "type": "external_select",
        "selected_option": {"text": {"type": "plain_text", "text": "Acme"}, "value": "x" * 151},
    }
    chosen = {"text": {"type": "plain_text", "text": "Paid late"}, "value": "slow_pay"}
    action = {"type": "static_select", "block_id": "sign", "action_id": "value", "selected_option": chosen}
    payloads = Payloads(stage.slack.platform, stage.slack.responses)
    with stage.slack.platform.lock:
        changed = payloads.view_action(stage.lead.user, view, action)
        submitted = payloads.submission(stage.lead.user, view)
    assert [stage.slack.delivery.send(each).status for each in (changed, submitted)] == [400, 400]
    assert incidents(stage, "Acme") == []
