"""`capture verify`: has anything in a bundle been changed, added or lost since it was sealed?"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from capture.cli.terminal import safe


def verify(
    bundles: Annotated[list[Path], typer.Argument(metavar="BUNDLE...", help="Directories of bundles.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON for each bundle.")] = False,
) -> None:
    """Check every digest and every unlisted file of bundles; name each problem by its file.

    \b
    Examples:
      capture verify artifacts/*/*
      capture verify artifacts/news.example/20260101T120000Z-1a2b3c4d --json

    Exit code 5 if any bundle has a problem. Anyone can do the same without this tool: `sha256sum -c` on the manifests,
    or `bagit.py --validate`.
    """
    from capture.bundle.verify import verify_bundle

    console = Console(highlight=False, soft_wrap=True)
    broken = False
    for bundle in bundles:
        verification = verify_bundle(bundle)
        broken = broken or not verification.ok
        if as_json:
            typer.echo(json.dumps(verification.model_dump(mode="json"), ensure_ascii=False))
            continue
        verdict = "[green]ok[/]" if verification.ok else f"[red]{len(verification.problems)} problems[/]"
        size = f"[dim]{verification.files} files, {verification.bytes:,} bytes[/]"
        console.print(f"{verdict}  {safe(str(bundle))}  {size}")
        for problem in verification.problems:
            where = f"  [red]{problem.kind}[/] {safe(problem.path)}"
            console.print(f"{where}: {safe(problem.message)} [dim]({problem.code})[/]")
        for finding in verification.findings:
            console.print(f"  [yellow]note[/] {safe(finding.message)}")
    raise typer.Exit(5 if broken else 0)
