"""views.*: forms on a person's screen, and the app's home."""

from bot.sandbox.blocks import check_view
from bot.sandbox.inputs import with_ids
from bot.sandbox.triggers import Trigger
from bot.sandbox.views import MAX_STACK, View, view_json
from bot.sandbox.web_api.calls import ApiError, Call, Method
from bot.sandbox.wire import Json


def open_(call: Call) -> Json:
    """views.open: a new form over whatever that person has open."""
    trigger = _exchange(call)
    spec = _spec(call, "modal")
    view = call.platform.new_view(trigger.user, spec)
    call.platform.workspace.stacks[trigger.user] = [view]
    call.platform.traffic.touch()
    return {"view": view_json(view)}


def push(call: Call) -> Json:
    """views.push: a form on top of the one that the trigger came from."""
    trigger = _exchange(call)
    spec = _spec(call, "modal")
    stack = call.platform.workspace.stack(trigger.user)
    if not stack or trigger.view_id not in {view.id for view in stack}:
        raise ApiError("not_found")
    if len(stack) >= MAX_STACK:
        raise ApiError("push_limit_reached")
    view = call.platform.new_view(trigger.user, spec, root=stack[0], previous=stack[-1])
    stack.append(view)
    call.platform.traffic.touch()
    return {"view": view_json(view)}


def update(call: Call) -> Json:
    """views.update, by view id or external id, refused where the hash is no longer the view's."""
    workspace = call.platform.workspace
    view = workspace.view(call.text("view_id")) or workspace.view_of_external_id(call.text("external_id") or "\0")
    if view is None or view.spec["type"] != "modal":
        raise ApiError("not_found")
    _check_hash(call, view)
    view.replace(_spec(call, "modal", own=view), call.platform.new_hash())
    call.platform.traffic.touch()
    return {"view": view_json(view)}


def publish(call: Call) -> Json:
    """views.publish: the home tab that one person sees."""
    if not call.platform.manifest.has_home:
        raise ApiError("not_enabled")
    user = call.user("user_id")
    spec = _spec(call, "home")
    view = call.platform.workspace.homes.get(user.id)
    if view is None:
        view = call.platform.workspace.homes[user.id] = call.platform.new_view(user.id, spec)
    else:
        _check_hash(call, view)
        view.replace(spec, call.platform.new_hash())
    call.platform.traffic.touch()
    return {"view": view_json(view)}


def _spec(call: Call, kind: str, own: View | None = None) -> Json:
    spec = call.structure("view", "invalid_arguments")
    if not isinstance(spec, dict):
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    problems = check_view(spec)
    if not problems and spec["type"] != kind:
        problems = [f"[ERROR] invalid view type for {call.method} [json-pointer:/view/type]"]
    if problems:
        raise ApiError("invalid_arguments", response_metadata={"messages": problems})
    external_id = spec.get("external_id")
    taken = call.platform.workspace.view_of_external_id(external_id) if external_id else None
    if taken is not None and taken is not own:
        raise ApiError("duplicate_external_id")
    return spec | {"blocks": with_ids(spec["blocks"], call.platform.new_block_id)}


def _exchange(call: Call) -> Trigger:
    trigger = call.platform.triggers.exchange(call.required("trigger_id", "invalid_trigger_id"))
    if isinstance(trigger, str):
        raise ApiError(trigger)
    return trigger


def _check_hash(call: Call, view: View) -> None:
    given = call.text("hash")
    if given and given != view.hash:
        raise ApiError("hash_conflict")


METHODS = {
    "views.open": Method(open_),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
