"""The threads that work after an acknowledgement, counted, so that one can wait until all of them are done."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

A = ParamSpec("A")
R = TypeVar("R")

# Bolt's own default of five lets a sixth request time out behind five slow ones.
WORKERS = 24


class TrackedExecutor(ThreadPoolExecutor):
    """A thread pool that knows what is under way."""

    def __init__(self, max_workers: int = WORKERS) -> None:
        super().__init__(max_workers=max_workers, thread_name_prefix="slack")
        self._under_way = 0
        self._changed = threading.Condition()

    def submit(self, fn: Callable[A, R], /, *args: A.args, **kwargs: A.kwargs) -> Future[R]:
        with self._changed:
            self._under_way += 1
        try:
            future = super().submit(fn, *args, **kwargs)
        except BaseException:
            self._one_less()
            raise
        future.add_done_callback(lambda _: self._one_less())
        return future

    def settle(self, timeout_s: float) -> bool:
        """Waits until nothing is under way, what the work itself submits included; False where that took too long."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._under_way:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return self._under_way == 0
            return True

    def _one_less(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()
