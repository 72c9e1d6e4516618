"""The trail of sections that leads to the page ("Home > News > International"), as the page shows it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from capture.extract.tree import TreeIndex, fold
from capture.models.extraction import Candidate, Decision
from capture.models.page import NodeFlag

_NAMED = re.compile(r"bread[-_]?crumb|\bcrumbs?\b|brotkrumen|ariane|migas|you-?are-?here")
# Words of which `_NAMED` can't do without one.
_NAMED_WITH = ("crumb", "brotkrumen", "ariane", "migas", "here")
# What sites print between steps; several stand for "greater than" in one script or another.
_SEPARATOR = re.compile(r"^[\s>\u203a\u00bb\u2192\u25b8\u25ba\u276f/|\\:\u00b7\u2022\u2039\u00ab<-]*$")
_SPLIT = re.compile(r"\s*[>\u203a\u00bb\u2192\u25b8\u25ba\u276f]\s*|\s+[/|]\s+")
_LEAD_IN = re.compile(r"^(you are here|sie sind hier|vous êtes ici|estás en|home page)\s*:?\s*", re.IGNORECASE)
_NAMING_ATTRIBUTES = ("class", "id", "aria-label", "itemtype", "typeof", "data-component")
_SIGNS = frozenset(">\u203a\u00bb\u2192\u25b8\u25ba\u276f")
_MAX_STEPS = 10
_MAX_STEP_LENGTH = 120
# A trail stands in the first part of the page's flow; footers repeat it, and mega menus look like one.
_MAX_TEXT_LENGTH = 400
# Elements with more nodes hold more than a trail.
_LARGEST_ROW = 200


class Breadcrumbs(NamedTuple):
    """The trail, outermost first; empty if the page shows none."""

    trail: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()


def find_breadcrumbs(tree: TreeIndex) -> Breadcrumbs:
    """The best of: an element named or typed as a breadcrumb; a row of links parted by `>` signs."""
    found: list[tuple[float, int, tuple[str, ...], str]] = []
    for node, reason in _named(tree):
        steps = _steps(tree, node)
        if steps:
            shown = tree.is_visible(node) or bool(tree.flags[node] & NodeFlag.RENDERED)
            found.append((len(steps) * 0.01 + (2.0 if shown else 1.0), node, steps, reason))
    if not found:
        found = _rows_of_links(tree)
    if not found:
        return Breadcrumbs(())
    found.sort(key=lambda item: (-item[0], item[1]))
    candidates = [
        Candidate(
            node=tree.node_id(node), path=tree.css_path(node), text=" > ".join(steps)[:120], score=round(score, 3),
            reasons=(reason, f"{len(steps)} steps"),
        )
        for score, node, steps, reason in found[:4]
    ]  # fmt: skip
    decision = Decision(
        subject="breadcrumbs", rule="shown trail with the most steps", chosen=candidates[0],
        runners_up=tuple(candidates[1:]),
    )  # fmt: skip
    return Breadcrumbs(found[0][2], (decision,))


def _named(tree: TreeIndex) -> Iterator[tuple[int, str]]:
    """Elements of the main document that an attribute calls a breadcrumb, each with the reason."""
    found: set[int] = set()
    for name in _NAMING_ATTRIBUTES:
        bearers = tree.bearers.get(name, ())
        values = [tree.attributes(node)[name] for node in bearers]
        # All of them at once, and most pages have none: a look into each costs twenty times as much.
        together = "\n".join(values).lower()
        if any(word in together for word in _NAMED_WITH):
            found.update(node for node, value in zip(bearers, values, strict=True) if _NAMED.search(value.lower()))
    for node in sorted(found):
        if tree.page.nodes.frame[node] == 0:
            yield node, _reason(tree, node)


def _reason(tree: TreeIndex, node: int) -> str:
    attributes = tree.attributes(node)
    name = next(name for name in _NAMING_ATTRIBUTES if _NAMED.search(attributes.get(name, "").lower()))
    return f'{name} "{attributes[name][:60]}" names a breadcrumb'


def _steps(tree: TreeIndex, root: int) -> tuple[str, ...]:
    """Texts of the items, or of the links and what stands between them; empty if it reads like no trail."""
    text = tree.text(root)
    if not text or len(text) > _MAX_TEXT_LENGTH:
        return ()
    items = [
        node for node in tree.elements(root, "li")
        if not any(tree.tag[up] == "li" for up in tree.ancestors(node) if up > root)
    ]  # fmt: skip
    pieces = [tree.text(item) for item in items] if len(items) > 1 else _runs(tree, root)
    return _clean(pieces)


def _runs(tree: TreeIndex, root: int) -> list[str]:
    """Text parted by links and by separator signs."""
    pieces: list[str] = []
    at = None
    for node in tree.texts(root):
        if not tree.is_visible(node):
            continue
        link = next((up for up in tree.ancestors(node) if up > root and tree.tag[up] == "a"), None)
        if link is not None and link == at:
            pieces[-1] += tree.data[node]
        elif link is not None:
            pieces.append(tree.data[node])
        else:
            pieces += _SPLIT.split(tree.data[node])
        at = link
    return pieces


def _clean(pieces: list[str]) -> tuple[str, ...]:
    steps: list[str] = []
    for piece in pieces:
        step = _LEAD_IN.sub("", fold(piece).strip("> \u203a\u00bb/|\u2192\u25b8\u25ba\u276f"))
        if step and not _SEPARATOR.match(step) and len(step) <= _MAX_STEP_LENGTH and step not in steps[-1:]:
            steps.append(step)
    return tuple(steps) if 1 <= len(steps) <= _MAX_STEPS else ()


def _rows_of_links(tree: TreeIndex) -> list[tuple[float, int, tuple[str, ...], str]]:
    """Rows such as `<a>Home</a> > <a>News</a> > Story`: at least one link and one separator in one small element, or in
    one line of a large one."""
    found: list[tuple[float, int, tuple[str, ...], str]] = []
    for node in tree.printed:
        printed = tree.data[node]
        if printed.lstrip()[:1] not in _SIGNS:
            continue
        if tree.page.nodes.frame[node] != 0 or not tree.is_visible(node):
            continue
        data = fold(printed)
        if not data or len(data) > _MAX_STEP_LENGTH or data[0] not in ">\u203a\u00bb\u2192\u25b8\u25ba\u276f":
            continue
        root = tree.parent[node]
        while root >= 0 and not tree.is_block(root):
            root = tree.parent[root]
        if root < 0:
            continue
        row = tree.subtree(root)
        text = tree.text(root) if len(row) <= _LARGEST_ROW else ""
        if not 0 < len(text) <= _MAX_TEXT_LENGTH:
            row = _line_around(tree, node, root)
            text = fold("".join(tree.data[text] for text in row if tree.is_visible(text)))
        start = row.start
        if any(item[1] == start for item in found) or len(row) > _LARGEST_ROW:
            continue
        links = [link for link in row if tree.tag[link] == "a" and tree.text(link)]
        # Link lists mark each item with such a sign before it; a trail has none before its first step.
        if not links or len(text) > _MAX_TEXT_LENGTH or not text.startswith(tree.text(links[0])):
            continue
        steps = _clean(_SPLIT.split(text))
        if len(steps) > 1:
            found.append((1.5 + len(steps) * 0.01, start, steps, "a row of links parted by signs"))
    return found[:4]


def _line_around(tree: TreeIndex, node: int, root: int) -> range:
    """Nodes below `root` from the line break or block before `node` to the next one; cut off where it is too large."""
    start, stop = node, node + 1
    while start - 1 > root and node - start <= _LARGEST_ROW and not tree.is_block(start - 1):
        start -= 1
    while stop < tree.end[root] and stop - node <= _LARGEST_ROW and not tree.is_block(stop):
        stop += 1
    return range(start, stop)
