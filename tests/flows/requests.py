"""Requests as Slack would send them, for anybody: also for people to whom its client shows no button."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.messages import Message
from bot.sandbox.payloads import Payloads
from bot.sandbox.people import User
from bot.sandbox.platform import Happening
from bot.sandbox.views import View
from bot.sandbox.wire import Ack, Envelope
from bot.slack.modals.glad_form import glad_form
from bot.usecases.parting_list import GladForm
from tests.flows.care_scene import restricted_flag
from tests.flows.stage import ALERTS, GENERAL, Stage

NAME = "Canary Holdings"
NOTE = "canarynote told in confidence"
SECRETS = ("canary", "otter", "magpie")
Build = Callable[[User], Envelope | dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A workspace with something to keep: clients, notes, an open alert, a draft, and a reviewer's open forms."""

    stage: Stage
    client: str
    other: str
    merged: str
    incident: str
    earlier: str
    episode: str
    draft: str
    parting: str
    care: str
    dismissal: str
    alert: Message
    forms: dict[str, View]

    def send(self, build: Build, who: User) -> Ack:
        """Sends what ``build`` makes of ``who``, and waits until all that follows from it is done."""
        platform = self.stage.slack.platform
        with platform.lock:
            made = build(who)
            if isinstance(made, Envelope):
                envelope = made
            else:
                envelope = self.stage.slack.events._envelope(Happening({"event_ts": now_ts(self.stage), **made}))
        ack = self.stage.slack.delivery.send(envelope)
        self.stage.settle()
        return ack


def now_ts(stage: Stage) -> str:
    return stage.slack.workspace.new_ts(stage.clock.now())


def set_scene(stage: Stage) -> Scene:
    """A member flags, and a reviewer, who sees everything, opens the forms."""
    partner = stage.partner
    for line in (f'"{NAME}" lying {NOTE}', '"Otter Bakery" slow_pay otter note', '"Magpie Press" slow_pay magpie note'):
        stage.lead.press("create_and_flag", in_=stage.lead.command(f"/flag-client {line}", channel=GENERAL))
        stage.settle()
    stage.hold_ends()
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        ids = {known.name: known.client for known in uow.clients.names()}
        (episode,) = uow.episodes.open_ones()
    card = partner.command("/client-health magpie press", channel=GENERAL)
    forms = {"client_merge": _opened(stage, "client_merge", card, into="Otter Bakery")}
    partner.submit()
    stage.flag(f'"{NAME}" lying {NOTE} again')
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        newer, older = uow.history.newest_records(ids[NAME], 2)
    forms |= _open_forms(stage, ids[NAME])
    asked = stage.lead.command("/flag-client Nuthatch canarydraft lying", channel=GENERAL)
    draft = next(element["value"] for block in asked.blocks for element in block.get("elements", []))
    return Scene(
        stage,
        ids[NAME],
        ids["Otter Bakery"],
        ids["Magpie Press"],
        newer.entry.id,
        older.entry.id,
        episode.id,
        draft,
        _parted_with(stage, ids["Otter Bakery"]),
        *restricted_flag(stage, "Canary Row", "canarynote of a restricted flag"),
        stage.alerts[0],
        forms | _parting_forms(stage),
    )


def _parted_with(stage: Stage, client: str) -> str:
    """The partner parts ways with them; the id of the parting."""
    partner = stage.partner
    card = partner.command('/client-health "Otter Bakery"', channel=GENERAL)
    partner.press("review_open", in_=card)
    stage.settle()
    partner.press("review_decide", f"{client}|part_ways")
    stage.settle()
    partner.fill({"keep_takes": "otter takes", "reason": "otter why"})
    partner.submit()
    stage.settle()
    partner.close(everything=True)
    for _ in range(3):  # a channel gets one post a second
        stage.after(seconds=2)
    with stage.bot.ports.store.read(stage.slack.team_id) as uow:
        (parting,) = uow.partings.of_client(client)
    return parting.id


def _parting_forms(stage: Stage) -> dict[str, View]:
    partner = stage.partner
    message = next(one for one in stage.alerts if "Otter" in one.text)
    partner.press("parting_open", in_=message)
    stage.settle()
    assert partner.view is not None
    menus = [block["accessory"] for block in partner.view.blocks if "accessory" in block]
    partner.press("parting_item", next(one["value"] for one in menus[0]["options"] if "arrange" in one["value"]))
    stage.settle()
    forms = {"parting_item": _kept(partner.fill({"due_on": "2026-03-20"}))}
    partner.close(everything=True)
    spec = glad_form(GladForm("a parting", 30, "Otter Bakery", "otter sentence", "en"))
    with stage.slack.platform.lock:
        return forms | {"glad": stage.slack.platform.new_view(partner.id, spec)}


