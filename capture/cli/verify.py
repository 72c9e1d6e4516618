"""`capture verify`: has anything in a bundle been changed, added or lost since it was sealed?"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from capture.cli.terminal import Screen


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

    screen = Screen(sys.stdout)
    broken = False
    for bundle in bundles:
        verification = verify_bundle(bundle)
        broken = broken or not verification.ok
        # A bundle that is not what was sealed has nothing to say.
        heard = hear_bundle(open_bundle(bundle)) if witness and verification.ok else ()
        if as_json:
            said = {"witness": [finding.model_dump(mode="json") for finding in heard]} if witness else {}
            line = json.dumps(verification.model_dump(mode="json") | said, ensure_ascii=False)
            typer.echo(line.encode("utf-8"))
            continue
        verdict = ("ok", "green") if verification.ok else (f"{len(verification.problems)} problems", "red")
        screen.say(verdict, f"  {bundle}  ", (f"{verification.files} files, {verification.bytes:,} bytes", "dim"))
        for problem in verification.problems:
            what = f" {problem.path}: {problem.message} "
            screen.say("  ", (problem.kind, "red"), what, (f"({problem.code})", "dim"))
        for message in [note.message for note in verification.findings] + [finding.message for finding in heard]:
            screen.say("  ", ("note", "yellow"), f" {message}")
    raise typer.Exit(5 if broken else 0)
