"""Each fact that is counted decides the verdict as the document says, and nothing else does."""

import pytest

from capture.cli.page import EXIT_CODES
from capture.models.record import Completeness, Network, Verdict
from capture.verdict import count_gaps, judge

WHOLE = Completeness(
    document="whole", loaded=True, images=3, images_missing=0, fonts_missing=False, frames=1, frames_missing=0,
    requests=9, requests_missing=0, steps_failed=0,
)  # fmt: skip


def verdict(status: int | None = 200, *, cut: bool = False, **facts: object) -> Verdict:
    return judge(WHOLE.model_copy(update=facts), status=status, cut=cut)


def test_a_page_that_lacks_nothing_is_complete() -> None:
    assert verdict() == verdict(None) == "complete"


@pytest.mark.parametrize(
    "fact",
    [{"images_missing": 1}, {"fonts_missing": True}, {"frames_missing": 1}, {"requests_missing": 1}, {"loaded": False}],
    ids=lambda fact: next(iter(fact)),
)
def test_anything_that_did_not_come_is_a_gap(fact: dict[str, object]) -> None:
    assert verdict(**fact) == "complete-with-gaps"  # type: ignore[arg-type]


def test_a_loss_of_ours_or_of_the_document_is_partial_whatever_else_is_missing() -> None:
    assert verdict(steps_failed=1) == verdict(cut=True) == "partial"
    assert verdict(document="cut-off") == verdict(document="unfinished", images_missing=2) == "partial"


def test_a_wall_is_blocked_even_if_the_server_calls_it_an_error_or_a_step_failed() -> None:
    for blocked in ("challenge", "consent", "paywall", "geo", "refused"):
        assert verdict(403, blocked=blocked) == verdict(200, blocked=blocked, steps_failed=1) == "blocked"


def test_an_error_of_the_server_and_no_page_are_failures() -> None:
    assert verdict(404) == verdict(500, images_missing=1) == "failed"
    assert verdict(document="none", blocked=None, steps_failed=3) == "failed"


def test_without_a_page_nothing_is_counted_of_it() -> None:
    counted = count_gaps(None, Network(requests=2, missing_count=1), (), ())
    assert (counted.document, counted.loaded, counted.images, counted.requests) == ("none", False, 0, 2)


def test_exit_codes_are_those_of_the_table() -> None:
    assert EXIT_CODES == {"complete": 0, "complete-with-gaps": 0, "partial": 3, "blocked": 4, "failed": 4}
