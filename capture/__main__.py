"""The `capture` command, also as `python -m capture`."""

from capture.startup import quick_start


def run() -> None:
    """Load the command line, which is most of what a command costs, once that is spared what can be."""
    with quick_start():
        from capture.cli import main  # noqa: PLC0415

        main()


if __name__ == "__main__":
    run()
