"""What the documents and the help of the commands tell a reader to type exists, and what they link to is there."""

import importlib.util
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from capture.cli import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("tests/**/*.md"), ROOT / "artifacts/README.md")
)
GROUP: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = GROUP.commands
_CODE = re.compile(r"^```\w*\n(.*?)^```$|`([^`\n]+)`", re.DOTALL | re.MULTILINE)


def code_of(text: str) -> list[str]:
    """Lines of fenced blocks, and what stands in backticks."""
    return [line.strip() for block, inline in _CODE.findall(text) for line in (block or inline).splitlines()]


def uses_of_capture(lines: list[str]) -> list[list[str]]:
    """The words of each `capture COMMAND ...`, up to a pipe, a redirection or a comment."""
    found = []
    for line in lines:
        if not line.startswith("capture "):
            continue
        words = shlex.split(re.split(r"\s[|>#→&]|\s{3,}", line)[0], posix=True)[1:]
        found.append(words)
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_options_in_documents_exist(path: Path) -> None:
    check(uses_of_capture(code_of(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands_and_options_in_help_exist(name: str) -> None:
    uses = uses_of_capture([line.strip() for line in (COMMANDS[name].help or "").splitlines()])
    assert uses, f"capture {name} --help gives no example"
    check(uses)


def check(uses: list[list[str]]) -> None:
    for first, *words in uses:
        known = GROUP if first.startswith("-") else COMMANDS.get(first)
        assert known is not None, f"there is no command `capture {first}`"
        options = {option for parameter in known.params for option in parameter.opts} | {"--help"}
        asked = {word.partition("=")[0] for word in (first, *words) if word.startswith("-") and word != "-"}
        assert asked <= options, f"`capture {first}` has no {sorted(asked - options)}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_modules_and_links_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = code_of(text)
    assert {word for line in lines for word in re.findall(r"^make ([a-z]+)", line)} <= targets
    modules = {word for line in lines for word in re.findall(r"python -m ([\w.]+)", line)}
    assert [module for module in sorted(modules) if importlib.util.find_spec(module) is None] == []
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []
