"""Floors of extraction quality: figures pinned per page and overall, tied by a digest to the corpus they come from.

A floor says "no worse than this". It falls only when someone asks for it in words (`allow_regression`), and it holds
for one corpus: a page or an expectation that changes makes every floor void until they are pinned again.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Figures = Mapping[str, float]
"""Name of a figure to its value, 0 to 1, greater is better. A figure with nothing to measure on a page is left out."""

SUFFIXES = (".html", ".expected.json")


class RegressionRefused(Exception):
    """A floor would fall. The message has one line per figure."""


@dataclass(frozen=True)
class Scores:
    """What was measured on a corpus, or what is pinned for it."""

    digest: str
    overall: Figures
    pages: Mapping[str, Figures]


def corpus_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all pages and expectations in `folder`, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIXES)):
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def regressions(*, floors: Scores, measured: Scores) -> list[str]:
    """One line for each figure that is under its floor, or that is no longer measured; overall figures first."""
    lines = _below(floors.overall, measured.overall, where="overall")
    for page, pinned in sorted(floors.pages.items()):
        lines += _below(pinned, measured.pages.get(page, {}), where=page)
    return lines


def _below(floors: Figures, measured: Figures, *, where: str) -> list[str]:
    lines = []
    for name, floor in sorted(floors.items()):
        value = measured.get(name)
        if value is None:
            lines.append(f"{where}: {name} is no longer measured; its floor is {floor:g}")
        elif _floored(value) < floor:
            lines.append(f"{where}: {name} {value:.4f} is under its floor {floor:g}")
    return lines


def _floored(value: float) -> float:
    """Cut to four digits, never rounded up: a floor must not stand above what was measured."""
    return math.floor(value * 10_000 + 1e-6) / 10_000


def read_floors(path: Path) -> Scores:
    """What is pinned at `path`. Raises `FileNotFoundError` if nothing has been pinned yet."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Scores(digest=stored["corpus_sha256"], overall=stored["overall"], pages=stored["pages"])


def pin(path: Path, measured: Scores, *, allow_regression: bool = False) -> None:
    """Make `measured` the floors at `path`. Raises `RegressionRefused` if one would fall and that was not asked for.

    On a changed corpus the overall figures mean something else and may fall; those of a page that is still
    there may not.
    Pages that are gone lose their floors without a word: the diff of the file shows it.
    """
    if path.exists() and not allow_regression:
        old = read_floors(path)
        kept = {page: figures for page, figures in old.pages.items() if page in measured.pages}
        overall = old.overall if old.digest == measured.digest else {}
        if lines := regressions(floors=Scores(old.digest, overall, kept), measured=measured):
            raise RegressionRefused("\n".join(lines))
    stored = {
        "corpus_sha256": measured.digest,
        "overall": _cut(measured.overall),
        "pages": {page: _cut(figures) for page, figures in sorted(measured.pages.items())},
    }
    beside = path.with_suffix(".partial")
    beside.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def _cut(figures: Figures) -> dict[str, float]:
    return {name: _floored(value) for name, value in sorted(figures.items())}
