"""Everything that can go wrong, as one tree; the command line turns each into one line and an exit code.

    CaptureError                      1
      UsageError                      2   the request makes no sense
      EnvironmentFailure              6   disk full, directory not writable
        BrowserUnavailable            6   no browser, or it does not start
      NavigationError                 4   the page could not be had at all
        NavigationTimeout             4
      ObservationError                4   the page came, but could not be read
      BundleError                     5   a bundle is not readable as one, or not what it was
        UnreadablePrint               5   a PDF whose text cannot be read

The number is the exit code, see docs/exit-codes.md. Exit code 3 is no error: a bundle was sealed, but it is partial.
What verification finds is not raised but listed: `capture.models.manifest.Problem`.
"""


class CaptureError(Exception):
    """Root of the tree. `str()` is one line for people; `hint`, if any, is the one thing to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(CaptureError):
    exit_code = 2


class EnvironmentFailure(CaptureError):
    exit_code = 6


class BrowserUnavailable(EnvironmentFailure):
    pass


class NavigationError(CaptureError):
    """`reason` is a stable word: `dns`, `refused`, `tls`, `redirect-loop`..., kept as `failure` in the record."""

    exit_code = 4

    def __init__(self, message: str, *, reason: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class NavigationTimeout(NavigationError):
    pass


class ObservationError(CaptureError):
    exit_code = 4


class BundleError(CaptureError):
    exit_code = 5


class UnreadablePrint(BundleError):
    pass
