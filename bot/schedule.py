"""When the use cases that nobody asks for run. APScheduler only ticks: what is due stands in our own tables."""

import secrets
from collections.abc import Callable, Mapping
from threading import Lock

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.logs import described

_log = structlog.get_logger("partways.schedule")

TICK_S = 1


class Ticker:
    """Runs its jobs in their order, once a second and whenever it is woken, never two at once.

    One tick's trouble is logged with a reference and does not stop the next one.
    """

    def __init__(self, jobs: Mapping[str, Callable[[], int]]) -> None:
        """``jobs`` by name; each returns how much it found to do."""
        self._jobs = jobs
        self._one_at_a_time = Lock()
        # In UTC whatever the machine says: nothing here goes by local time.
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_S, id="tick")
        self._scheduler.start()

    def stop(self) -> None:
        """Waits for the tick that is under way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def tick(self) -> int:
        """One round of all jobs; returns how much was done in all."""
        with self._one_at_a_time:
            return sum(self._run(name, job) for name, job in self._jobs.items())

    def _run(self, name: str, job: Callable[[], int]) -> int:
        try:
            return job()
        except Exception as error:
            troubles = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
            for trouble in troubles:
                _report(name, trouble)
            return 0


def _report(job: str, trouble: Exception) -> None:
    # The message of an exception may carry what people wrote; its place in the code never does.
    _log.error("tick_failed", job=job, reference=secrets.token_hex(4), **described(trouble))
