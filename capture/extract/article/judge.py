"""Which lines belong to the story: the facts of each line weighed by small trees, learned by scripts/fit_article_blocks.py."""

import math
from dataclasses import dataclass

from capture.extract.article.facts import FACTS, LineFacts
from capture.extract.article.weights import BIAS, TREES

_INDEX = {name: index for index, name in enumerate(FACTS)}
Node = tuple[int, float, "Node | float", "Node | float"]


def _compile(tree: object) -> "Node | float":
    """Names of facts to columns."""
    if isinstance(tree, float | int):
        return float(tree)
    assert isinstance(tree, tuple)
    name, threshold, below, above = tree
    return (_INDEX[name], float(threshold), _compile(below), _compile(above))


_COMPILED = tuple(_compile(tree) for tree in TREES)
_HALF = 0.5
# Text that stands on the page three times is a notice or a button, not a part of a story.
_COPIES = 3


@dataclass(frozen=True)
class Verdict:
    """What is thought of one line."""

    index: int
    probability: float
    rule: str | None = None
    """A rule that decided against the weights, in plain words."""

    @property
    def kept(self) -> bool:
        return self.probability > _HALF


def judge_lines(facts: LineFacts) -> dict[int, Verdict]:
    """A verdict on every line that is considered, by index."""
    verdicts: dict[int, Verdict] = {}
    copies, says, ends = _INDEX["copies"], _INDEX["says_consent"], _INDEX["weight"]
    for index, row in zip(facts.indexes, facts.rows(), strict=True):
        score = BIAS
        for tree in _COMPILED:
            while isinstance(tree, tuple):
                tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
            score += tree
        probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
        rule = None
        if row[copies] >= _COPIES and row[says] and row[ends] > 20:
            probability, rule = 0.0, "a notice that stands on the page several times"
        verdicts[index] = Verdict(index, probability, rule)
    return verdicts


def strongest_reasons(row: list[float], count: int = 3) -> tuple[str, ...]:
    """The facts that moved the score most, in plain words, for explain.json."""
    moved: dict[int, float] = {}
    for tree in _COMPILED:
        used: list[int] = []
        while isinstance(tree, tuple):
            used.append(tree[0])
            tree = tree[2] if row[tree[0]] <= tree[1] else tree[3]
        for column in used:
            moved[column] = moved.get(column, 0.0) + tree / len(used)
    ranked = sorted(moved, key=lambda column: (-abs(moved[column]), column))[:count]
    return tuple(f"{FACTS[column].replace('_', ' ')} {row[column]:g}: {moved[column]:+.1f}" for column in ranked)
