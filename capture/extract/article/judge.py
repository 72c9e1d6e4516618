"""Which lines belong to the story: facts weighed by small trees (scripts/fit_article_blocks.py), layout and rules."""

import math
import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from capture.extract.article.captions import caption_lines, figure_captions
from capture.extract.article.facts import FACTS, LineFacts
from capture.extract.article.layout import Layout
from capture.extract.article.long_runs import long_runs, midst
from capture.extract.article.pointers import pointers
from capture.extract.article.weights import BIAS, TREES
from capture.extract.article.wholes import wholes

_INDEX = {name: index for index, name in enumerate(FACTS)}
Node = tuple[int, float, "Node | float", "Node | float"]


def _compile(tree: object) -> Node:
    """Names of facts to columns."""
    assert isinstance(tree, tuple)
    name, threshold, *sides = tree
    below, above = (float(side) if isinstance(side, float | int) else _compile(side) for side in sides)
    return (_INDEX[name], float(threshold), below, above)


_COMPILED = tuple(_compile(tree) for tree in TREES)
_HALF = 0.5
# Text that stands on the page three times is a notice or a button, not a part of a story.
_COPIES = 3
_CERTAIN = 30.0
_DOUBTFUL = 0.15
# Of a line that is read because the list, table or row of lines is which it belongs to.
_AS_ITS_PART = 0.9
_SMALL_BOX = 0.15
_SIGN_UP_WEIGHT = 250.0
_AT_THE_END = 0.02
# The description of the metadata, if the page shows it where a standfirst stands.
_LIKELY, _SAME, _SHORTEST_SUMMARY, _LITTLE_LINK = 2.0, 0.7, 45.0, 0.3
# For lower-case text: a pattern that ignores case costs four times as much.
_SIGN_UP = re.compile(
    r"newsletter|sign up|subscribe (?:to|now|today|for)|your inbox|abonnier|jetzt anmelden|abonnez|"
    r"inscri(?:vez|vi|ption)|iscriviti|"
    r"suscr[ií]b|apúnt[ae]|en (?:su|tu) correo|assine|inscreva|aanmelden|abonneer|prenumerera|tilmeld|"
    r"abonner deg|подпис(?:ывай|аться)|"
    r"рассылк|abone ol|bülten|berlangganan|gabung di|đăng ký nhận|اشترك|सब्सक्राइब|会員(?:登録|限定)|無料登録|"
    r"订阅|訂閱|구독|"
    r"follow us|folgen sie uns|suivez-nous|síguenos|siga-nos|seguici|takip edin|ikuti kami|ακολουθήστε|"
    r"obserwuj nas|napisz do redakcji"
)  # fmt: skip
_WEIGHT, _LINK, _COPY, _CONSENT, _BEFORE, _AFTER, _BEHIND_HEADLINE, _BOX_SHARE, _BOX_ADVERT, _SUMMARY = (
    _INDEX[name]
    for name in (
        "weight", "link", "copies", "says_consent", "before", "after", "after_headline", "box_share", "box_advert",
        "is_summary",
    )
)  # fmt: skip


class Verdict(NamedTuple):
    """What is thought of one line."""

    line: int
    """Its index."""
    probability: float
    reasons: tuple[str, ...] = ()
    """What spoke for or against it beside the weights."""
    facts: tuple[float, ...] = ()
    """What the weights weighed, as `FACTS` orders it, of a doubtful line; empty for others."""

    @property
    def kept(self) -> bool:
        return self.probability > _HALF

    def explained(self) -> tuple[str, ...]:
        """The reasons; of a doubtful line also the facts that moved it most, in log-odds."""
        return (*self.reasons, *_strongest(self.facts)) if self.facts else self.reasons


def judge_lines(facts: LineFacts) -> dict[int, Verdict]:
    """A verdict on each line that is considered, by index: by weights, layout and rules, then of whole parts.

    In the midst of long runs it is that of the lines around; see `long_runs`.
    """
    verdicts = _judge_runs(facts)
    for part, reason in wholes(facts, [index for index, verdict in sorted(verdicts.items()) if verdict.kept]):
        for index in part:
            verdict = verdicts.get(index)
            if verdict is not None and not verdict.kept and not verdict.reasons:
                verdicts[index] = Verdict(index, _AS_ITS_PART, (reason,))
    return verdicts


