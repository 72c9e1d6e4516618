"""Score article extraction on a dataset: load its pages, extract with the product's code, run its own evaluate.py.

    python tests/benchmarks/article.py --dataset DIR --predictions OUT.jsonl [--jobs N] [--rendered-cache DIR]

A dataset has `pages/<id>.html.gz`, `truth.jsonl` and `evaluate.py`. What is predicted, the same for every source:

- `articleBody`: the standfirst, if the article has one, then `article.text`. The model keeps the standfirst apart; a
  reader reads it first.
- `headline`, `authors`: as extracted.
- `published`: `time`, else `local`, where only the site's own clock is known.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from capture.extract.cascade import extract
from capture.models.page import RenderedPage
from tests.benchmarks.prediction import Row, options_of, predict_all, truth_of
from tests.benchmarks.rendering import DatasetPage

# These pages were stored without their doctype, and would lay out in quirks mode (README of the dataset).
_DOCTYPE = {"scrapinghub": b"<!DOCTYPE html>"}


def predict(page_id: str, page: RenderedPage | None) -> tuple[Row, float | None]:
    """One line of predictions, and the CPU seconds of all extraction."""
    if page is None:
        return {"id": page_id, "articleBody": ""}, None
    start = time.process_time()
    article = extract(page).article
    cost = time.process_time() - start
    if article is None:
        return {"id": page_id, "articleBody": ""}, cost
    published = article.published
    line = {
        "id": page_id,
        "articleBody": "\n\n".join(part for part in (article.standfirst, article.text) if part),
        "headline": article.headline,
        "authors": list(article.authors),
        "published": None if published is None else published.time.isoformat() if published.time else published.local,
    }
    return line, cost


def main() -> int:
    """Run the benchmark; exit status 1 if a page could not be loaded."""
    parser = options_of(__doc__)
    parser.add_argument("--worst", type=int, default=0, help="list this many of the worst pages of each source")
    parser.add_argument("--against", type=Path, help="predictions to compare with, by paired bootstrap")
    options = parser.parse_args()
    rows = truth_of(options.dataset)
    pages = [_page(row, options.dataset) for row in rows]
    status = predict_all(pages, options, predict, what="extraction with its tree")
    _evaluate(options, [row["source"] for row in rows])
    return status


def _page(row: Row, dataset: Path) -> DatasetPage:
    return DatasetPage(
        row["id"],
        dataset / "pages" / f"{row['id']}.html.gz",
        row["url"],
        charset=row.get("encoding") or "utf-8",
        prefix=_DOCTYPE.get(row["source"], b""),
    )


def _evaluate(options: argparse.Namespace, sources: list[str]) -> None:
    """The dataset's own scores, by source, with and without the pages whose truth is known to be faulty."""
    base = [sys.executable, str(options.dataset / "evaluate.py"), str(options.predictions)]
    extra = ["--worst", str(options.worst)] if options.worst else []
    extra += ["--against", str(options.against)] if options.against else []
    for source in dict.fromkeys(sources):
        for exclude in ([], ["--exclude-flagged"]):
            print(f"\n{source}{' ' + exclude[0] if exclude else ''}", flush=True)
            subprocess.run([*base, "--source", source, *exclude, *(extra if not exclude else [])], check=True)


if __name__ == "__main__":
    sys.exit(main())
