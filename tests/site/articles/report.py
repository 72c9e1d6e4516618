"""Say what extraction gets wrong on the corpus, as Markdown: `python -m tests.site.articles.report [PAGE...]`."""

import argparse
import sys

from tests.site.articles.corpus import load_corpus
from tests.site.articles.gate import field_shares, mean_f1, measure
from tests.site.articles.score import PageScore

_SHOWN = 160
_GOOD = 0.995


def main() -> int:
    """Print the report of all pages, or of those whose names contain one of the given words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", metavar="PAGE", help="part of a page's name")
    options = parser.parse_args()
    pages = [page for page in load_corpus() if not options.words or any(word in page.name for word in options.words)]
    if not pages:
        parser.error("no page has such a name")
    scores = measure(pages)
    print(f"# {len(scores)} pages and variants, mean F1 {mean_f1(scores):.4f}\n")
    for field, share in field_shares(scores).items():
        print(f"- {field}: {share:.3f}")
    print("\n| page | F1 | wrong fields | forbidden phrases read |\n|---|---|---|---|")
    for item in sorted(scores, key=lambda item: item.f1):
        wrong = ", ".join(field for field, right in item.fields.items() if not right)
        print(f"| {item.name} | {item.f1:.3f} | {wrong} | {len(item.leaks) or ''} |")
    for item in sorted(scores, key=lambda item: item.f1):
        if item.f1 < _GOOD or item.wrong or item.leaks:
            _tell(item)
    return 0


def _tell(item: PageScore) -> None:
    print(f"\n## {item.name}: F1 {item.f1:.3f}")
    for label, lines in (
        ("field", item.wrong),
        ("must not be read", item.leaks),
        ("extra", item.extra),
        ("missing", item.missing),
    ):
        for line in lines:
            print(f"- {label}: {line if label == 'field' else line[:_SHOWN]}")


if __name__ == "__main__":
    sys.exit(main())
