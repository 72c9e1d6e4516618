"""`capture show`: the article and the tickers of a bundle, for people."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from capture.cli.terminal import Screen
from capture.errors import EnvironmentFailure, UsageError

_STYLES = {"heading": "bold", "quote": "italic"}


def show(
    bundles: Annotated[list[Path], typer.Argument(metavar="BUNDLE...", help="Directories of bundles.")],
    text: Annotated[bool, typer.Option("--text", help="Print the whole text of the article.")] = False,
    boxes: Annotated[
        Path | None, typer.Option(metavar="FILE.png", help="Write page.png with a frame around all that was found.")
    ] = None,
) -> None:
    """Show what a bundle holds: article, tickers with their resolved times, files.

    \b
    Examples:
      capture show artifacts/news.example/20260101T120000Z-1a2b3c4d
      capture show artifacts/*/* --text
      capture show artifacts/news.example/20260101T120000Z-1a2b3c4d --boxes found.png
    """
    from capture.annotate import draw_boxes
    from capture.bundle.reader import open_bundle
    from capture.cli.report import tell_record, time_for_people
    from capture.models.extraction import StoryList, Ticker

    screen = Screen(sys.stdout)

    def tell_list(stories: Ticker | StoryList) -> None:
        screen.say()
        screen.say((stories.heading or "(no heading)", "bold"))
        screen.table(
            (
                (time_for_people(item.time) if item.time else "", "cyan"),
                (item.category or "", "dim"),
                item.title + (" (hidden)" if item.hidden else ""),
            )
            for item in stories.items
        )

    if boxes and len(bundles) != 1:
        raise UsageError("--boxes draws one bundle")
    for path in bundles:
        bundle = open_bundle(path)
        record = bundle.record
        if boxes:
            _write(boxes, draw_boxes(bundle.read_artifact("page.png"), record))
        tell_record(record, screen, where=str(path))
        if record.article and text:
            for block in record.article.blocks:
                if block.kind not in {"image", "embed"}:
                    screen.say()
                    screen.say((block.text, _STYLES.get(block.kind, "")))
        for ticker in record.tickers:
            tell_list(ticker)
        for stories in record.story_lists:
            tell_list(stories)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise EnvironmentFailure(f"cannot write {path}: {error.strerror}") from error
