"""What the benchmarks of extraction share: options, one prediction a page, the CPU that it took."""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from capture.models.page import RenderedPage
from tests.benchmarks.rendering import DatasetPage, cached, render_missing

Row = dict[str, Any]
Predict = Callable[[str, RenderedPage | None], tuple[Row, float | None]]
"""A line of predictions for a page, None if it could not be loaded, and the CPU seconds to account for."""


def options_of(documentation: str | None) -> argparse.ArgumentParser:
    """The options that both benchmarks have."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--predictions", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rendered-cache", type=Path, help="keep rendered pages here; the next run needs no browser")
    parser.add_argument("--executable", help="browser to render with")
    return parser


def truth_of(dataset: Path) -> list[Row]:
    """The rows of `truth.jsonl`."""
    return [json.loads(line) for line in (dataset / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def predict_all(pages: Iterable[DatasetPage], options: argparse.Namespace, predict: Predict, *, what: str) -> int:
    """Write a line of predictions for every page, and say what `what` cost.

    Exit status 1 if a page could not be loaded.
    """
    pages = list(pages)
    costs: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.rendered_cache or Path(scratch)
        failed = asyncio.run(render_missing(pages, cache, jobs=options.jobs, executable=options.executable))
        for page_id, reason in failed.items():
            print(f"not loaded: {page_id}: {reason}", file=sys.stderr)
        with options.predictions.open("w", encoding="utf-8") as out:
            for page in pages:
                line, cost = predict(page.id, cached(page.id, cache))
                costs += [] if cost is None else [cost]
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
    if costs:
        costs.sort()
        print(
            f"CPU per page, {what}: median {statistics.median(costs) * 1000:.1f} ms, "
            f"p95 {costs[int(len(costs) * 0.95)] * 1000:.1f} ms, worst {costs[-1] * 1000:.1f} ms, {len(costs)} pages"
        )
    return 1 if failed else 0
