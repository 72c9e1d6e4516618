"""Who may import whom: downwards only, so that each part can be read, tested and replaced without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[2] / "capture"

_ABOVE_ALL = {"cli", "__main__"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "startup": set(),
    "patterns": set(),
    "models": set(),
    "egress_rules": set(),
    "file_kinds": {"models"},
    "pdf_pages": set(),
    "document": {"models", "observe", "file_kinds", "pdf_pages"},
    "profiles": {"models"},
    "extract": {"models", "profiles", "patterns"},
    "observe": {"models", "profiles", "egress_rules", "file_kinds"},
    "archive": {"models"},
    "bundle": {"models", "archive"},
    "pdf_update": set(),
    "label": {"pdf_update"},
    "witness": {"models"},
    "printed_text": set(),
    "testimony": {"models", "observe", "bundle", "witness", "printed_text"},
    "runlog": {"models"},
    "steps": {"models", "runlog"},
    "annotate": {"models"},
    "verdict": {"models", "patterns"},
    "replay": set(),
    "comparison": {"models"},
    "packing": {"models", "archive"},
    "material": {
        "models",
        "observe",
        "archive",
        "document",
        "label",
        "packing",
        "pdf_update",
        "printed_text",
        "witness",
    },
    "compose": {"models", "observe", "bundle", "file_kinds", "material", "packing", "pdf_update", "verdict"},
    "run": {"models", "profiles", "observe", "material", "steps"},
    "rest": {"models", "profiles", "observe", "run"},
    "self_check": {"models", "extract", "observe", "archive", "material", "comparison", "run", "rest", "steps"},
    "pipeline": {
        "run",
        "rest",
        "self_check",
        "models",
        "profiles",
        "extract",
        "observe",
        "archive",
        "bundle",
        "runlog",
        "steps",
        "compose",
        "document",
        "material",
        "pdf_pages",
    },
}
"""For each part, the other parts that it may know. All but `models` may know `errors`; `cli` may know all."""

PURE = {
    "models",
    "egress_rules",
    "file_kinds",
    "patterns",
    "profiles",
    "extract",
    "witness",
    "label",
    "pdf_update",
    "printed_text",
    "verdict",
    "comparison",
}
CLOCKS_AND_CHANCE = {"random", "secrets", "time", "uuid", "socket", "subprocess", "asyncio", "urllib.request", "os"}
"""What a pure function has no use for."""


class Import(NamedTuple):
    """One import statement of one module."""

    module: str
    line: int
    target: str
    inside_function: bool

    @property
    def part(self) -> str | None:
        """The part of our package that is imported; None if it is somebody else's."""
        names = self.target.split(".")
        return names[1] if names[0] == "capture" and len(names) > 1 else None

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def part_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    in_function = {id(inner) for node in ast.walk(tree) if isinstance(node, functions) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides who knows whom"
            # `from capture import errors` knows `errors`; `from capture import __version__` knows nobody.
            targets = [f"{base}.{alias.name}" if base == "capture" else base for alias in node.names]
        else:
            continue
        for target in dict.fromkeys(targets):
            name = str(path.relative_to(PACKAGE.parent))
            yield Import(name, node.lineno, target, id(node) in in_function)


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__")
PARTS = {part_of(path) for path in MODULES}


def test_every_part_has_its_place() -> None:
    assert ALLOWED.keys() == PARTS - _ABOVE_ALL, "the table says whom each part may know"
    assert set().union(*ALLOWED.values()) <= PARTS


@pytest.mark.parametrize("part", sorted(PARTS - _ABOVE_ALL))
def test_imports_point_downwards(part: str) -> None:
    allowed = ALLOWED[part] | {part} | ({"errors"} if part != "models" else set())
    of_part = [line for path in MODULES if part_of(path) == part for line in imports_of(path)]
    wrong = [str(line) for line in of_part if line.part in PARTS and line.part not in allowed]
    assert not wrong


def test_no_import_of_ours_hides_in_a_function() -> None:
    """But above all, where a command loads what it alone needs, so that `--help` stays quick."""
    below_cli = [line for path in MODULES if part_of(path) not in _ABOVE_ALL for line in imports_of(path)]
    hidden = [str(line) for line in below_cli if line.part is not None and line.inside_function]
    assert not hidden


def test_only_observe_knows_playwright() -> None:
    others = [line for path in MODULES if part_of(path) != "observe" for line in imports_of(path)]
    knowing = [str(line) for line in others if line.target.split(".")[0] == "playwright"]
    assert not knowing


def test_what_is_pure_has_no_clock_no_chance_no_network() -> None:
    pure = [line for path in MODULES if part_of(path) in PURE for line in imports_of(path)]
    impure = [str(line) for line in pure if line.target in CLOCKS_AND_CHANCE]
    assert not impure


def test_the_table_itself_has_no_circle() -> None:
    def below(part: str, seen: tuple[str, ...] = ()) -> None:
        assert part not in seen, " -> ".join((*seen, part))
        for known in ALLOWED[part]:
            below(known, (*seen, part))

    for part in ALLOWED:
        below(part)
