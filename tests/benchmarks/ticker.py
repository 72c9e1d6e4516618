"""Score ticker extraction on a dataset: load its pages, extract with the product's code, run its own evaluate.py.

    python tests/benchmarks/ticker.py --dataset DIR --predictions OUT.jsonl [--jobs N] [--rendered-cache DIR]

A dataset has `pages/<id>.html.gz`, `truth.jsonl` and `evaluate.py`. Real pages are loaded with scripts off, as they
were stored; synthetic ones with scripts on and the product's own settling. Inputs are the bytes, the address and the
time of capture; where the dataset does not know that, the time of loading. An item's `iso` is `time`, else `local`,
where only the site's own clock is known.
"""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from capture.extract.article import describe_article, find_article
from capture.extract.cascade import UNKNOWN_SITE
from capture.extract.clock import read_time_setting
from capture.extract.metadata import read_metadata
from capture.extract.ticker import find_lists
from capture.extract.tree import TreeIndex
from capture.models.extraction import Ticker, TickerItem
from capture.models.page import RenderedPage
from tests.benchmarks.prediction import Row, options_of, predict_all, truth_of
from tests.benchmarks.rendering import DatasetPage


def tickers_of(page: RenderedPage) -> tuple[tuple[Ticker, ...], float]:
    """Tickers of a page, and the CPU seconds that finding them took beyond tree, clock and article."""
    tree = TreeIndex(page)
    metadata = read_metadata(tree)
    region = find_article(tree, metadata)
    setting = read_time_setting(tree, metadata, UNKNOWN_SITE, article=region.node)
    article = describe_article(tree, metadata, region, setting, trail=()).article
    start = time.process_time()
    found = find_lists(tree, setting, article=article)
    return found.tickers, time.process_time() - start


def predict(page_id: str, page: RenderedPage | None) -> tuple[Row, float | None]:
    """One line of predictions, and the CPU seconds of the lists alone."""
    tickers, cost = tickers_of(page) if page else ((), None)
    said = [{"heading": ticker.heading, "items": [_item(item) for item in ticker.items]} for ticker in tickers]
    return {"id": page_id, "tickers": said}, cost


def _item(item: TickerItem) -> Row:
    when = item.time
    return {
        "title": item.title,
        "url": item.url,
        "category": item.category,
        "time_text": when.text if when else None,
        "iso": (when.time.isoformat() if when.time else when.local) if when else None,
    }


def main() -> int:
    """Run the benchmark; exit status 1 if a page could not be loaded."""
    parser = options_of(__doc__)
    parser.add_argument("--pages", action="store_true", help="one line a page as well")
    options = parser.parse_args()
    pages = [_page(row, options.dataset) for row in truth_of(options.dataset)]
    status = predict_all(pages, options, predict, what="lists beyond tree, clock and article")
    command = [sys.executable, str(options.dataset / "evaluate.py"), str(options.dataset / "truth.jsonl")]
    subprocess.run([*command, str(options.predictions), *(["--pages"] if options.pages else [])], check=True)
    return status


def _page(row: Row, dataset: Path) -> DatasetPage:
    """What the dataset gives to an extractor. Its capture times name no zone: they are taken as UTC."""
    at = row.get("captured_at")
    return DatasetPage(
        row["id"],
        dataset / "pages" / f"{row['id']}.html.gz",
        row["url"],
        charset=row["encoding"],
        captured_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None,
        scripts=row["source"] == "synthetic",
    )


if __name__ == "__main__":
    sys.exit(main())
