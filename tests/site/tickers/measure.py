"""Render, extract and score the whole corpus: what the gate and the pinning command share."""

from pathlib import Path

from capture.extract.cascade import extract
from tests.site.corpus import read_corpus, render_corpus
from tests.site.gate import Scores, corpus_digest
from tests.site.tickers.score import Tally, score_page, total

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"


async def measure() -> tuple[Scores, dict[str, Tally]]:
    """Figures of every page and overall, and the tallies with their complaints."""
    pages = read_corpus(FOLDER)
    rendered = await render_corpus(pages)
    tallies = {page.name: score_page(page.expected, extract(rendered[page.name])) for page in pages}
    return scores_of(tallies), tallies


def scores_of(tallies: dict[str, Tally]) -> Scores:
    """The figures of `tallies`, bound to the corpus as it is now."""
    return Scores(
        digest=corpus_digest(FOLDER),
        overall=total(tallies.values()).figures(),
        pages={name: tally.figures() for name, tally in tallies.items()},
    )