def _judge_runs(facts: LineFacts) -> dict[int, Verdict]:
    """Each line on its own, or as the ends of the long run are in whose midst it stands."""
    runs = long_runs(facts)
    spared = {index for run in runs for index in midst(run)}
    verdicts = _weigh(facts, spared)
    for run in runs:
        ends = [verdicts[index] for index in run if index in verdicts]
        if len({verdict.kept for verdict in ends}) > 1:
            return _weigh(facts, frozenset())
        probability = sum(verdict.probability for verdict in ends) / len(ends)
        reason = f"not weighed: as the {len(ends)} lines are that were, of {len(run)} alike"
        verdicts.update({index: Verdict(index, probability, (reason,)) for index in midst(run)})
    return verdicts


def _weigh(facts: LineFacts, spared: Set[int]) -> dict[int, Verdict]:
    page = facts.page
    layout, captions = Layout(page, facts.core), caption_lines(page)
    beside = {
        **dict.fromkeys(pointers(page), "leads to another story"),
        **dict.fromkeys(figure_captions(page), "the caption of a figure with a picture"),
    }
    verdicts: dict[int, Verdict] = {}
    indexes = [index for index in facts.indexes if index not in spared]
    for index, row in zip(indexes, facts.rows(spared), strict=True):
        score = _log_odds(row)
        reasons: list[str] = []
        if score > 0:
            for amount, reason in layout.evidence(index):
                score += amount
                reasons.append(reason)
        rule = _rule_against(row, page.lines[index].text) or beside.get(index)
        if rule is None and index in captions and row[_WEIGHT] < _SMALL_BOX * facts.total:
            rule = "in a small box with a picture and its number or credit"
        if rule:
            score = -_CERTAIN
            reasons.append(rule)
        elif score < _LIKELY and _is_shown_summary(row):
            score = _LIKELY
            reasons.append("the description of the metadata, between the headline and the story")
        probability = 1.0 / (1.0 + math.exp(-max(-_CERTAIN, min(_CERTAIN, score))))
        doubtful = _DOUBTFUL < probability < 1.0 - _DOUBTFUL
        verdicts[index] = Verdict(index, probability, tuple(reasons), tuple(row) if doubtful else ())
    return verdicts


def _is_shown_summary(row: list[float]) -> bool:
    """Whether it is the standfirst: pages differ too much in its markup for the weights to be sure."""
    return (
        row[_SUMMARY] >= _SAME and row[_WEIGHT] >= _SHORTEST_SUMMARY and row[_LINK] < _LITTLE_LINK
        and row[_BEFORE] <= _AT_THE_END and row[_BEHIND_HEADLINE] > 0
    )  # fmt: skip


def _log_odds(row: list[float]) -> float:
    score = BIAS
    for tree in _COMPILED:  # 330 questions a line: as few steps for each as can be
        column, threshold, below, above = tree
        at = below if row[column] <= threshold else above
        while type(at) is tuple:
            column, threshold, below, above = at
            at = below if row[column] <= threshold else above
        score += at  # type: ignore[operator]
    return score


def _rule_against(row: list[float], text: str) -> str | None:
    """Furniture that no weights need to be asked about; None for other lines."""
    weight = row[_WEIGHT]
    if row[_COPY] >= _COPIES and row[_CONSENT] and weight > 20:
        return "a notice that stands on the page several times"
    if row[_BOX_ADVERT] and row[_BOX_SHARE] < _SMALL_BOX:
        return "in a box that is labelled as an advertisement"
    if weight < _SIGN_UP_WEIGHT and row[_AFTER] <= _AT_THE_END and _SIGN_UP.search(text.lower()):
        return "an invitation to subscribe behind the story"
    return None


def _strongest(row: Sequence[float], count: int = 3) -> list[str]:
    """The facts that moved the score most, in plain words, for explain.json."""
    moved: dict[int, float] = {}
    for tree in _COMPILED:
        used: list[int] = []
        at: Node | float = tree
        while isinstance(at, tuple):
            used.append(at[0])
            at = at[2] if row[at[0]] <= at[1] else at[3]
        for column in used:
            moved[column] = moved.get(column, 0.0) + at / len(used)
    ranked = sorted(moved, key=lambda column: (-abs(moved[column]), column))[:count]
    return [f"{FACTS[column].replace('_', ' ')} {row[column]:.3g}: {moved[column]:+.1f}" for column in ranked]
