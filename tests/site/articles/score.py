"""Hold one extraction against its expectation: body by shingles, fields by value, forbidden phrases by presence."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from capture.models.extraction import Article, Extraction, Timestamp
from tests.site.articles.corpus import Expectation, ExpectedArticle

SHINGLE = 4
"""Words of a shingle, as in the benchmark of scrapinghub; characters in scripts without spaces between words."""

_UNSPACED = ("ja", "zh", "th")
_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EDGES = " \t,;.|·•–—-"
_DOUBTED = 0.5
"""Below this confidence an article of a page that is marked as something else misleads nobody."""


@dataclass(frozen=True)
class PageScore:
    """How well one variant of a page was read."""

    name: str
    """`<page>` or `<page>/unstyled`."""
    f1: float
    """Of the body; for a page that is no article: 1 if it was not taken for one, else 0."""
    fields: dict[str, bool]
    """Each field that the expectation says something about, and whether it was right."""
    wrong: tuple[str, ...]
    """For people: what was expected of each wrong field, and what came."""
    leaks: tuple[str, ...]
    """Forbidden phrases that were read, and phrases to be read once that were not."""
    extra: tuple[str, ...]
    """For people: lines that were read and are not of the body."""
    missing: tuple[str, ...]
    """For people: blocks of the body that were not read as one piece."""


def score(name: str, expected: Expectation, got: Extraction) -> PageScore:
    """Compare. An optional block is part of the truth if it was read, and not if it was not."""
    article = got.article
    text = _fold(_read(article)) if article else ""
    checks = {"page_kind": _equal(expected.page_kind, got.page_kind)}
    if expected.findings:
        codes = [finding.code for finding in got.findings]
        told = all(any(part in code for code in codes) for part in expected.findings)
        checks["findings"] = (told, f"{list(expected.findings)} in {codes}")
    extra: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    if expected.article is None:
        marked = got.page_kind == expected.page_kind and (article is None or article.confidence < _DOUBTED)
        f1 = 1.0 if article is None or marked else 0.0
    else:
        truth = _truth(expected.article, text, expected.language)
        f1 = _f1(_tokens("\n".join(truth), expected.language), _tokens(text, expected.language))
        whole = _spaced("\n".join(truth), expected.language)
        read = _spaced(text, expected.language)
        extra = tuple(
            line for line in text.split("\n") if line.strip() and _spaced(line, expected.language) not in whole
        )
        missing = tuple(block for block in truth if _spaced(block, expected.language) not in read)
        checks |= _field_checks(expected.article, article)
        language = article.language if article else None
        if language or expected.language_declared:
            checks["language"] = _equal(expected.language, (language or "").split("-")[0])
    return PageScore(
        name=name,
        f1=f1,
        fields={field: right for field, (right, _) in checks.items()},
        wrong=tuple(f"{field}: {words}" for field, (right, words) in checks.items() if not right),
        leaks=_leaks(expected, text),
        extra=extra,
        missing=missing,
    )


def _read(article: Article) -> str:
    """Standfirst and text: public benchmarks count both as body.

    Which of the two holds a sentence is the matter of the field `standfirst`.
    """
    lead = [article.standfirst] if article.standfirst and article.standfirst not in article.text else []
    return "\n\n".join([*lead, article.text])


def _truth(expected: ExpectedArticle, text: str, language: str) -> list[str]:
    read = _spaced(text, language)
    lead = [_fold(expected.standfirst)] if expected.standfirst else []
    pieces = [(_fold(block.text), block.optional) for block in expected.paragraphs]
    return lead + [piece for piece, optional in pieces if not optional or _spaced(piece, language) in read]


def _field_checks(expected: ExpectedArticle, article: Article | None) -> dict[str, tuple[bool, str]]:
    if article is None:
        return {"headline": (False, "no article"), "authors": (not expected.authors, "no article")}
    checks = {
        "headline": _equal(_squash(expected.headline), _squash(article.headline)),
        "standfirst": _equal(_squash(expected.standfirst), _squash(article.standfirst)),
        "byline": _equal(_trimmed(expected.byline), _trimmed(article.byline)),
        "authors": _equal(list(expected.authors), list(article.authors)),
        "published": (
            _same_time(expected.published, article.published),
            f"{expected.published!r}, not {article.published!r}",
        ),
        "credit": _equal(_trimmed(expected.credit), _trimmed(article.credit)),
        "copyright": _same_start(_trimmed(expected.copyright), _trimmed(article.copyright)),
        "headline_not_repeated": (
            _squash(expected.headline) not in map(_squash, article.text.split("\n")),
            "the headline is in the text",
        ),
        "kinds": _same_kinds(expected, article),
    }
    if expected.section is not None:
        checks["section"] = _equal(expected.section, article.section)
    return checks


def _same_kinds(expected: ExpectedArticle, article: Article) -> tuple[bool, str]:
    kinds = {_squash(_fold(block.text)): block.kind for block in article.blocks}
    other = [
        f"{block.text[:30]!r} is a {kinds[found]}, not a {block.kind}"
        for block in expected.paragraphs
        if not block.optional and kinds.get(found := _squash(_fold(block.text)), block.kind) != block.kind
    ]
    return not other, "; ".join(other)


def _same_time(expected: str | None, got: Timestamp | None) -> bool:
    """Whether `got` says as much as `expected`: the same instant, the same local time, or the same day."""
    if expected is None or got is None:
        return expected is None and got is None
    local = got.local or (got.time.isoformat() if got.time else "")
    if "T" not in expected:
        return local[:10] == expected
    wanted = datetime.fromisoformat(expected)
    if wanted.tzinfo is None:
        return local[:16] == expected[:16]
    return got.time is not None and abs((got.time - wanted).total_seconds()) < 60


def _leaks(expected: Expectation, text: str) -> tuple[str, ...]:
    squashed = _squash(text) or ""
    read = [phrase for phrase in expected.must_not_contain if (_squash(_fold(phrase)) or "") in squashed]
    counts = {phrase: squashed.count(_squash(_fold(phrase)) or "") for phrase in expected.read_once}
    return (*read, *(f"{phrase} ({count} times)" for phrase, count in counts.items() if count != 1))


def _equal(expected: object, got: object) -> tuple[bool, str]:
    return expected == got, f"{expected!r}, not {got!r}"


def _same_start(expected: str | None, got: str | None) -> tuple[bool, str]:
    """Equal, or one goes on where the other ends: readers differ on where a copyright line ends."""
    right, words = _equal(expected, got)
    return right or bool(expected and got and (expected.startswith(got) or got.startswith(expected))), words


def _squash(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split())


def _trimmed(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split()).strip(_EDGES)


def _fold(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _tokens(text: str, language: str) -> list[str]:
    if language in _UNSPACED:
        return [character for character in text if unicodedata.category(character)[0] in "LMN"]
    return _WORD.findall(text)


def _spaced(text: str, language: str) -> str:
    return f" {' '.join(_tokens(text, language))} "


def _f1(truth: list[str], read: list[str]) -> float:
    """Of the multisets of shingles. 0 if nothing was read."""
    wanted, got = _shingles(truth), _shingles(read)
    total = wanted.total() + got.total()
    return 2 * (wanted & got).total() / total if total else 1.0


def _shingles(tokens: list[str]) -> Counter[tuple[str, ...]]:
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + SHINGLE]) for at in range(max(1, len(tokens) - SHINGLE + 1)))
