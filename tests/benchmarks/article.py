"""Score article extraction on a dataset: load its pages, extract with the product's code, run its own evaluate.py.

    python tests/benchmarks/article.py --dataset DIR --predictions OUT.jsonl [--jobs N] [--rendered-cache DIR]

A dataset has `pages/<id>.html.gz`, `truth.jsonl` and `evaluate.py`. What is predicted, the same for every source:

- `articleBody`: the standfirst, if the article has one, then `article.text`. The model keeps the standfirst apart; a
  reader reads it first.
- `headline`, `authors`: as extracted.
- `published`: `time`, else `local`, where only the site's own clock is known.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from capture.extract.cascade import extract
from capture.models.extraction import Article
from tests.benchmarks.rendering import StoredPage, cached, render_missing

# These pages were stored without their doctype, and would lay out in quirks mode (README of the dataset).
_DOCTYPE = {"scrapinghub": b"<!DOCTYPE html>"}


def predict(page_id: str, article: Article | None) -> dict[str, Any]:
    """One line of predictions."""
    if article is None:
        return {"id": page_id, "articleBody": ""}
    body = "\n\n".join(part for part in (article.standfirst, article.text) if part)
    published = article.published
    return {
        "id": page_id,
        "articleBody": body,
        "headline": article.headline,
        "authors": list(article.authors),
        "published": None if published is None else published.time.isoformat() if published.time else published.local,
    }


def main() -> int:
    """Run the benchmark; exit status 1 if a page could not be loaded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rendered-cache", type=Path, help="keep rendered pages here; the next run needs no browser")
    parser.add_argument("--worst", type=int, default=0, help="list this many of the worst pages of each source")
    parser.add_argument("--against", type=Path, help="predictions to compare with, by paired bootstrap")
    parser.add_argument("--executable", help="browser to render with")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.dataset / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    stored = [
        StoredPage(
            row["id"], options.dataset / "pages" / f"{row['id']}.html.gz", row["url"],
            encoding=row.get("encoding") or "utf-8", prefix=_DOCTYPE.get(row["source"], b""),
        )
        for row in rows
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.rendered_cache or Path(scratch)
        failed = asyncio.run(render_missing(stored, cache, jobs=options.jobs, executable=options.executable))
        for page_id, reason in failed.items():
            print(f"not loaded: {page_id}: {reason}", file=sys.stderr)
        costs = _extract_all(stored, cache, options.predictions)
    _evaluate(options, [row["source"] for row in rows])
    costs.sort()
    if costs:
        print(
            f"\nCPU per page, extraction with its tree: median {statistics.median(costs) * 1000:.1f} ms, "
            f"p95 {costs[int(len(costs) * 0.95)] * 1000:.1f} ms, worst {costs[-1] * 1000:.1f} ms, {len(costs)} pages"
        )
    return 1 if failed else 0


def _extract_all(stored: list[StoredPage], cache: Path, predictions: Path) -> list[float]:
    """Write a line for every page; CPU seconds of each extraction."""
    costs: list[float] = []
    with predictions.open("w", encoding="utf-8") as out:
        for item in stored:
            page = cached(item, cache)
            article = None
            if page is not None:
                start = time.process_time()
                article = extract(page).article
                costs.append(time.process_time() - start)
            out.write(json.dumps(predict(item.id, article), ensure_ascii=False) + "\n")
    return costs


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
