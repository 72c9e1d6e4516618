"""Findings whose codes are put together (`page-is-` and a kind) are documented as well: by what they begin with."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def composed_codes() -> Iterator[str]:
    """What stands before the first part that is filled in, of every `Finding(code=f"...")` in the sources."""
    for path in (ROOT / "capture").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                for word in node.keywords:
                    if word.arg == "code" and isinstance(word.value, ast.JoinedStr):
                        start = word.value.values[0]
                        yield start.value if isinstance(start, ast.Constant) else ""


def test_they_begin_with_words_of_the_document() -> None:
    found = set(composed_codes())
    assert found
    findings = (ROOT / "docs" / "bundle-format.md").read_text(encoding="utf-8").partition("## Findings")[2]
    assert [start for start in sorted(found) if not start or f"`{start}`" not in findings] == []
