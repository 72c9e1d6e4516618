"""docs/bundle-format.md names everything that a bundle can hold."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from capture.bundle import seal
from capture.models.document import Document
from capture.models.egress import Egress, EgressDecision, EgressTrouble, JudgedAddress
from capture.models.explanation import Explanation
from capture.models.extraction import (
    Article,
    ArticleImage,
    Block,
    BlockKind,
    Candidate,
    Decision,
    Metadata,
    PageClock,
    PageKind,
    Precision,
    StoryList,
    Ticker,
    TickerItem,
    Timestamp,
)
from capture.models.manifest import KIND_OF_PROBLEM, Artifact, Oddity, Problem
from capture.models.page import Frame, ImageState, NodeFlag, NodeTable, RenderedPage, RotatingSpot, Sighting
from capture.models.record import (
    Action,
    CaptureRecord,
    Drift,
    Environment,
    Network,
    Outcome,
    PicturePart,
    PixelMap,
    Step,
)
from capture.observe.browser import _NET_ERRORS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "bundle-format.md").read_text(encoding="utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in re.split(r"^##+ ", TEXT, flags=re.MULTILINE)}


def codes_in(section: str) -> set[str]:
    """What stands in backticks."""
    return set(re.findall(r"`([^`\s]+)`", SECTIONS[section]))


@pytest.mark.parametrize(
    ("section", "model"),
    [
        *(("capture.json", model) for model in (CaptureRecord, Article, Block, ArticleImage, Ticker, TickerItem)),
        *(("capture.json", model) for model in (StoryList, PageClock, Metadata, Action, Step, Drift, PixelMap)),
        *(("capture.json", model) for model in (Artifact, Network, Environment, PicturePart)),
        *(("capture.json", model) for model in (Egress, EgressDecision, JudgedAddress, Document)),
        ("Timestamp", Timestamp),
        *(("explain.json", model) for model in (Explanation, Decision, Candidate)),
        *(
            ("rendered.json.gz", model)
            for model in (RenderedPage, NodeTable, Frame, ImageState, RotatingSpot, Sighting)
        ),
        ("Verification", Problem),
    ],
)
def test_every_key_is_documented(section: str, model: type[BaseModel]) -> None:
    assert set(model.model_fields) - codes_in(section) == set()


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("capture.json", get_args(Outcome)),
        ("capture.json", get_args(PageKind)),
        ("capture.json", get_args(BlockKind)),
        ("capture.json", get_args(EgressTrouble)),
        ("Timestamp", get_args(Precision)),
        ("Verification", get_args(Oddity.model_fields["code"].annotation)),
    ],
)
def test_every_word_is_documented(section: str, words: tuple[str, ...]) -> None:
    assert set(words) - codes_in(section) == set()


def test_every_label_and_tag_file_is_documented() -> None:
    assert {*seal.BAG_INFO_LABELS, seal.PAYLOAD_OXUM} == codes_in("Tag files") & {
        *seal.BAG_INFO_LABELS,
        seal.PAYLOAD_OXUM,
    }
    assert all(name in SECTIONS["Layout"] for name in (*seal.TAG_FILES, seal.TAG_MANIFEST, *seal.NOT_IN_RECORD))


def test_every_file_that_a_capture_writes_is_documented() -> None:
    trees = [ast.parse((ROOT / "capture" / name).read_text(encoding="utf-8")) for name in ("compose.py", "material.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    names = {text for text in texts if re.fullmatch(r"[a-z0-9-]+(\.[a-z]+){1,2}", text)}
    assert {"capture.json", "page.png", "rendered.json.gz"} <= names
    assert [name for name in sorted(names) if f" {name} " not in SECTIONS["Layout"]] == []


def test_every_problem_is_documented_with_its_kind() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", SECTIONS["Verification"], re.MULTILINE)
    assert dict(rows) == KIND_OF_PROBLEM


def test_every_flag_has_its_number() -> None:
    row = re.search(r"^\| `flags` \| (.*) \|$", SECTIONS["rendered.json.gz"], re.MULTILINE)
    assert row is not None
    assert [int(number) for number in re.findall(r"\d+", row[1])] == [int(flag) for flag in NodeFlag]


def test_findings_of_the_code_are_those_of_the_document() -> None:
    calls = calls_in("**/*.py")
    codes = {word.value for name, call in calls if name == "Finding" for word in call.keywords if word.arg == "code"}
    codes |= {call.args[0] for name, call in calls if name == "find" and len(call.args) == 3}
    assert words_of(codes) == rows_of("Findings")


def test_steps_of_the_pipeline_are_those_of_the_document() -> None:
    made = [*calls_in("pipeline.py"), *calls_in("rest.py")]
    calls = [call for name, call in made if name in {"run", "attempt", "fail"} and call.args]
    assert words_of({call.args[0] for call in calls}) == rows_of("Steps")


def test_actions_of_the_code_are_those_of_the_document() -> None:
    calls = calls_in("observe/*.py")
    kinds = {call.args[0] for name, call in calls if name == "act"}
    kinds |= {call.args[1] for name, call in calls if name == "tell" and call.args}
    assert words_of(kinds) == rows_of("Actions")


def test_every_failure_is_documented() -> None:
    calls = calls_in("**/*.py")
    words = words_of({word.value for _, call in calls for word in call.keywords if word.arg == "reason"})
    line = next(part for part in SECTIONS["capture.json"].split("\n\n") if part.startswith("**`failure`"))
    documented = set(re.findall(r"`([a-z-]+)`", line)) - {"failure", "not-captured"}
    stable = {word for word in words if re.fullmatch(r"[a-z-]+", word)} | {reason for _, reason, _ in _NET_ERRORS}
    assert documented == stable | {"unreadable"}


def rows_of(section: str) -> set[str]:
    return set(re.findall(r"^\| `([a-z-]+)` \|", SECTIONS[section], re.MULTILINE))


def calls_in(pattern: str) -> list[tuple[str, ast.Call]]:
    """Every call in the sources, with the last name of what is called."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "capture").glob(pattern)]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(getattr(call.func, "attr", getattr(call.func, "id", "")), call) for call in calls]


def words_of(values: set[ast.expr]) -> set[str]:
    return {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_commands_of_the_document_accept_a_good_bundle(bundle: Path) -> None:
    """The two that check, as they stand there."""
    lines = re.findall(r"^(sha256sum .*|python -m bagit .*)$", SECTIONS["Verification"], re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        command = line.partition("#")[0].replace("python", sys.executable, 1)
        run = subprocess.run(command.split(), cwd=bundle, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
