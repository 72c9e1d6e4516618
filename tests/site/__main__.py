"""`python -m tests.site [--port N]`: serve the site until Ctrl-C; the first line printed is its address."""

import argparse
import signal

from tests.site.server import NewsSite


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.site", description="Serve the project's own news site.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 lets the system choose (default)")
    options = parser.parse_args()
    # Blocked before the server's thread starts: else a signal could hit between the start and the wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    with NewsSite(port=options.port) as site:
        print(site.url(), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main()
