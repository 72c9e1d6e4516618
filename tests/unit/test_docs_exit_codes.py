"""docs/exit-codes.md says of every error which code it ends with, and the codes are those of the code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.errors import CaptureError

PAGE = Path(__file__).parents[2] / "docs" / "exit-codes.md"
WITHOUT_ERROR = {0, 3, 130}
"""Complete, sealed but partial, interrupted: how a command ends that raised nothing of ours."""


def rows() -> dict[int, str]:
    """The table, by code."""
    return {int(code): row for code, row in re.findall(r"^\| (\d+) \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)}


def errors(root: type[CaptureError] = CaptureError) -> Iterator[type[CaptureError]]:
    yield root
    for child in root.__subclasses__():
        yield from errors(child)


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.__name__)
def test_every_error_is_named_in_the_row_of_its_code_and_in_no_other(error: type[CaptureError]) -> None:
    naming = {code for code, row in rows().items() if re.search(rf"`{error.__name__}`", row)}
    assert naming == {error.exit_code}


def test_every_code_of_the_table_can_happen() -> None:
    assert set(rows()) == WITHOUT_ERROR | {error.exit_code for error in errors()}


def test_every_row_tells_all_four_things() -> None:
    assert {row.count(" | ") for row in rows().values()} == {2}
