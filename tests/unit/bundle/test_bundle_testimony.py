"""Hearing the files of a sealed bundle against its record."""

from pathlib import Path

from capture.bundle.reader import open_bundle
from capture.testimony import hear_bundle


def test_a_print_that_cannot_be_read_is_told_and_ends_nothing(bundle: Path) -> None:
    """The PDF of this bundle is sealed, but none that a reader of PDFs takes."""
    found = {finding.code: finding.message for finding in hear_bundle(open_bundle(bundle))}
    assert "PDF" in found["witness-unheard"]
    assert "witness-pdf" not in found
