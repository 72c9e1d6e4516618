"""`capture show`: the article and the tickers of a bundle, for people."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from capture.cli.terminal import safe
from capture.errors import EnvironmentFailure, UsageError


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

    console = Console(highlight=False, soft_wrap=True)

    def tell_list(stories: Ticker | StoryList) -> None:
        console.print(f"\n[bold]{safe(stories.heading or '(no heading)')}[/]")
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 2))
        table.add_column(style="cyan", no_wrap=True)
        table.add_column(style="dim")
        table.add_column(overflow="fold")
        for item in stories.items:
            when = time_for_people(item.time) if item.time else ""
            title = safe(item.title) + (" [dim](hidden)[/]" if item.hidden else "")
            table.add_row(when, safe(item.category or ""), title)
        console.print(table)

    if boxes and len(bundles) != 1:
        raise UsageError("--boxes draws one bundle")
    for path in bundles:
        bundle = open_bundle(path)
        record = bundle.record
        if boxes:
            _write(boxes, draw_boxes(bundle.read_artifact("page.png"), record))
        tell_record(record, console, where=str(path))
        if record.article and text:
            console.print()
            for block in record.article.blocks:
                mark = "\n[bold]" if block.kind == "heading" else "[italic]" if block.kind == "quote" else ""
                if block.kind not in {"image", "embed"}:
                    console.print(mark + safe(block.text) + "\n")
        for ticker in record.tickers:
            tell_list(ticker)
        for stories in record.story_lists:
            tell_list(stories)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise EnvironmentFailure(f"cannot write {path}: {error.strerror}") from error
