"""The `capture` command: one file per command; the only place that prints."""

import sys
from typing import Annotated

import typer

from capture import __version__
from capture.cli.doctor import doctor
from capture.cli.extract import extract
from capture.cli.page import page
from capture.cli.replay import replay
from capture.cli.schema import schema
from capture.cli.setup import setup
from capture.cli.show import show
from capture.cli.terminal import Screen, say_error
from capture.cli.verify import verify
from capture.errors import CaptureError
from capture.startup import speak_any_language

app = typer.Typer(
    name="capture",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="""Turn a live news page into evidence: the article and its timestamped tickers as JSON, pictures and print,
sealed so that a stranger can verify them years later.

\b
Start here:
  capture setup                          find or install a browser
  capture page https://news.example/x    capture a page into artifacts/
  capture show artifacts/news.example/*  what was found
  capture verify artifacts/*/*           has anything been changed since?

Exit codes: 0 sealed and complete, 2 usage, 3 sealed but partial, 4 no page or one that blocks its reader,
5 verification failed, 6 no browser or disk trouble, 130 interrupted.""",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"capture {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Options before the command's name."""


for command in (page, show, verify, extract, replay, schema, setup, doctor):
    app.command()(command)


def main() -> None:
    """Run the command line; every error of ours becomes one line and its exit code."""
    speak_any_language()
    try:
        app()
    except CaptureError as error:
        say_error(error, Screen(sys.stderr))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`| head`); flushing at exit must not fail once more.
        sys.stderr.close()
        sys.exit(1)
