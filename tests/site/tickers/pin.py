"""Pin the floors of the ticker gate at what the engine reaches now: `python -m tests.site.tickers.pin`."""

import argparse
import asyncio
import sys

from tests.site.gate import RegressionRefused, pin
from tests.site.tickers.corpus import FLOORS
from tests.site.tickers.measure import measure


def main() -> int:
    """Exit code 1 if a floor would fall and `--allow-regression` is not given; nothing is written then."""
    parser = argparse.ArgumentParser(prog="python -m tests.site.tickers.pin", description=__doc__)
    parser.add_argument("--allow-regression", action="store_true", help="let floors fall")
    parser.add_argument("--dry-run", action="store_true", help="print what is measured, write nothing")
    arguments = parser.parse_args()
    scores, tallies = asyncio.run(measure())
    for name, tally in tallies.items():
        for complaint in tally.complaints:
            print(f"{name}: {complaint}")
    for figure, value in sorted(scores.overall.items()):
        print(f"{figure:16} {value:.4f}")
    if arguments.dry_run:
        return 0
    try:
        pin(FLOORS, scores, allow_regression=arguments.allow_regression)
    except RegressionRefused as refused:
        print(f"not pinned; these floors would fall:\n{refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
