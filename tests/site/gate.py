"""Floors of extraction quality: figures pinned per page and overall, tied by a digest to the corpus they come from.

A floor says "no worse than this". It falls only when someone asks for it in words (`allow_regression`), and it holds
for one corpus: when a page or an expectation changes, figures over all pages mean something else and are pinned anew.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Figures = Mapping[str, float]
"""Name of a figure to its value, 0 to 1, greater is better. A figure with nothing to measure on a page is left out."""


class RegressionRefused(Exception):
    """A floor would fall. The message has one line per figure."""


@dataclass(frozen=True)
class Scores:
    """What was measured on a corpus, or what is pinned for it."""

    digest: str
    overall: Figures
    pages: Mapping[str, Figures]
    leaks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases that are read and should not be, by page."""


def regressions(*, floors: Scores, measured: Scores, slack: float = 0) -> list[str]:
    """One line for each figure under its floor or no longer measured, and each new leak; overall figures first.

    A page that is new has no floor, one that is gone has nothing to measure. Overall figures of two different corpora
    cannot be held against each other. A floor gives way by `slack`.
    """
    lines = _below(floors.overall, measured.overall, "overall", slack) if floors.digest == measured.digest else []
    for page in sorted(floors.pages.keys() & measured.pages.keys()):
        lines += _below(floors.pages[page], measured.pages[page], page, slack)
        known = floors.leaks.get(page, ())
        lines += [f"{page}: reads {phrase!r}" for phrase in measured.leaks.get(page, ()) if phrase not in known]
    return lines


def _below(floors: Figures, measured: Figures, where: str, slack: float) -> list[str]:
    lines = []
    for name, floor in sorted(floors.items()):
        value = measured.get(name)
        if value is None:
            lines.append(f"{where}: {name} is no longer measured; its floor is {floor:g}")
        elif _floored(value) < _floored(floor - slack):
            lines.append(f"{where}: {name} {value:.4f} is under its floor {floor:g}")
    return lines


def _floored(value: float) -> float:
    """Cut to four digits, never rounded up: a floor must not stand above what was measured."""
    return math.floor(value * 10_000 + 1e-6) / 10_000


def read_floors(path: Path) -> Scores:
    """What is pinned at `path`. Raises `FileNotFoundError` if nothing has been pinned yet."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    leaks = {page: tuple(phrases) for page, phrases in stored.get("leaks", {}).items()}
    return Scores(digest=stored["corpus_sha256"], overall=stored["overall"], pages=stored["pages"], leaks=leaks)


def pin(path: Path, measured: Scores, *, slack: float = 0, allow_regression: bool = False) -> None:
    """Make `measured` the floors at `path`. Raises `RegressionRefused` if one would fall and that was not asked for.

    Pages that are gone lose their floors without a word: the diff of the file shows it.
    """
    holds = path.exists() and not allow_regression
    if holds and (lines := regressions(floors=read_floors(path), measured=measured, slack=slack)):
        raise RegressionRefused("\n".join(lines))
    stored = {
        "corpus_sha256": measured.digest,
        "overall": _cut(measured.overall),
        "pages": {page: _cut(figures) for page, figures in sorted(measured.pages.items())},
    }
    if measured.leaks:
        stored["leaks"] = {page: list(phrases) for page, phrases in sorted(measured.leaks.items())}
    beside = path.with_suffix(".partial")
    beside.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def _cut(figures: Figures) -> dict[str, float]:
    return {name: _floored(value) for name, value in sorted(figures.items())}
