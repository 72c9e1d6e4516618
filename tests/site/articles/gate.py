"""Render the corpus in one browser, with the product's own code, extract, and hold the scores against pinned floors."""

import asyncio
import json
import math
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pydantic import Field

from capture.extract.cascade import extract
from capture.models.base import FrozenModel
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.stored import StoredPage, render_stored
from tests.site.articles.corpus import CorpusPage, Variant, corpus_digest
from tests.site.articles.score import PageScore, score

FONT_SLACK = 0.005
"""Fonts differ between machines, and lines and boxes with them; a floor gives way by this much."""
_AT_ONCE = 2


class Floors(FrozenModel):
    """`floors.json`: what extraction has reached on exactly this corpus."""

    corpus_sha256: str
    mean_f1: float = Field(ge=0, le=1)
    fields: dict[str, float]
    """Share of the pages on which the field is right."""
    pages: dict[str, float]
    """F1 of each page and variant."""
    leaks: dict[str, tuple[str, ...]]
    """Forbidden phrases that are read today, by page and variant; none other may be."""


def measure(pages: Iterable[CorpusPage]) -> list[PageScore]:
    """Score every variant of `pages`, by name.

    In a thread of its own: pytest-playwright keeps a loop running in the caller's.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_measure(pages))).result()


async def _measure(pages: Iterable[CorpusPage]) -> list[PageScore]:
    work = iter([(page, variant) for page in pages for variant in page.variants])
    scores: list[PageScore] = []
    async with open_browser(find_browser(environ=os.environ)) as running, asyncio.TaskGroup() as group:

        async def worker() -> None:
            for page, variant in work:
                observation = await render_stored(running.browser, _stored(page, variant))
                name = page.name if variant == "styled" else f"{page.name}/{variant}"
                scores.append(score(name, page.expected, extract(observation.page)))

        for _ in range(_AT_ONCE):
            group.create_task(worker())
    return sorted(scores, key=lambda item: item.name)


def _stored(page: CorpusPage, variant: Variant) -> StoredPage:
    expected = page.expected
    return StoredPage(page.bytes_of(variant), expected.url, expected.captured_at, scripts=True)


def reached(scores: Iterable[PageScore]) -> Floors:
    """The floors that these scores allow, rounded down to three places."""
    scores = list(scores)
    return Floors(
        corpus_sha256=corpus_digest(),
        mean_f1=_down(mean_f1(scores)),
        fields={field: _down(share) for field, share in field_shares(scores).items()},
        pages={item.name: _down(item.f1) for item in scores},
        leaks={item.name: item.leaks for item in scores if item.leaks},
    )


def mean_f1(scores: list[PageScore]) -> float:
    return sum(item.f1 for item in scores) / len(scores)


def field_shares(scores: list[PageScore]) -> dict[str, float]:
    """Share of right values of each field, by name, over the pages whose expectation speaks of it."""
    fields = sorted({field for item in scores for field in item.fields})
    told = {field: [item.fields[field] for item in scores if field in item.fields] for field in fields}
    return {field: sum(rights) / len(rights) for field, rights in told.items()}


def regressions(floors: Floors, now: Floors) -> list[str]:
    """What `now` does worse than `floors`, one line each; empty if nothing.

    A page that is new has no floor; shares and means of two different corpora cannot be held against each other.
    """
    lines = _fallen("F1 of", floors.pages, now.pages)
    if floors.corpus_sha256 == now.corpus_sha256:
        lines += _fallen("mean", {"F1": floors.mean_f1}, {"F1": now.mean_f1})
        lines += _fallen("field", floors.fields, now.fields)
    for name, phrases in now.leaks.items():
        known = floors.leaks.get(name, ()) if name in floors.pages else phrases
        lines += [f"{name} reads {phrase!r}" for phrase in phrases if phrase not in known]
    return lines


def _fallen(what: str, floors: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    return [
        f"{what} {name}: {now[name]:.3f}, floor {floor:.3f}"
        for name, floor in floors.items()
        if name in now and _below(now[name], floor)
    ]


def _below(value: float, floor: float) -> bool:
    return value < floor - FONT_SLACK


def _down(value: float) -> float:
    return math.floor(value * 1000 + 1e-6) / 1000


def read_floors(path: Path) -> Floors:
    return Floors.model_validate_json(path.read_text(encoding="utf-8"))


def write_floors(floors: Floors, path: Path) -> None:
    """Whole or not at all."""
    partial = path.with_suffix(".partial")
    text = json.dumps(floors.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)
