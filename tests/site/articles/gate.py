"""Render the corpus, extract, and score: what gate, pinning and report share."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from capture.extract.cascade import extract
from capture.observe.stored import StoredPage
from tests.site.articles.corpus import CORPUS, CorpusPage, Variant
from tests.site.articles.score import PageScore, score
from tests.site.corpus import corpus_digest, render_all
from tests.site.gate import Scores

FONT_SLACK = 0.005
"""Fonts differ between machines, and lines and boxes with them; a floor gives way by this much."""


def measure(pages: Iterable[CorpusPage]) -> list[PageScore]:
    """Score every variant of `pages`, by name.

    In a thread of its own: pytest-playwright keeps a loop running in the caller's.
    """
    work = {named(page, variant): (page, variant) for page in pages for variant in page.variants}
    stored = {name: _stored(page, variant) for name, (page, variant) in work.items()}
    with ThreadPoolExecutor(1) as thread:
        rendered = thread.submit(lambda: asyncio.run(render_all(stored))).result()
    return [score(name, work[name][0].expected, extract(rendered[name])) for name in sorted(work)]


def named(page: CorpusPage, variant: Variant) -> str:
    """What scores and floors call this variant of a page."""
    return page.name if variant == "styled" else f"{page.name}/{variant}"


def _stored(page: CorpusPage, variant: Variant) -> StoredPage:
    expected = page.expected
    return StoredPage(page.bytes_of(variant), expected.url, expected.captured_at, scripts=True)


def reached(scores: Iterable[PageScore]) -> Scores:
    """The figures of these scores: mean F1 of the bodies and shares of right fields over all, F1 of each page."""
    scores = list(scores)
    return Scores(
        digest=corpus_digest(CORPUS),
        overall={"f1": mean_f1(scores), **field_shares(scores)},
        pages={item.name: {"f1": item.f1} for item in scores},
        leaks={item.name: item.leaks for item in scores if item.leaks},
    )


def mean_f1(scores: list[PageScore]) -> float:
    """Of all pages and variants."""
    return sum(item.f1 for item in scores) / len(scores)


def field_shares(scores: list[PageScore]) -> dict[str, float]:
    """Share of right values of each field, by name, over the pages whose expectation speaks of it."""
    fields = sorted({field for item in scores for field in item.fields})
    told = {field: [item.fields[field] for item in scores if field in item.fields] for field in fields}
    return {field: sum(rights) / len(rights) for field, rights in told.items()}
