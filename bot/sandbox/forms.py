"""Filling in, submitting and closing forms, as a person does."""

from typing import Any

from bot.sandbox.blocks import check_view
from bot.sandbox.controls import Controls
from bot.sandbox.inputs import TEXT_INPUTS, own_errors, with_ids
from bot.sandbox.people import User
from bot.sandbox.stage import Stage, SubmitResult, Suggestions
from bot.sandbox.views import MAX_STACK, View
from bot.sandbox.wire import Ack, Json, RefusedError

_NOT_SENT = Ack(0)


class Forms:
    """One person's forms."""

    def __init__(self, stage: Stage, user: User, controls: Controls) -> None:
        self._stage = stage
        self._user = user
        self._controls = controls

    def top(self) -> View:
        """The form on top; RefusedError where there is none."""
        view = self._stage.top_view(self._user.id)
        if view is None:
            raise RefusedError(f"{self._user.name} has no form open")
        return view

    def put(self, view: View, block_id: str, given: Any) -> Ack | None:
        """Put something into one input. Where the input tells the app of each change, its acknowledgement."""
        block, element = self._input(view, block_id)
        held = self._controls.value_of(view, block, element, given)
        with self._stage.platform.lock:
            before = view.values[block_id].get(element["action_id"])
            view.values[block_id][element["action_id"]] = held
            view.errors.pop(block_id, None)
            self._stage.platform.traffic.touch()
        tells = block.get("dispatch_action") and element["type"] not in TEXT_INPUTS and held != before
        return self._tell(view, block, element) if tells else None

    def change(self, view: View, block_id: str, given: Any) -> Ack:
        """Put something into an input that tells the app of each change, and be done with it (Enter)."""
        block, element = self._input(view, block_id)
        if not block.get("dispatch_action"):
            raise RefusedError(f"{block_id} has no dispatch_action: the app is not told of changes there")
        return self.put(view, block_id, given) or self._tell(view, block, element)

    def suggest(self, view: View, block_id: str, typed: str) -> Suggestions:
        """Type into an external select of the form."""
        block, element = self._input(view, block_id)
        return self._controls.suggest(view, block, element, typed)

    def submit(self, view: View) -> SubmitResult:
        """Submit, and do what the app answers."""
        if not view.spec.get("submit") or view.spec.get("submit_disabled"):
            raise RefusedError("this form has no button to submit it")
        with self._stage.platform.lock:
            view.errors = own_errors(view.blocks, view.values)
            if view.errors:
                self._stage.platform.traffic.touch()
                return SubmitResult(_NOT_SENT, dict(view.errors), view=view, is_sent=False)
            envelope = self._stage.payloads.submission(self._user, view)
        ack = self._stage.delivery.send(envelope)
        with self._stage.platform.lock:
            result = self._answered(view, ack)
            self._stage.platform.traffic.touch()
        return result

    def close(self, everything: bool = False) -> list[View]:
        """Close the top form (or all), and tell the app where it asked for that; returns the closed ones."""
        with self._stage.platform.lock:
            stack = self._stage.platform.workspace.stack(self._user.id)
            clears = everything or (bool(stack) and bool(stack[-1].spec.get("clear_on_close")))
            closed = list(reversed(stack)) if clears else stack[-1:]
            del stack[len(stack) - len(closed) :]
            told = [one for one in closed if one.spec.get("notify_on_close")]
            envelopes = [self._stage.payloads.closed(self._user, one, clears) for one in told]
            self._stage.platform.traffic.touch()
        for envelope in envelopes:
            self._stage.delivery.send(envelope)
        return closed

    def _input(self, view: View, block_id: str) -> tuple[Json, Json]:
        for block in view.blocks:
            if block["block_id"] == block_id and block["type"] == "input":
                return block, block["element"]
        names = [block["block_id"] for block in view.blocks if block["type"] == "input"]
        raise RefusedError(f"the form has no input {block_id!r}; it has: {', '.join(names) or 'none'}")

    def _tell(self, view: View, block: Json, element: Json) -> Ack:
        held = view.values[block["block_id"]][element["action_id"]]
        return self._controls.dispatch(view, self._controls.action_for(block, element, held))

    def _answered(self, view: View, ack: Ack) -> SubmitResult:
        said = ack.payload if ack.payload is not None else {}
        if not ack.ok or not isinstance(said, dict):
            error = ack.error or "the answer to a form must be JSON or nothing"
            return SubmitResult(ack, {}, view=view, error=error)
        match said.get("response_action"):
            case None:
                return self._closed(view, ack)
            case "clear":
                self._stage.platform.workspace.stack(self._user.id).clear()
                return SubmitResult(ack, {}, cleared=True, closed=True)
            case "errors":
                return self._refused(view, ack, said.get("errors"))
            case "update" | "push" as action:
                return self._shown(view, ack, action, said.get("view"))
            case other:
                return SubmitResult(ack, {}, view=view, error=f"unknown response_action: {other}")

    def _closed(self, view: View, ack: Ack) -> SubmitResult:
        stack = self._stage.platform.workspace.stack(self._user.id)
        if view in stack:
            del stack[stack.index(view) :]
        return SubmitResult(ack, {}, view=stack[-1] if stack else None, closed=True)

    def _refused(self, view: View, ack: Ack, errors: Any) -> SubmitResult:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            return SubmitResult(ack, {}, view=view, error="response_action errors came without errors")
        strangers = sorted(set(errors) - inputs)
        if strangers:
            return SubmitResult(
                ack, {}, view=view, error=f"errors at blocks that are no inputs: {', '.join(strangers)}"
            )
        view.errors = {block_id: str(text) for block_id, text in errors.items()}
        return SubmitResult(ack, dict(view.errors), view=view)

    def _shown(self, view: View, ack: Ack, action: str, spec: Any) -> SubmitResult:
        platform = self._stage.platform
        stack = platform.workspace.stack(self._user.id)
        problems = check_view(spec) if isinstance(spec, dict) else ["the answer has no view"]
        if action == "push" and len(stack) >= MAX_STACK:
            problems = ["push_limit_reached"]
        if problems:
            return SubmitResult(ack, {}, view=view, error="; ".join(problems))
        complete = spec | {"blocks": with_ids(spec["blocks"], platform.new_block_id)}
        if action == "update":
            view.replace(complete, platform.new_hash())
            return SubmitResult(ack, {}, view=view, updated=view)
        pushed = platform.new_view(self._user.id, complete, root=stack[0], previous=stack[-1])
        stack.append(pushed)
        return SubmitResult(ack, {}, view=pushed, pushed=pushed)