def _open_forms(stage: Stage, client: str) -> dict[str, View]:
    """Every form that can be submitted, filled, as the partner has it."""
    partner = stage.partner
    policy = partner.command("/client-policy", channel=GENERAL)
    card = partner.command(f'/client-health "{NAME}"', channel=GENERAL)
    forms = {
        "settings": _opened(stage, "settings_open", policy),
        "clients_add": _opened(stage, "clients_add_open", policy, names="Canary Wharf Club"),
        "client_edit": _opened(stage, "client_edit", card, aliases="canary alias"),
        "client_data": _opened(stage, "client_data", card, what="hold", reason="canary claim"),
        "person_data": _opened(stage, "person_data_open", policy, person="designer", what="erase"),
        "person_erase": _erase_form(stage),
        "audit": _opened(stage, "audit_open", policy),
    }
    partner.press("review_open", in_=card)
    stage.settle()
    partner.press("review_decide", f"{client}|keep")
    stage.settle()
    forms["review_decide"] = _kept(partner.fill({"keep_takes": "canary takes", "reason": "canary why"}))
    partner.close(everything=True)
    forms["warning"] = _warning_form(stage, client)
    menu = next(block["accessory"] for block in card.blocks if "accessory" in block)
    void = next(option["value"] for option in menu["options"] if option["value"].startswith("incident_void"))
    partner.press("incident_menu", void, in_=card)
    stage.settle()
    forms["reason"] = _kept(partner.fill({"reason": "canary reason"}))
    partner.shortcut("flag_client_global")
    stage.settle()
    partner.fill({"client": "Otter Bakery", "sign": "lying"})
    stage.settle()
    forms["flag_client"] = _kept(partner.fill({"note": "canarynote of a form"}))
    partner.close(everything=True)
    return forms


def _erase_form(stage: Stage) -> View:
    """What the form on a person's data turns into."""
    stage.partner.submit()
    stage.settle()
    return _kept(stage.partner.fill({"confirm": ["true"]}))


def _warning_form(stage: Stage, client: str) -> View:
    """Reached from any client's card once somebody was demeaned; here from the request itself."""
    partner = stage.partner
    message = stage.alerts[0]
    pressed = {"action_id": "warning_record", "block_id": "b", "type": "button", "action_ts": now_ts(stage)}
    payloads = Payloads(stage.slack.platform, stage.slack.responses)
    with stage.slack.platform.lock:
        envelope = payloads.message_action(partner.user, message, pressed | {"value": f"{client}|mental_abuse"})
    stage.slack.delivery.send(envelope)
    stage.settle()
    form = _kept(partner.fill({"told_how": "canary words"}))
    partner.close(everything=True)
    return form


def _opened(stage: Stage, action: str, reply: Any, **values: Any) -> View:
    stage.partner.press(action, in_=reply)
    stage.settle()
    return _kept(stage.partner.fill(values))


def _kept(view: View) -> View:
    """As it stands now: a modal that is answered turns into another one."""
    return replace(view, spec=dict(view.spec), values={block: dict(held) for block, held in view.values.items()})


