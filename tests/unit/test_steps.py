"""The log of steps: budgets and the deadline hold whatever a step does, and how each ended is told."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from capture.errors import ObservationError
from capture.models.record import Step
from capture.steps import Silent, StepLog

HOURS = 3600.0


class Told:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def step(self, name: str) -> None:
        self.names.append(name)


async def value(given: int) -> int:
    return given


async def refuse(error: Exception) -> None:
    raise error


def in_log(work: Callable[[StepLog], Awaitable[Any]], *, deadline_s: float = 60) -> tuple[Any, list[Step]]:
    """What `work` returned or raised, and the steps that it left."""

    async def run() -> tuple[Any, list[Step]]:
        log = StepLog(deadline_s=deadline_s, progress=Silent())
        try:
            return await work(log), log.steps
        except Exception as error:
            return error, log.steps

    return asyncio.run(asyncio.wait_for(run(), 20))


def ended(steps: list[Step]) -> list[tuple[str, str, str | None]]:
    return [(step.name, step.outcome, step.reason) for step in steps]


def test_a_step_gives_its_result_and_is_told() -> None:
    told = Told()

    async def run() -> None:
        log = StepLog(deadline_s=5, progress=told)
        assert await log.run("one", value(1), budget_s=1) == 1
        assert await log.attempt("two", value(2), budget_s=1) == 2
        assert ended(log.steps) == [("one", "ok", None), ("two", "ok", None)]

    asyncio.run(run())
    assert told.names == ["one", "two"]


def test_a_step_that_runs_out_of_its_budget_fails_and_the_next_goes_on() -> None:
    async def work(log: StepLog) -> int | None:
        assert await log.attempt("slow", asyncio.sleep(HOURS), budget_s=0.05) is None
        return await log.attempt("next", value(7), budget_s=1)

    result, steps = in_log(work)
    assert result == 7
    assert [step.outcome for step in steps] == ["failed", "ok"]
    assert steps[0].reason is not None
    assert re.fullmatch(r"not done within \d+\.\d s", steps[0].reason)
    assert steps[0].duration_s > 0.04


def test_no_budget_reaches_past_the_deadline() -> None:
    async def work(log: StepLog) -> None:
        await log.attempt("slow", asyncio.sleep(HOURS), budget_s=HOURS)
        await log.attempt("late", asyncio.sleep(HOURS), budget_s=HOURS)

    _, steps = in_log(work, deadline_s=0.1)
    assert ended(steps) == [(name, "failed", "the capture's deadline of 0.1 s had passed") for name in ("slow", "late")]


def test_offline_work_goes_on_after_the_deadline_and_within_its_own_budget() -> None:
    async def work(log: StepLog) -> int | None:
        await log.attempt("slow", asyncio.sleep(HOURS), budget_s=HOURS)
        await log.attempt("cut for ever", asyncio.sleep(HOURS), budget_s=0.05, offline=True)
        return await log.attempt("cut", asyncio.sleep(0.05, 3), budget_s=5, offline=True)

    result, steps = in_log(work, deadline_s=0.1)
    assert result == 3
    assert [step.outcome for step in steps] == ["failed", "failed", "ok"]


def test_a_page_that_is_lost_ends_the_step_under_way_and_all_that_need_it() -> None:
    async def work(log: StepLog) -> int | None:
        asyncio.get_running_loop().call_later(0.05, log.lose, "the page crashed")
        await log.attempt("picture", asyncio.sleep(HOURS), budget_s=HOURS)
        await log.attempt("print", asyncio.sleep(HOURS), budget_s=HOURS)
        return await log.attempt("cut", value(3), budget_s=5, offline=True)

    result, steps = in_log(work)
    assert result == 3
    assert ended(steps) == [
        ("picture", "failed", "the page crashed"),
        ("print", "failed", "the page crashed"),
        ("cut", "ok", None),
    ]


def test_a_page_lost_between_two_steps_fails_the_next() -> None:
    async def work(log: StepLog) -> None:
        await log.attempt("one", value(1), budget_s=1)
        log.lose("the page crashed")
        log.lose("the browser went away")
        await log.attempt("two", asyncio.sleep(HOURS), budget_s=HOURS)
        assert log.lost == "the page crashed"

    result, steps = in_log(work)
    assert result is None
    assert ended(steps)[1] == ("two", "failed", "the page crashed")


def test_an_error_of_ours_is_the_reason_and_run_raises_it() -> None:
    error = ObservationError("the page could not be read: no answer")

    async def work(log: StepLog) -> None:
        assert await log.attempt("first", refuse(error), budget_s=1) is None
        await log.run("second", refuse(error), budget_s=1)

    result, steps = in_log(work)
    assert result is error
    assert ended(steps) == [(name, "failed", str(error)) for name in ("first", "second")]


def test_a_bug_in_one_step_does_not_cost_the_others(caplog: pytest.LogCaptureFixture) -> None:
    async def work(log: StepLog) -> int | None:
        await log.attempt("buggy", refuse(KeyError("width")), budget_s=1)
        return await log.attempt("next", value(7), budget_s=1)

    result, steps = in_log(work)
    assert result == 7
    assert ended(steps)[0] == ("buggy", "failed", "KeyError: 'width'")
    assert any(record.exc_info for record in caplog.records)


def test_a_step_that_was_interrupted_is_not_told_as_done() -> None:
    async def run() -> list[Step]:
        log = StepLog(deadline_s=60, progress=Silent())
        task = asyncio.create_task(log.attempt("slow", asyncio.sleep(HOURS), budget_s=HOURS))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return log.steps

    assert ended(asyncio.run(run())) == [("slow", "failed", "interrupted")]


def test_a_step_that_falls_short_says_why() -> None:
    async def work(log: StepLog) -> None:
        log.fail("check-picture", "1 of 3 tiles are blank")

    _, steps = in_log(work)
    assert ended(steps) == [("check-picture", "failed", "1 of 3 tiles are blank")]
