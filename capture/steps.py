"""The steps of one capture: each has a budget, an outcome and a duration, and none that fails ends the others."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from capture.errors import CaptureError
from capture.models.record import Step

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Progress(Protocol):
    """Told what is going on; the command line shows it, the library says nothing."""

    def step(self, name: str) -> None:
        """A step begins."""


class Silent:
    """Tells nobody."""

    def step(self, name: str) -> None:
        """Say nothing."""


class StepLog:
    """Runs the steps of one capture within its hard deadline and keeps how each ended."""

    def __init__(self, *, deadline_s: float, progress: Progress) -> None:
        self.steps: list[Step] = []
        self._progress = progress
        self._loop = asyncio.get_running_loop()
        self._deadline_s = deadline_s
        self._ends_at = self._loop.time() + deadline_s
        self._held_back_s = 0.0
        self._under_way: asyncio.Timeout | None = None
        self._lost: str | None = None

    @property
    def lost(self) -> str | None:
        """Why the page is gone (`lose`); None while it is there."""
        return self._lost

    @property
    def left_s(self) -> float:
        """Seconds that a step which needs the page may take at most, from now."""
        return self.within(math.inf)

    def hold_back(self, seconds: float) -> None:
        """Keep so much of the time before the deadline for steps to come; 0 releases it."""
        self._held_back_s = seconds

    def lose(self, reason: str) -> None:
        """The page is gone: the step under way fails now, and every later one that needs the page at once."""
        self._lost = self._lost or reason
        if self._under_way is not None:
            self._under_way.reschedule(self._loop.time())

    async def run(self, name: str, work: Awaitable[T], *, budget_s: float, offline: bool = False) -> T:
        """The result of `work`. Whatever goes wrong is recorded and raised: `TimeoutError` if the budget runs out.

        `offline` work needs nothing but what was taken from the page: it goes on after the deadline, and without the
        page.
        """
        async with self._recorded(name):
            async with asyncio.timeout(budget_s if offline else self.within(budget_s)) as under_way:
                self._under_way = None if offline else under_way
                try:
                    return await work
                finally:
                    self._under_way = None

    async def attempt(self, name: str, work: Awaitable[T], *, budget_s: float, offline: bool = False) -> T | None:
        """The result of `work`; None if it failed, which makes the capture partial."""
        try:
            return await self.run(name, work, budget_s=budget_s, offline=offline)
        except (CaptureError, TimeoutError):
            return None
        except Exception:  # noqa: BLE001  # a bug of ours in one step must not cost the others; it is in the record and in the log
            _log.exception("step %s failed unexpectedly", name)
            return None

    def fail(self, name: str, reason: str) -> None:
        """A step that ended, but not with what it was for."""
        self.steps.append(Step(name=name, outcome="failed", reason=reason, duration_s=0))

    def excuse(self, first: int, *, reason: str) -> None:
        """What failed from step number `first` on is no loss to the capture, because of `reason`: skipped."""
        for number, step in enumerate(self.steps[first:], first):
            if step.outcome == "failed":
                excused = {"outcome": "skipped", "reason": f"{reason} ({step.reason})"}
                self.steps[number] = step.model_copy(update=excused)

    def within(self, budget_s: float) -> float:
        """Seconds of `budget_s` that the deadline leaves."""
        return 0.0 if self._lost else max(0.0, min(budget_s, self._ends_at - self._held_back_s - self._loop.time()))

    @asynccontextmanager
    async def _recorded(self, name: str) -> AsyncIterator[None]:
        self._progress.step(name)
        started = self._loop.time()
        reason: str | None = None
        try:
            yield
        except TimeoutError:
            spent = self._loop.time() - started
            past = self._loop.time() >= self._ends_at
            deadline = f"the capture's deadline of {self._deadline_s:g} s had passed"
            reason = self._lost or (deadline if past else f"not done within {spent:.1f} s")
            raise
        except asyncio.CancelledError:
            reason = "interrupted"
            raise
        except CaptureError as error:
            reason = str(error)
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise
        finally:
            duration = round(self._loop.time() - started, 4)
            outcome = "failed" if reason else "ok"
            self.steps.append(Step(name=name, outcome="failed" if reason else "ok", reason=reason, duration_s=duration))
            _log.info("step %s %s in %.3f s%s", name, outcome, duration, f": {reason}" if reason else "")