class Requests:
    """Builds requests of a scene, each for whoever is named later."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._slack = scene, scene.stage.slack
        self._payloads = Payloads(self._slack.platform, self._slack.responses)

    def command(self, name: str, text: str) -> Build:
        channel = self._slack.workspace.channels[GENERAL]
        return lambda user: self._payloads.command(user, channel, name, text)

    def global_shortcut(self, callback: str) -> Build:
        return lambda user: self._payloads.global_shortcut(user, callback)

    def message_shortcut(self, callback: str) -> Build:
        return lambda user: self._payloads.message_shortcut(user, callback, self._scene.alert)

    def press(self, action: str, value: str, kind: str = "button") -> Build:
        """On the posted alert: what it carries is asked again, and not taken from the message."""
        held = {"value": value} if kind == "button" else {"selected_option": {"value": value, "text": {}}}

        def build(user: User) -> Envelope:
            pressed = {"action_id": action, "block_id": "b", "type": kind, "action_ts": now_ts(self._scene.stage)}
            return self._payloads.message_action(user, self._scene.alert, pressed | held)

        return build

    def change(self, form: str, block: str) -> Build:
        """An input that tells of its change."""

        def build(user: User) -> Envelope:
            view = self._view(form, user)
            held = view.values[block]["value"]
            changed = {"action_id": "value", "block_id": block, "action_ts": now_ts(self._scene.stage), **held}
            return self._payloads.view_action(user, view, changed)

        return build

    def press_in(self, form: str, action: str, **held: Any) -> Build:
        """A button or select in an open modal."""

        def build(user: User) -> Envelope:
            pressed = {"action_id": action, "block_id": "audit", "action_ts": now_ts(self._scene.stage), **held}
            return self._payloads.view_action(user, self._view(form, user), pressed)

        return build

    def submit(self, form: str) -> Build:
        return lambda user: self._payloads.submission(user, self._view(form, user))

    def suggest(self, form: str, block: str, typed: str) -> Build:
        element = {"action_id": "value", "type": "external_select"}
        return lambda user: self._payloads.suggestion(user, {"block_id": block}, element, typed, self._view(form, user))

    def event(self, kind: str, **what: Any) -> Build:
        """By the person themselves."""
        return lambda user: {"type": kind, "user": user.id, **what}

    def reaction(self, kind: str, name: str) -> Build:
        item = {"type": "message", "channel": ALERTS, "ts": self._scene.alert.ts}
        return self.event(kind, reaction=name, item=item, item_user=self._slack.bot_user_id)

    def person_event(self, kind: str) -> Build:
        return lambda user: {"type": kind, "user": {"id": user.id, "team_id": user.team_id}}

    def _view(self, form: str, user: User) -> View:
        """The reviewer's form, on the screen of ``user``: what is typed there is theirs to send."""
        kept = self._scene.forms[form]
        mine = self._slack.platform.new_view(user.id, kept.spec)
        mine.values = kept.values
        self._slack.workspace.stacks[user.id] = [mine]
        return mine


