"""Which part of the page holds the article: the element under which prose outweighs everything else most."""

from dataclasses import dataclass

from capture.extract.article.lines import Line, PageLines
from capture.extract.article.marks import Mark

_BESIDE = int(
    Mark.COMMENT | Mark.FOOTER | Mark.CONSENT | Mark.OVERLAY | Mark.NAVIGATION | Mark.SIDE | Mark.RELATED | Mark.POPULAR
    | Mark.NEWSLETTER | Mark.AD | Mark.PROMO | Mark.HEADER
)  # fmt: skip
_SENTENCE_END = tuple(".!?…:;\"'”’»«。！？」』।؟۔)")


@dataclass(frozen=True)
class Scored:
    """An element that may be the article's root, with its score."""

    node: int
    score: float
    prose: float
    """Letters of prose below it."""
    against: float
    """Letters that speak against it."""


def prose_score(line: Line) -> float:
    """Letters that speak for an article around the line; negative if they speak against one."""
    beside = (line.marks & _BESIDE).bit_count()
    if line.link > 0.5:
        return -min(line.weight, 80.0) * 0.7
    if line.weight < 40:
        return 0.0 if not beside else -10.0
    ends = line.text.endswith(_SENTENCE_END)
    value = line.weight * (1 - line.link) * (1.0 if ends else 0.5) * 0.35**beside
    if not line.visible:
        value *= 0.3
    if beside:
        value -= 20
    return min(value, 1500.0)


def rank_regions(page: PageLines) -> list[Scored]:
    """Elements around prose, best first; the innermost of several that hold the same lines."""
    tree, lines = page.tree, page.lines
    scores = [prose_score(line) for line in lines]
    sums = [0.0]
    good = [0.0]
    for score in scores:
        sums.append(sums[-1] + score)
        good.append(good[-1] + max(score, 0.0))
    seen: dict[int, None] = {}
    for line, score in zip(lines, scores, strict=True):
        if score <= 0:
            continue
        for up in tree.ancestors(line.first):
            if up in seen:
                break
            seen[up] = None
    found: dict[tuple[int, int], Scored] = {}
    for node in seen:
        inside = page.within(node)
        total = sums[inside.stop] - sums[inside.start]
        prose = good[inside.stop] - good[inside.start]
        if total <= 0 or tree.tag[node] == "":
            continue
        scored = Scored(node, round(total, 1), round(prose, 1), round(prose - total, 1))
        known = found.get((inside.start, inside.stop))
        if known is None or known.node < node:
            found[inside.start, inside.stop] = scored
    return sorted(found.values(), key=lambda item: (-item.score, item.node))
