"""Rendered pages that are well formed by type, and still not pages: refused where they are read."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from capture.bundle.consistency import fault_of
from capture.bundle.rendered import decode_rendered_page
from capture.errors import BundleError
from tests.forged.good import rendered_page

Raw = dict[str, Any]
TREE = "the nodes are not one tree in document order"
KIND = "a node is of no known kind, or the first is no document"
REFERENCE = "a node refers to a string, style or frame that is not there"
PAIRS = "attributes are not pairs of strings"
NUMBER = "a coordinate is not a number"
NAMED = "a frame, image or rotating spot is at a node that is not there"


def column(name: str, *values: object) -> Callable[[Raw], None]:
    """Give `nodes` another column."""
    return lambda page: page["nodes"].__setitem__(name, list(values))


def no_nodes(page: Raw) -> None:
    page["nodes"] = {name: [] for name in page["nodes"]}


def entry(key: str, **values: object) -> Callable[[Raw], None]:
    """Give the page one more entry in a list."""
    return lambda page: page[key].append(values)


IMAGE = {"current_src": "", "natural_width_px": 1, "natural_height_px": 1, "complete": True}
FAULTS: list[tuple[Callable[[Raw], object], str]] = [
    (no_nodes, TREE),
    (column("parent", -1, -1), TREE),
    (column("kind", 3, 3), KIND),
    (column("kind", 9, 7), KIND),
    (column("frame", 0, -1), REFERENCE),
    (column("name", -1, -2), REFERENCE),
    (column("text", -1, -2), REFERENCE),
    (column("style", -2, -1), REFERENCE),
    (column("attributes", [], [0]), PAIRS),
    (column("attributes", [], [0, -1]), PAIRS),
    (column("x", 0, float("nan")), NUMBER),
    (column("y", 0, float("inf")), NUMBER),
    (column("width", 0, float("-inf")), NUMBER),
    (column("height", 0, float("inf")), NUMBER),
    (lambda page: page.update(device_scale_factor=float("inf")), NUMBER),
    (entry("frames", url="", owner=2, root=None), NAMED),
    (entry("frames", url="", owner=None, root=-1), NAMED),
    (entry("images", node=2, **IMAGE), NAMED),
    (entry("rotating", node=2, sightings=[]), NAMED),
    (lambda page: page["cut_attributes"].append(2), NAMED),
    (lambda page: page.update(observed_at="0001-01-01T00:00:00Z"), "observed in the year 1"),
    (lambda page: page.update(observed_at="9999-12-31T23:59:59Z"), "observed in the year 9999"),
    (lambda page: page.update(url="http://["), "its address is none"),
]


@pytest.mark.parametrize(("change", "fault"), FAULTS)
def test_fault_is_named(change: Callable[[Raw], object], fault: str) -> None:
    raw = rendered_page().model_dump(mode="json")
    change(raw)
    packed = zlib.compress(json.dumps(raw).encode(), wbits=31)
    with pytest.raises(BundleError) as raised:
        decode_rendered_page(packed, name="rendered.json.gz")
    assert str(raised.value) == f"rendered.json.gz: {fault}"


def page_of(*parents: int) -> str | None:
    """Fault of a page whose nodes have these parents."""
    page = rendered_page()
    nodes = page.nodes.model_copy(
        update={
            "parent": parents,
            "kind": (9, *(1 for _ in parents[1:])),
            **{name: (0,) * len(parents) for name in ("name", "text", "style", "frame", "x", "y", "width", "height")},
            "attributes": ((),) * len(parents),
        }
    )
    return fault_of(page.model_copy(update={"nodes": nodes}))


@pytest.mark.parametrize("parents", [(-1,), (-1, 0, 0, 0), (-1, 0, 1, 2, 1, 0, 5)])
def test_document_order_is_accepted(parents: tuple[int, ...]) -> None:
    assert page_of(*parents) is None


@pytest.mark.parametrize("parents", [(0,), (-1, 0, 0, 1), (-1, 0, 1, 0, 2), (-1, 0, -1, 2)])
def test_subtree_in_pieces_is_refused(parents: tuple[int, ...]) -> None:
    assert page_of(*parents) == TREE


@pytest.mark.parametrize("year", [1990, 9998])
def test_years_at_the_bounds_are_accepted(year: int) -> None:
    page = rendered_page().model_copy(update={"observed_at": datetime(year, 6, 1, tzinfo=UTC)})
    assert fault_of(page) is None
