"""`capture verify`: has anything in a bundle been changed, added or lost since it was sealed?"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from capture.cli.terminal import safe


def verify(
    bundles: Annotated[list[Path], typer.Argument(metavar="BUNDLE...", help="Directories of bundles.")],
    witness: Annotated[
        bool, typer.Option("--witness", help="Also look up what capture.json claims in page.html, page.pdf, page.png.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON for each bundle.")] = False,
) -> None:
    """Check every digest and every unlisted file of bundles; name each problem by its file.

    \b
    Examples:
      capture verify artifacts/*/*
      capture verify artifacts/news.example/20260101T120000Z-1a2b3c4d --json
      capture verify artifacts/news.example/20260101T120000Z-1a2b3c4d --witness

    With --witness, headline and ticker titles are looked up in the other files; a disagreement is a note, not a
    problem: sites leave lists out of their prints, and cover texts.

    Exit code 5 if any bundle has a problem. Anyone can do the same without this tool: `sha256sum -c` on the manifests,
    or `bagit.py --validate`.
    """
    from capture.bundle.reader import open_bundle
    from capture.bundle.verify import verify_bundle
    from capture.testimony import hear_bundle

    console = Console(highlight=False, soft_wrap=True)
    broken = False
    for bundle in bundles:
        verification = verify_bundle(bundle)
        broken = broken or not verification.ok
        # A bundle that is not what was sealed has nothing to say.
        heard = hear_bundle(open_bundle(bundle)) if witness and verification.ok else ()
        if as_json:
            said = {"witness": [finding.model_dump(mode="json") for finding in heard]} if witness else {}
            typer.echo(json.dumps(verification.model_dump(mode="json") | said, ensure_ascii=False))
            continue
        verdict = "[green]ok[/]" if verification.ok else f"[red]{len(verification.problems)} problems[/]"
        size = f"[dim]{verification.files} files, {verification.bytes:,} bytes[/]"
        console.print(f"{verdict}  {safe(str(bundle))}  {size}")
        for problem in verification.problems:
            where = f"  [red]{problem.kind}[/] {safe(problem.path)}"
            console.print(f"{where}: {safe(problem.message)} [dim]({problem.code})[/]")
        for message in [note.message for note in verification.findings] + [finding.message for finding in heard]:
            console.print(f"  [yellow]note[/] {safe(message)}")
    raise typer.Exit(5 if broken else 0)
