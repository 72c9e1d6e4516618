"""Do the files of a capture say the same? Claims of the record are looked up in page.html, print and picture.

The record is read from the snapshot of the DOM; page.html, page.pdf and page.png were made by the browser each in its
own way at the same frozen moment. Each disagreement is a finding, whoever is right: sites leave lists out of their
prints, and put one text on top of another.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from capture.models.base import Box, Finding, NodeId
from capture.models.extraction import Article, Decision, Ticker
from capture.models.page import NodeFlag, RenderedPage

_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_SRCDOC = re.compile(r"\ssrcdoc=\"([^\"]*)\"")
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"})
"""Elements whose content is no text that a reader sees, and may hold what looks like tags (HTML Standard, 13.3)."""
_UNWRITTEN = re.compile(r"[\W_]+")
_TEXT_PX = 4
"""Smaller text leaves no mark that one could count on."""
_NO_GLYPH = "\0"
"""Read for a character that no font of the machine could show (Chromium 156); pages hold none, as HTML has no NUL."""
_LINES = 4
"""That a headline may take in a print."""
_MAX_PLACES = 100
"""Of the rarest word of a headline; more are looked at on no page that plays fair."""
_SHOWN_TITLES = 3
"""Of those that a finding counts, so many are quoted."""


class Told(Protocol):
    """What claims are read from: a record, or an extraction."""

    @property
    def article(self) -> Article | None:
        """The story, if the page has one."""

    @property
    def tickers(self) -> tuple[Ticker, ...]:
        """Lists of dated headlines."""


class Claim(NamedTuple):
    """A text that the record says a reader saw."""

    subject: str
    """Path of the value in capture.json."""
    group: str
    """For people: what it belongs to."""
    text: str
    box: Box | None
    """Where it stands on the page; None if it is nowhere to be seen."""
    node: NodeId | None


def claims_of(told: Told, *, page: RenderedPage, decisions: Iterable[Decision]) -> tuple[Claim, ...]:
    """The headline, and every title of a ticker that was shown when the page was frozen."""
    claims: list[Claim] = []
    if told.article and told.article.headline:
        chosen = (decision.chosen for decision in decisions if decision.subject == "article.headline")
        node = next((candidate.node for candidate in chosen if candidate), None)
        headline = told.article.headline
        claims.append(Claim("article.headline", "the headline", headline, _paintable(_seen(page, node)), node))
    for number, ticker in enumerate(told.tickers):
        group = f"ticker {number + 1} ({ticker.heading or 'no heading'})"
        claims += (
            Claim(f"tickers[{number}].items[{index}].title", group, item.title, _paintable(item.box), item.node)
            for index, item in enumerate(ticker.items)
            if not (ticker.hidden or item.hidden)
        )
    return tuple(claims)


def missing_in_html(claims: Sequence[Claim], markup: str) -> tuple[Finding, ...]:
    """Claims that are not in the text of page.html."""
    text = text_of_html(markup)
    lost = [claim for claim in claims if claim.text not in text]
    folded = fold(text) if lost else ""
    lost = [claim for claim in lost if fold(claim.text) not in folded]
    return tuple(
        Finding(code="witness-html", severity="error", message=said.message, source="capture", node=said.node)
        for said in _by_group(lost, claims, "not in the text of page.html")
    )


def missing_in_print(claims: Sequence[Claim], sheets: Sequence[str]) -> tuple[Finding, ...]:
    """Claims that are not in the text of page.pdf, of which `sheets` has one text a sheet."""
    folded = [fold(sheet) for sheet in sheets]
    whole = "".join(folded)
    lost = [claim for claim in claims if fold(claim.text) not in whole]
    lost = [claim for claim in lost if not _goes_over_the_page(fold(claim.text), folded)]
    if any(_runs_leftwards(claim.text) for claim in lost):
        lines = _Lines(sheets)
        lost = [claim for claim in lost if not (_runs_leftwards(claim.text) and lines.have(claim.text))]
    found = [
        Finding(
            code="witness-pdf",
            # That a list is left out of the print is common, and the site's own choice.
            severity="warning" if said.of_headline else "info",
            message=said.message,
            source="capture",
            node=said.node,
        )
        for said in _by_group(lost, claims, "not in the text of page.pdf")
    ]
    boxes = sum(sheet.count(_NO_GLYPH) for sheet in sheets)
    if lost and boxes:
        text = f"{boxes} characters of page.pdf have no glyph, and may be boxes in the pictures: fonts are missing here"
        found.append(Finding(code="glyphs-missing", severity="warning", message=text, source="capture"))
    return tuple(found)


def missing_in_picture(claims: Sequence[Claim], inked: Sequence[bool | None]) -> tuple[Finding, ...]:
    """Claims in whose box the picture has no ink; None for a claim whose box was not looked at."""
    lost = [claim for claim, ink in zip(claims, inked, strict=True) if ink is False]
    return tuple(
        Finding(code="witness-picture", severity="warning", message=said.message, source="capture", node=said.node)
        for said in _by_group(lost, claims, "blank in the picture")
    )


def text_of_html(markup: str) -> str:
    """All text of a page.html, frames included, whether shown or not; white space folded.

    In one pass and without looking back, as the page may be hostile: what is not closed is left out to the end.
    """
    texts: list[str] = []
    waiting = [markup]
    while waiting:
        document = waiting.pop()
        pieces, position = [], 0
        while (start := document.find("<", position)) >= 0:
            pieces.append(document[position:start])
            end = document.find("-->", start) + 3 if document.startswith("<!--", start) else 0
            name = _TAG_NAME.match(document, start)
            if name:
                end = _end_of_tag(document, name.end())
                if srcdoc := _SRCDOC.search(document, start, end):
                    waiting.append(html.unescape(srcdoc.group(1)))
                if end and name.group(1) in _RAW and document[start + 1] != "/":
                    end = max(0, document.find(f"</{name.group(1)}", end))
            elif end == 0:
                end = document.find(">", start) + 1
            position = end
            if end <= start:
                position = len(document)
        pieces.append(document[position:])
        texts.append(" ".join(html.unescape("".join(pieces)).split()))
    return " ".join(texts)


def _end_of_tag(document: str, position: int) -> int:
    """Just behind the `>` of a tag, which may stand in a value as well; 0 if there is none. Names may hold a quote."""
    while (end := document.find(">", position)) >= 0:
        _, opened, value = document[position:end].partition('="')
        if not opened:
            return end + 1
        position = document.find('"', end - len(value)) + 1
        if position == 0:
            break
    return 0


def fold(text: str) -> str:
    """`text` as far as all witnesses can tell it alike: letters and digits, neither case nor accents nor ligatures.

    White space goes too: prints break words at the end of a line, and blanks in a PDF are but a guess.
    """
    return _UNWRITTEN.sub("", unicodedata.normalize("NFKD", text).casefold())


def _goes_over_the_page(text: str, sheets: Sequence[str]) -> bool:
    """Whether `text` begins on one sheet and ends on the next, with the foot of one and columns in between."""
    for sheet, following in pairwise(sheets):
        begun = bisect_left(range(1, len(text)), True, key=_IsCut(text, sheet).after)
        if begun and text[begun:] in following:
            return True
    return False


class _IsCut(NamedTuple):
    """Asks whether a sheet lacks the beginning of a text: longer ones are lacking if a shorter one is."""

    text: str
    sheet: str

    def after(self, length: int) -> bool:
        return self.text[:length] not in self.sheet


def _runs_leftwards(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


class _Lines:
    """The lines of a print as words, and words as letters in alphabetical order.

    A PDF keeps glyphs in the order of the paper: words that run from right to left come out in pieces turned round.
    """

    def __init__(self, sheets: Sequence[str]) -> None:
        self._words = [_letters_of_words(line) for sheet in sheets for line in sheet.splitlines()]
        self._lines_of: dict[str, list[int]] = {}
        for number, words in enumerate(self._words):
            for word in words:
                self._lines_of.setdefault(word, []).append(number)

    def have(self, text: str) -> bool:
        """Whether some lines that follow each other have all the words of `text`."""
        wanted = _letters_of_words(text)
        rarest = min((self._lines_of.get(word, []) for word in wanted), key=len, default=[])
        starts = {start for line in rarest[:_MAX_PLACES] for start in range(max(0, line - _LINES + 1), line + 1)}
        return any(wanted <= sum(self._words[start : start + _LINES], Counter()) for start in starts)


def _letters_of_words(text: str) -> Counter[str]:
    words = ("".join(sorted(fold(word))) for word in text.split())
    return Counter(word for word in words if word)


def _paintable(box: Box | None) -> Box | None:
    return box if box and min(box.width, box.height) >= _TEXT_PX else None


def _seen(page: RenderedPage, node: NodeId | None) -> Box | None:
    nodes = page.nodes
    unseen = NodeFlag.CLIPPED | NodeFlag.OUTSIDE
    if node is None or not nodes.flags[node] & NodeFlag.VISIBLE or nodes.flags[node] & unseen:
        return None
    return Box(x=nodes.x[node], y=nodes.y[node], width=nodes.width[node], height=nodes.height[node])


class _Disagreement(NamedTuple):
    message: str
    node: NodeId | None
    of_headline: bool


def _by_group(lost: Sequence[Claim], claims: Sequence[Claim], what: str) -> Iterator[_Disagreement]:
    """One for the headline, one for each ticker: a list that a print leaves out is one disagreement."""
    groups: dict[str, list[Claim]] = {}
    for claim in lost:
        groups.setdefault(claim.group, []).append(claim)
    for group, members in groups.items():
        of_headline = members[0].subject == "article.headline"
        of = sum(claim.group == group for claim in claims)
        said = f"{group} is {what}" if of_headline else f"{len(members)} of {of} titles of {group} are {what}"
        quoted = "; ".join(claim.text[:80] for claim in members[:_SHOWN_TITLES])
        more = f"; and {len(members) - _SHOWN_TITLES} more" if len(members) > _SHOWN_TITLES else ""
        yield _Disagreement(f"{said}: {quoted}{more}", members[0].node, of_headline)
