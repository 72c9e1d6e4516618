"""Copies: the same list again for phones, for a tab or for an endless band; told once, as a reader sees it."""

from collections.abc import Sequence

from capture.extract.ticker.rows import Row

Key = tuple[str, str | None, str]


def key(row: Row) -> Key:
    """What makes a row the same as another: headline, address and printed time."""
    return row.title.text.casefold(), row.title.url, row.time_text.casefold()


def distinct_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows of one list, each once, at its first place; a shown one stands in for a hidden one.

    A carousel repeats its last slides before the first and its first after the last: those are left out.
    """
    kept: dict[Key, Row] = {}
    clones = _leading_clones([key(row) for row in rows])
    for row in rows[clones:]:
        known = kept.get(key(row))
        if known is None or (row.title.run.visible and not known.title.run.visible):
            kept[key(row)] = row
    return list(kept.values())


def _leading_clones(keys: Sequence[Key]) -> int:
    """How many rows at the start only repeat the end of an endless band."""
    count = len(set(keys))
    repeated = len(keys) - count
    is_band = 0 < repeated < count and all(keys[index] == keys[index + count] for index in range(repeated))
    return repeated // 2 if is_band and repeated % 2 == 0 else 0


def copies(lists: Sequence[Sequence[Row]], headings: Sequence[str | None]) -> set[int]:
    """Indexes of lists that only repeat another one: all rows are in it, and it is hidden or has no other heading.

    Of two that repeat each other, the one that is shown stays, else the first.
    """
    keys = [{key(row) for row in rows} for rows in lists]
    shown = [any(row.title.run.visible for row in rows) for rows in lists]
    repeated: set[int] = set()
    for index, own in enumerate(keys):
        for other, theirs in enumerate(keys):
            if index == other or other in repeated or not own <= theirs:
                continue
            same = own == theirs
            if same and (shown[index], -index) > (shown[other], -other):
                continue
            if same or not shown[index] or headings[index] in (None, headings[other]):
                repeated.add(index)
                break
    return repeated
