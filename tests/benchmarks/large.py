"""What extraction costs on large pages of our own: composed as news pages are, and of nothing but prose.

    python -m tests.benchmarks.large [--megabytes 5] [--rounds 3]

Each page is made in the full size and in half of it: twice the size is to cost twice the CPU. Figures are the least of
all rounds, in a process that has extracted a page before; `nodes` and `lines` are those of the rendered page, made
without a browser. All other than prose that a large page of a paper has is in the composed one, most of it markup,
scripts and data, with an article of usual length.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

from capture.extract.article.lines import PageLines
from capture.extract.cascade import extract
from capture.extract.tree import TreeIndex
from capture.models.page import RenderedPage
from tests.unit.extract.rendered import rendered

_WORDS = (
    "harbour", "council", "ferry", "reef", "market", "school", "storm", "grant", "village", "bridge", "clinic", "water",
    "coral", "budget", "minister", "survey", "road", "island", "forecast", "fishing", "airport", "election", "museum",
    "the", "of", "and", "in", "to", "for", "was", "with", "from", "that", "would", "on", "a", "new", "year", "people",
)  # fmt: skip
_URL, _NOW = "https://quaymonitor.example/news/crane", datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
_PARAGRAPHS = 40
# Of the bytes of the composed page; its article comes on top. So a megabyte has 4,200 nodes and 910 lines. Of the
# article benchmark's pages those over 0.5 MB have 2,500 and 400, and the median one, of 0.15 MB, has 9,000 and 870.
_SHARES = {"scripts": 0.5, "data": 0.3, "navigation": 0.09, "teasers": 0.08, "comments": 0.03}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"{'page':<10}{'MB':>6}{'nodes':>9}{'lines':>8}{'CPU s':>8}{'s/MB':>8}")
    for name, make in _PAGES.items():
        for size in (options.megabytes / 2, options.megabytes):
            html = make(random.Random(0), int(size * 1e6))
            page = rendered(html, url=_URL, observed_at=_NOW)
            nodes, lines = len(page.nodes.parent), len(PageLines(TreeIndex(page)).lines)
            cost, megabytes = _least_cost(page, options.rounds), len(html) / 1e6
            print(f"{name:<10}{megabytes:>6.2f}{nodes:>9}{lines:>8}{cost:>8.3f}{cost / megabytes:>8.3f}")


def _least_cost(page: RenderedPage, rounds: int) -> float:
    """CPU seconds of one extraction."""
    extract(page)
    costs: list[float] = []
    for _ in range(rounds):
        start = time.process_time()
        extract(page)
        costs.append(time.process_time() - start)
    return min(costs)


def _composed(chance: random.Random, size: int) -> str:
    part = {name: _up_to(int(share * size), _PARTS[name], chance) for name, share in _SHARES.items()}
    story = "".join(f'<p class="story__text">{_prose(chance, 4)}</p>' for _ in range(_PARAGRAPHS))
    return _page(
        part["scripts"] + part["data"],
        f'<header class="site-header"><nav class="main-nav"><ul>{part["navigation"]}</ul></nav></header>'
        f'<main class="layout layout--wide"><article class="story"><header class="story__head">'
        f'<h1 class="story__title">{_title(chance)}</h1><p class="story__byline">By Mara Quill</p>'
        f'<time datetime="2026-03-05T09:10:00Z">5 March 2026, 9:10</time></header>{story}</article></main>'
        f'<section class="teasers"><h2>More news</h2>{part["teasers"]}</section>'
        f'<section class="comments" id="comments"><h2>Comments</h2>{part["comments"]}</section>'
        '<footer class="site-footer"><p>© 2026 Quay Monitor</p></footer>',
    )


def _of_prose(chance: random.Random, size: int) -> str:
    story = _up_to(size, lambda chance, _: f"<p>{_prose(chance, 4)}</p>", chance)
    return _page("", f"<article><h1>{_title(chance)}</h1>{story}</article>")


_PAGES: dict[str, Callable[[random.Random, int], str]] = {"composed": _composed, "prose": _of_prose}


def _page(head: str, body: str) -> str:
    return f'<html lang="en"><head><title>Quay Monitor</title>{head}</head><body class="page">{body}</body></html>'


def _up_to(size: int, make: Callable[[random.Random, int], str], chance: random.Random) -> str:
    """So many of what `make` makes, by their numbers, as fill `size`."""
    return "".join(_until(size, (make(chance, number) for number in count())))


def _until(size: int, parts: Iterator[str]) -> Iterator[str]:
    filled = 0
    while filled < size:
        part = next(parts)
        filled += len(part)
        yield part


def _script(chance: random.Random, number: int) -> str:
    code = ";".join(f"window.q{number}.push(function(){{{name}.load()}})" for name in chance.choices(_WORDS, k=60))
    return f"<script>{code}</script>"


def _data(chance: random.Random, number: int) -> str:
    items = [{"id": f"{number}-{place}", "title": _title(chance), "live": False} for place in range(20)]
    return f'<script type="application/json" data-block="{number}">{json.dumps(items)}</script>'


def _navigation_link(chance: random.Random, number: int) -> str:
    words = " ".join(chance.choices(_WORDS, k=2))
    return (
        f'<li class="nav__item nav__item--level-{number % 3} has-submenu" data-track="navigation:{number}">'
        f'<a class="nav__link nav__link--secondary" href="/section/{number}?ref=navigation" data-index="{number}">'
        f'<span class="nav__label">{words}</span></a></li>'
    )


def _teaser(chance: random.Random, number: int) -> str:
    widths = ", ".join(f"/image/{number}-{width}.jpg?quality=80&amp;format=auto {width}w" for width in (320, 640, 960))
    return (
        f'<div class="teaser teaser--small grid__cell grid__cell--{number % 4}" data-track="teaser:{number}">'
        f'<div class="teaser__media"><img class="teaser__image lazyload" src="/image/{number}.jpg" srcset="{widths}" '
        f'sizes="(min-width: 960px) 320px, 100vw" alt=""></div><div class="teaser__body">'
        f'<span class="teaser__kicker kicker kicker--red">{chance.choice(_WORDS)}</span>'
        f'<h3 class="teaser__title headline headline--small"><a class="teaser__link" href="/story/{number}">'
        f'{_title(chance)}</a></h3><time class="teaser__time">{number % 23 + 1} hours ago</time></div></div>'
    )


def _comment(chance: random.Random, number: int) -> str:
    return (
        f'<div class="comment comment--level-{number % 3}" id="comment-{number}" data-author="{number * 7919}">'
        f'<div class="comment__head"><b class="comment__name">reader{number}</b> '
        f'<span class="comment__time">{number % 27 + 1} Feb 2026</span></div>'
        f'<p class="comment__text">{_prose(chance, 3)}</p>'
        f'<a class="comment__reply button button--plain" href="#reply-{number}" rel="nofollow">Reply</a></div>'
    )


_PARTS: dict[str, Callable[[random.Random, int], str]] = {
    "scripts": _script, "data": _data, "navigation": _navigation_link, "teasers": _teaser, "comments": _comment,
}  # fmt: skip


def _title(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=8)).capitalize()


def _prose(chance: random.Random, sentences: int) -> str:
    return " ".join(
        f"{' '.join(chance.choices(_WORDS, k=chance.randint(8, 22))).capitalize()}." for _ in range(sentences)
    )


if __name__ == "__main__":
    main()