def every_entry(scene: Scene) -> dict[tuple[str, str], list[Build]]:
    """Requests for every way into the bot, by kind and id."""
    make = Requests(scene)
    incident, client, episode = scene.incident, scene.client, scene.episode
    table: dict[tuple[str, str], list[Build]] = {
        ("command", "/flag-client"): [
            make.command("/flag-client", text)
            for text in ("", "help", '"Canary Holdings"', '"Canary Holdings" slow_pay canarynote', "canry lying")
        ],
        ("command", "/client-health"): [
            make.command("/client-health", text) for text in ("", "help", "canary holdings", "canry")
        ],
        ("command", "/client-policy"): [make.command("/client-policy", text) for text in ("", "help")],
        ("shortcut", "flag_client_global"): [make.global_shortcut("flag_client_global")],
        ("shortcut", "flag_client_message"): [make.message_shortcut("flag_client_message")],
        ("options", "client"): [make.suggest("flag_client", "client", typed) for typed in ("c", "canary", "otter b")],
        ("options", "into"): [make.suggest("client_merge", "into", "canary")],
        ("event", "reaction_added"): [make.reaction("reaction_added", name) for name in ("eyes", "wave", "zzz")],
        ("event", "reaction_removed"): [make.reaction("reaction_removed", "eyes")],
        ("event", "app_home_opened"): [make.event("app_home_opened", tab="home", channel="D0DIRECT001")],
    }
    table["options", "audit"] = [make.suggest("audit", "audit", "canary")]
    table["action", "audit_open"] = [make.press("audit_open", "")]
    table["action", "audit_page"] = [
        make.press_in("audit", "audit_page", value=value) for value in ("below|9", "above|1", "below|x")
    ]
    table["action", "audit_all"] = [make.press_in("audit", "audit_all")]
    chosen = {"audit_client": client, "audit_kind": "clients"}
    for action, value in chosen.items():
        table["action", action] = [make.press_in("audit", action, selected_option={"value": value, "text": {}})]
    table["action", "audit_person"] = [make.press_in("audit", "audit_person", selected_user=scene.stage.lead.id)]
    for form in (
        "flag_client",
        "reason",
        "client_edit",
        "client_merge",
        "clients_add",
        "settings",
        "client_data",
        "person_data",
        "person_erase",
        "review_decide",
        "warning",
        "parting_item",
        "glad",
    ):
        table["submission", form] = [make.submit(form)]
    presses = {
        "form_open": [scene.draft, f"|{client}", ""],
        "create_and_flag": [scene.draft],
        "create_another": [scene.draft],
        "pick_client": [f"{scene.draft}|{client}", f"|{client}"],
        "pick_sign": [f"{scene.draft}|lying"],
        "health_open": [client],
        "health_page": ["0"],
        "health_share": [client],
        "alert_review": [episode],
        "review_open": [client],
        "review_chart": [client],
        "review_decide": [f"{client}|{outcome}" for outcome in ("keep", "probation", "part_ways", "else")],
        "condition_kept": [incident],
        "condition_broken": [incident],
        "review_page": [f"{client}|0"],
        "review_take": [client],
        "review_vote_keep": [client],
        "review_vote_part": [client],
        "alert_ack": [episode],
        "alert_vote_keep": [episode],
        "alert_vote_part": [episode],
        "alert_snooze": [episode],
        "warning_record": [f"{client}|mental_abuse"],
        "incident_undo": [incident],
        "incident_edit": [incident],
        "incident_void": [incident],
        "incident_waive": [incident],
        "incident_same": [f"{incident}|{scene.earlier}"],
        "client_edit": [client],
        "client_merge": [client],
        "client_unmerge": [scene.merged],
        "clients_add_open": [""],
        "client_data": [client],
        "person_data_open": [""],
        "settings_open": [""],
        "care_take": [scene.care, "no such thing"],
        "care_give_back": [scene.care],
        "care_close": [scene.care],
        "dismissal_confirm": [scene.dismissal, "no such thing"],
        "dismissal_drop": [scene.dismissal],
        "parting_tick": [f"{scene.parting}|notice", f"{scene.parting}|dance", "nothing"],
        "parting_begin": [client, "no such thing"],
        "parting_open": [scene.parting],
        "parting_order": [f"{scene.parting}|team_money_first"],
        "parting_override": [scene.parting],
        "parting_stop": [scene.parting],
        "glad_yes": [f"{scene.parting}|30", f"{scene.parting}|7"],
        "glad_no": [f"{scene.parting}|30"],
        "glad_too_early": [f"{scene.parting}|90"],
        "glad_why": [f"{scene.parting}|30"],
        "client_take_back": [scene.other],
        "policy_open": [""],
    }
    for action, values in presses.items():
        table["action", action] = [make.press(action, value) for value in values]
    table["action", "value"] = [make.change("flag_client", "sign")]
    table["action", "review_window"] = [make.press("review_window", f"{client}|all", "static_select")]
    table["action", "client_menu"] = [
        make.press("client_menu", f"{what}|{client}", "overflow")
        for what in ("health_open", "review_open", "client_edit", "form_open", "else")
    ]
    table["action", "incident_menu"] = [
        make.press("incident_menu", f"{what}|{incident}", "overflow")
        for what in ("incident_undo", "incident_edit", "incident_void", "incident_waive")
    ]
    table["action", "parting_item"] = [
        make.press("parting_item", f"{what}|{scene.parting}|tell_team", "overflow")
        for what in ("done", "not_needed", "open", "arrange", "dance")
    ]
    return table | facts(scene, make)


def facts(scene: Scene, make: Requests) -> dict[tuple[str, str], list[Build]]:
    """What Slack tells of the world; it acts for nobody."""
    channel = {"channel": ALERTS}
    ours = {
        "app_id": scene.stage.slack.app_id,
        "channel_id": ALERTS,
        "message_ts": scene.alert.ts,
        "metadata": scene.alert.metadata,
    }
    elsewhere = ours | {"message_ts": "1.000001"}
    told = {
        "message_metadata_posted": [make.event("message_metadata_posted", **ours)],
        "message_metadata_deleted": [make.event("message_metadata_deleted", **elsewhere)],
        "channel_id_changed": [make.event("channel_id_changed", old_channel_id="C0NOWHERE01", new_channel_id=GENERAL)],
        "channel_left": [make.event("channel_left", channel=ALERTS)],
        "group_left": [make.event("group_left", channel=ALERTS)],
        "user_change": [make.person_event("user_change")],
        "team_join": [make.person_event("team_join")],
        "app_uninstalled": [make.event("app_uninstalled")],
        "tokens_revoked": [make.event("tokens_revoked", tokens={"oauth": [], "bot": ["U0BOT"]})],
    }
    for kind in ("channel_archive", "channel_unarchive", "channel_shared", "channel_unshared"):
        told[kind] = [make.event(kind, **channel)]
    for kind in ("group_archive", "group_unarchive", "member_joined_channel", "member_left_channel"):
        told[kind] = [make.event(kind, **channel)]
    return {("event", kind): builds for kind, builds in told.items()}
