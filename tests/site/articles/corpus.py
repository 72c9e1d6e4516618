"""The pages of the corpus and their expectations, as typed values."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime

from capture.models.base import FrozenModel
from capture.models.extraction import BlockKind, PageKind
from tests.site.corpus import paired

CORPUS = Path(__file__).parent
FLOORS = CORPUS / "floors.json"

_STYLE_ELEMENT = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_STYLE_ATTRIBUTE = re.compile(r"""\sstyle=("[^"]*"|'[^']*')""", re.IGNORECASE)

Variant = Literal["styled", "unstyled"]


class ExpectedBlock(FrozenModel):
    """One piece of the body, in reading order."""

    kind: BlockKind
    text: str
    optional: bool = False
    """Readers differ on whether it belongs to the body (a fact box, a correction, the time of a live post): neither
    reading nor leaving it costs anything."""


class ExpectedArticle(FrozenModel):
    """What a reader says about the article; None where the page does not say."""

    headline: str
    standfirst: str | None
    byline: str | None
    authors: tuple[str, ...]
    section: str | None
    published: str | None
    """ISO 8601, as far as the page and its metadata tell: with offset, without, or the day alone."""
    credit: str | None
    copyright: str | None
    paragraphs: tuple[ExpectedBlock, ...]


class Expectation(FrozenModel):
    """`<name>.expected.json`, written by hand from the page; never from what the engine says."""

    url: str
    captured_at: AwareDatetime
    classes: tuple[str, ...]
    """What the page is in the corpus for, in plain words."""
    language: str
    language_declared: bool = True
    """False if the page does not name its language: then it need not be found."""
    page_kind: PageKind
    laid_out: bool = False
    """It has styles that place it; the gate then reads it a second time without them."""
    unstyled: bool = True
    """False where the expectation holds only with the styles; `note` says why if it is not plain hidden text."""
    note: str | None = None
    findings: tuple[str, ...] = ()
    """Codes, or parts of them, of findings that the page must give rise to."""
    article: ExpectedArticle | None
    """None if the page is no article."""
    must_not_contain: tuple[str, ...]
    """Phrases of captions, share bars, related links, comments...: none may be in the text of the article."""
    read_once: tuple[str, ...] = ()
    """Phrases that the page shows twice (pull quotes) and a reader reads once."""


@dataclass(frozen=True)
class CorpusPage:
    """A page with its expectation."""

    name: str
    html: str
    expected: Expectation

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        both = self.expected.laid_out and self.expected.unstyled and self.expected.article is not None
        return ("styled", "unstyled") if both else ("styled",)

    def bytes_of(self, variant: Variant) -> bytes:
        if variant == "styled":
            return self.html.encode()
        return _STYLE_ATTRIBUTE.sub("", _STYLE_ELEMENT.sub("", self.html)).encode()


def load_corpus() -> tuple[CorpusPage, ...]:
    """All pages by name. Raises ValueError if a page lacks its expectation, or the other way round."""
    return tuple(
        CorpusPage(
            name,
            page.read_text(encoding="utf-8"),
            Expectation.model_validate_json(expectation.read_text(encoding="utf-8")),
        )
        for name, (page, expectation) in paired(CORPUS).items()
    )
