"""A good bundle of invented contents, and the means to break one and seal it again."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from capture.bundle import seal
from capture.bundle.names import bundle_directory
from capture.bundle.rendered import encode_rendered_page
from capture.bundle.writer import BundleWriter
from capture.models.base import Box, NodeId, Size
from capture.models.explanation import Explanation
from capture.models.extraction import Article, Block, Candidate, Decision, Metadata
from capture.models.manifest import Artifact
from capture.models.page import Frame, NodeKind, NodeTable, RenderedPage
from capture.models.record import CaptureRecord, Environment, Network, Sandbox, Step, disclose
from capture.models.request import CaptureSettings
from tests.unit.archive.recordings import small_wacz

URL = "https://news.example/town/bridge-reopens"
CAPTURED_AT = datetime(2026, 11, 23, 15, 40, 2, 123000, tzinfo=UTC)
CAPTURE_ID = "5f0c7a1e-3b52-4a0b-9c41-8d2e6f7a9b10"
TOOL = "capture 0.1.0"
TEXT = "The bridge at Lower Quay — closed since May — is open again."


def write_good_bundle(out: Path) -> Path:
    """A sealed bundle below `out`, with one file of every kind that has a rule of its own."""
    chosen = Candidate(node=NodeId(1), path="p", text=TEXT, score=1, reasons=("the only text",))
    explanation = Explanation(tool=TOOL, decisions=(Decision(subject="article", rule="only", chosen=chosen),))
    final = bundle_directory(out, url=URL, captured_at=CAPTURED_AT, capture_id=CAPTURE_ID)
    with BundleWriter(final) as writer:
        artifacts = (
            writer.add("page.html", f"<!DOCTYPE html><title>Bridge</title><p>{TEXT}".encode()),
            writer.add("rendered.json.gz", encode_rendered_page(rendered_page())),
            writer.add("page.png", png(40, 30)),
            writer.add("page.pdf", b"%PDF-1.7 invented"),
            writer.add("page.wacz", small_wacz()),
            writer.add("explain.json", explanation.model_dump_json().encode()),
        )
        writer.add("log.jsonl", b'{"message": "begin"}\n')
        capture_record = record(artifacts)
        writer.add("capture.json", capture_record.model_dump_json(indent=2).encode())
        return writer.seal(seal.describe(capture_record))


def png(width_px: int, height_px: int) -> bytes:
    """A grey picture."""
    file = BytesIO()
    Image.new("L", (width_px, height_px), 200).save(file, "PNG")
    return file.getvalue()


def rendered_page() -> RenderedPage:
    """A page of one text in one document."""
    nodes = NodeTable(
        parent=(-1, 0),
        kind=(NodeKind.DOCUMENT, NodeKind.TEXT),
        name=(-1, -1),
        text=(-1, 0),
        attributes=((), ()),
        style=(-1, -1),
        x=(0, 8),
        y=(0, 8),
        width=(0, 400),
        height=(0, 18),
        flags=(0, 3),
        frame=(0, 0),
    )
    return RenderedPage(
        url=URL,
        title="Bridge",
        observed_at=CAPTURED_AT,
        language="en",
        compat_mode="CSS1Compat",
        character_set="UTF-8",
        viewport=Size(width_px=40, height_px=30),
        document=Size(width_px=40, height_px=30),
        device_scale_factor=1,
        frames=(Frame(url=URL, owner=None, root=NodeId(0)),),
        strings=(TEXT,),
        styles=(),
        nodes=nodes,
    )


def record(artifacts: tuple[Artifact, ...]) -> CaptureRecord:
    """The record of a capture that brought `artifacts`."""
    box = Box(x=8, y=8, width=400, height=18)
    block = Block(kind="paragraph", text=TEXT, node=NodeId(1))
    return CaptureRecord(
        id=CAPTURE_ID,
        requested_url=URL,
        url=URL,
        canonical_url=None,
        title="Bridge",
        captured_at=CAPTURED_AT,
        outcome="complete",
        page_kind="article",
        clock=None,
        breadcrumbs=("Home", "Town"),
        article=Article(headline="Bridge reopens", blocks=(block,), text=TEXT, box=box, node=NodeId(0), confidence=1),
        tickers=(),
        story_lists=(),
        metadata=Metadata(),
        actions=(),
        steps=(Step(name="navigate", outcome="ok", duration_s=0.1),),
        findings=(),
        drift=None,
        pixels=None,
        artifacts=artifacts,
        network=Network(status=200),
        environment=Environment(
            tool=TOOL,
            browser="Chromium 156",
            browser_source="system",
            user_agent="Mozilla/5.0",
            playwright="1.65",
            python="3.11",
            platform="Linux",
            locale="en-US",
            timezone="UTC",
            sandbox=Sandbox(enabled=True),
            clean_profile=True,
        ),
        settings=disclose(CaptureSettings()),
    )


def reseal(bundle: Path) -> None:
    """Make both manifests and Payload-Oxum agree with the files that are there: what a careful forger would do."""
    payload: dict[str, tuple[str, int]] = {}
    for file in sorted((bundle / "data").rglob("*")):
        path = file.relative_to(bundle / "data").as_posix()
        if file.is_file():
            content = file.read_bytes()
            payload[path] = (hashlib.sha256(content).hexdigest(), len(content))
    (bundle / "manifest-sha256.txt").write_bytes(
        seal.format_manifest({f"data/{path}": digest for path, (digest, _) in payload.items()})
    )
    lines = (bundle / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    oxum = f"Payload-Oxum: {sum(size for _, size in payload.values())}.{len(payload)}"
    lines = [oxum if line.startswith("Payload-Oxum") else line for line in lines]
    (bundle / "bag-info.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    reseal_tags(bundle)


def reseal_tags(bundle: Path) -> None:
    """Make the tag manifest agree with the three other tag files."""
    digests = {name: hashlib.sha256((bundle / name).read_bytes()).hexdigest() for name in seal.TAG_FILES}
    (bundle / "tagmanifest-sha256.txt").write_bytes(seal.format_manifest(digests))


def edit_record(bundle: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change capture.json, and seal again."""
    path = bundle / "data" / "capture.json"
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    reseal(bundle)


def append(path: Path, content: bytes) -> None:
    """Add bytes to the end of a file."""
    with path.open("ab") as file:
        file.write(content)
