"""Snapshots and settings that cannot be are refused when they are read, not met with later."""

from typing import Any

import pytest
from pydantic import ValidationError

from capture.models.page import RenderedPage
from capture.models.request import CaptureSettings
from tests.forged.good import rendered_page


def altered(**columns: Any) -> dict[str, Any]:
    """The good snapshot as JSON, some of its columns replaced."""
    content = rendered_page().model_dump(mode="json")
    return {**content, "nodes": {**content["nodes"], **columns}}


def test_a_snapshot_comes_back_as_it_was() -> None:
    page = rendered_page()
    assert RenderedPage.model_validate_json(page.model_dump_json()) == page
    assert page.captured_at == page.observed_at


def test_a_snapshot_may_be_empty_of_words() -> None:
    content = altered(kind=[9, 11], text=[-1, -1])
    assert RenderedPage.model_validate({**content, "strings": []}).strings == ()


@pytest.mark.parametrize(
    "columns",
    [
        {"x": [0]},
        {"flags": [0, 3, 3]},
        {"parent": [-1, 1]},
        {"parent": [-1, -2]},
        {"parent": [0, 0]},
        {"text": [-1, 1]},
        {"name": [5, -1]},
        {"style": [0, -1]},
        {"frame": [0, 1]},
        {"attributes": [[0, 9], []]},
        {"surprise": [0, 0]},
    ],
    ids=str,
)
def test_a_snapshot_whose_columns_disagree_is_refused(columns: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RenderedPage.model_validate(altered(**columns))


def test_a_snapshot_of_another_version_is_refused() -> None:
    with pytest.raises(ValidationError):
        RenderedPage.model_validate({**altered(), "format_version": "2.0"})


@pytest.mark.parametrize(
    "settings",
    [{"timeout_s": 0}, {"budgets": {"quiet_s": -1}}, {"artifacts": ["gif"]}, {"page_format": "A0"}, {"colour": "no"}],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CaptureSettings.model_validate(settings)


def test_a_snapshot_and_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        rendered_page().url = "https://other.example/"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        CaptureSettings().insecure = True  # type: ignore[misc]
