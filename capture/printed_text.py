"""The text of a PDF, read by a program that had no part in making it."""

import io
import logging

from capture.errors import UnreadablePrint

# What it logs of a PDF would be printed where no handler is set up; what matters of it is in the error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def text_of_pdf(pdf: bytes) -> tuple[str, ...]:
    """The text of each sheet in the order of its content stream; blanks are a guess from distances.

    Raises `UnreadablePrint`.
    """
    import pypdf  # noqa: PLC0415  # costs 60 ms to load, which a capture that does not ask for this need not pay
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        return tuple(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise UnreadablePrint(f"the PDF cannot be read: {type(error).__name__}: {error}") from error
