"""Pin the floors of the extraction gate at what extraction reaches now: `python -m tests.site.articles.pin`.

Refuses to lower any floor that stands, unless `--allow-regression` is given: then say in the commit why.
"""

import argparse
import sys

from tests.site.articles.corpus import FLOORS, load_corpus
from tests.site.articles.gate import FONT_SLACK, measure, reached
from tests.site.gate import RegressionRefused, pin


def main() -> int:
    """Exit status 1 if a floor would fall and that was not allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allow-regression", action="store_true", help="lower floors where extraction got worse")
    options = parser.parse_args()
    now = reached(measure(load_corpus()))
    try:
        pin(FLOORS, now, slack=FONT_SLACK, allow_regression=options.allow_regression)
    except RegressionRefused as refused:
        print(f"not pinned; these floors would fall:\n{refused}", file=sys.stderr)
        return 1
    print(f"pinned: mean F1 {now.overall['f1']:.3f} over {len(now.pages)} pages and variants")
    return 0


if __name__ == "__main__":
    sys.exit(main())
