"""Fit the weights of capture/extract/article/weights.py on a dataset with known bodies.

    python scripts/fit_article_blocks.py --dataset DIR --rendered-cache DIR [--cross-validate]

Run by hand; needs scikit-learn.

A line of a page is positive if most of its 4-word shingles are in the true body. Lines weigh by the root of their
words, pages weigh alike. Cross-validation keeps pages of one publisher (`group`) in one fold and scores whole bodies by
the dataset's own metric, so its figures are those to expect on publishers never seen.
"""

import argparse
import importlib.util
import json
import re
import sys
import textwrap
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from capture.extract.article import find_article
from capture.extract.article.facts import FACTS, LineFacts
from capture.extract.metadata import read_metadata
from capture.extract.tree import TreeIndex
from tests.benchmarks.rendering import cached

_WORD = re.compile(r"\w+")
# `readability` holds what another extractor gave out: it may teach, with less weight, but nothing is measured on it.
_SOURCES = {"scrapinghub": 1.0, "fundus": 1.0, "readability": 0.6}
_MEASURED = ("scrapinghub", "fundus")
_OUT = Path(__file__).resolve().parents[1] / "capture" / "extract" / "article" / "weights.py"
# Chosen by cross-validation among 2 to 16 leaves; more leaves gained nothing on unseen publishers.
_LEAVES, _TREES, _RATE = 4, 150, 0.1
_FOLDS = 6


@dataclass(frozen=True)
class Example:
    """One page: facts, labels and weights of its considered lines."""

    id: str
    source: str
    group: str
    body: str
    facts: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    texts: list[str]


def main() -> None:
    """Fit on all pages without known faults, or cross-validate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--rendered-cache", type=Path, required=True)
    parser.add_argument("--cross-validate", action="store_true")
    options = parser.parse_args()
    examples = list(_examples(options.dataset, options.rendered_cache))
    if options.cross_validate:
        _cross_validate(examples, _metric(options.dataset))
        return
    model = _fit(examples)
    _OUT.write_text(_as_module(model), encoding="utf-8")
    print(f"{len(examples)} pages, {_TREES} trees: {_OUT}")


def _examples(dataset: Path, cache: Path) -> Any:
    for line in (dataset / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["source"] not in _SOURCES or row["flags"]:
            continue
        page = cached(row["id"], cache)
        if page is None:
            raise SystemExit(f"{row['id']} is not in the cache: run tests/benchmarks/article.py first")
        tree = TreeIndex(page)
        region = find_article(tree, read_metadata(tree))
        if region.node is None:
            continue
        facts = LineFacts(region, region.node)
        indexes = facts.indexes
        texts = [region.page.lines[i].text for i in indexes]
        shown = [region.page.lines[i].visible for i in indexes]
        inside = [i in facts.inside for i in indexes]
        labels = _labels(texts, shown, inside, row["body"])
        words = np.sqrt([max(len(_WORD.findall(text)), 1) for text in texts])
        total = max(float(words[labels > 0].sum()), 10.0)
        yield Example(
            row["id"], row["source"], row["group"], row["body"], np.array(list(facts.rows())), labels,
            np.minimum(words / total, 0.2) * 1000 * _SOURCES[row["source"]], texts,
        )  # fmt: skip


def _labels(texts: list[str], shown: list[bool], inside: list[bool], body: str) -> np.ndarray:
    """1 for lines of the true body. A text that stands more often on the page than in the body counts once, where the
    lines around it are positive too.
    """
    words = _WORD.findall(body)
    whole = f" {' '.join(words)} "
    blocks = {" ".join(_WORD.findall(block)) for block in body.split("\n")}
    shingles = {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
    split = [_WORD.findall(text) for text in texts]
    likeness: list[float] = []
    for own in split:
        if len(own) >= 4:
            likeness.append(sum(tuple(own[i : i + 4]) in shingles for i in range(len(own) - 3)) / (len(own) - 3))
        else:
            likeness.append(float(bool(own) and " ".join(own) in blocks))
    for i, own in enumerate(split):
        # Short lines that are no block of their own: only if they continue a neighbour just as the body does.
        if 0 < len(own) < 4 and not likeness[i]:
            before = i > 0 and likeness[i - 1] > 0.5 and f" {' '.join(split[i - 1][-3:] + own)} " in whole
            after = i + 1 < len(split) and likeness[i + 1] > 0.5 and f" {' '.join(own + split[i + 1][:3])} " in whole
            likeness[i] = float(before or after)
    labels = np.array([value > 0.5 for value in likeness], dtype=int)
    copies: dict[str, list[int]] = defaultdict(list)
    for i in np.flatnonzero(labels):
        copies[" ".join(split[i])].append(int(i))
    for text, places in copies.items():
        allowed = max(1, whole.count(f" {text} "))
        places.sort(key=lambda i: (inside[i], int(labels[max(0, i - 4) : i + 5].sum()), shown[i], -i), reverse=True)
        labels[places[allowed:]] = 0
    return labels


def _fit(examples: list[Example]) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_leaf_nodes=_LEAVES, max_iter=_TREES, learning_rate=_RATE, l2_regularization=1, max_features=0.3,
        random_state=0, early_stopping=False,
    )  # fmt: skip
    return model.fit(
        np.vstack([example.facts for example in examples]),
        np.concatenate([example.labels for example in examples]),
        sample_weight=np.concatenate([example.weights for example in examples]),
    )


def _metric(dataset: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dataset_evaluate", dataset / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cross_validate(examples: list[Example], metric: ModuleType) -> None:
    groups = [example.group for example in examples]
    scores: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for train, test in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(examples, groups=groups):
        model = _fit([examples[i] for i in train])
        for i in test:
            example = examples[i]
            if example.source not in _MEASURED:
                continue
            kept = model.predict_proba(example.facts)[:, 1] > 0.5
            text = "\n".join(line for line, keep in zip(example.texts, kept, strict=True) if keep)
            scores[example.source].append(metric.tp_fp_fn(example.body, text))
    for source, counts in scores.items():
        summary = metric.summarize(counts, [0.0] * len(counts))
        print(source, len(counts), {name: round(value, 4) for name, value in summary.items() if name != "accuracy"})


def _as_module(model: HistGradientBoostingClassifier) -> str:
    """The trees as a Python table: `(name of the fact, threshold, if at most, if more)`, leaves in log-odds."""
    lines = []
    for (predictor,) in model._predictors:
        lines += textwrap.wrap(
            f"{_as_tuple(predictor.nodes, 0)},", 119, initial_indent="    ", subsequent_indent="     ",
            break_on_hyphens=False,
        )  # fmt: skip
    bias = float(np.ravel(model._baseline_prediction)[0])
    return "\n".join([
        '"""Weights of `judge`, fitted by scripts/fit_article_blocks.py on the development half of the article '
        "benchmark.",
        "",
        f"{_TREES} trees; a tree reads `(fact, threshold, if at most, if more)`, its leaves are log-odds. "
        "Do not edit by hand.",
        '"""',
        "",
        f"BIAS = {bias:.4f}",
        "# fmt: off",
        "TREES: tuple[object, ...] = (",
        *lines,
        ")",
        "",
    ])  # fmt: skip


def _as_tuple(nodes: Any, at: int) -> str:
    node = nodes[at]
    if node["is_leaf"]:
        return f"{node['value']:.4f}"
    name = FACTS[node["feature_idx"]]
    return (
        f'("{name}", {node["num_threshold"]:.6g}, {_as_tuple(nodes, node["left"])}, {_as_tuple(nodes, node["right"])})'
    )


if __name__ == "__main__":
    main()
