"""Pin the floors of the extraction gate at what extraction reaches now: `python -m tests.site.articles.pin`.

Refuses to lower any floor that stands, unless `--allow-regression` is given: then say in the commit why.
"""

import argparse
import sys

from tests.site.articles.corpus import FLOORS, load_corpus
from tests.site.articles.gate import measure, reached, read_floors, regressions, write_floors


def main() -> int:
    """Exit status 1 if a floor would fall and that was not allowed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--allow-regression", action="store_true", help="lower floors where extraction got worse")
    options = parser.parse_args()
    now = reached(measure(load_corpus()))
    worse = regressions(read_floors(FLOORS), now) if FLOORS.exists() else []
    for line in worse:
        print(line, file=sys.stderr)
    if worse and not options.allow_regression:
        print("not pinned: extraction got worse (see --allow-regression)", file=sys.stderr)
        return 1
    write_floors(now, FLOORS)
    print(f"pinned: mean F1 {now.mean_f1:.3f} over {len(now.pages)} pages and variants")
    return 0


if __name__ == "__main__":
    sys.exit(main())
