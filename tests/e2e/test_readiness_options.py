"""Options that say when a page is ready: wrong values are told in one line, right ones stand in the record."""

from pathlib import Path

import pytest

from tests.e2e.command import capture
from tests.site.server import NewsSite


@pytest.mark.parametrize(
    ("option", "value"), [("--consent", "maybe"), ("--scroll", "far"), ("--delay", "-1"), ("--delay", "46")]
)
def test_a_wrong_value_is_refused_before_anything_starts(option: str, value: str, tmp_path: Path) -> None:
    ended = capture("page", "http://127.0.0.1:9/", option, value, "--out", tmp_path / "out")
    assert ended.code == 2
    assert option in ended.said
    assert not (tmp_path / "out").exists()


def test_what_was_asked_for_stands_in_the_record(site: NewsSite, tmp_path: Path) -> None:
    ended = capture(
        "page", site.url("/consent/onetrust"), "--consent", "accept", "--wait-for", "js:document.title",
        "--delay", "0.1", "--scroll", "none", "--format", "rendered", "--json", "--out", tmp_path,
    )  # fmt: skip
    (record,) = ended.records
    assert ended.code == 0
    settings = record["settings"]
    assert (settings["consent"], settings["wait_for"], settings["delay_s"], settings["scroll_screens"]) == (
        "accept", "js:document.title", 0.1, 0,
    )  # fmt: skip
    assert [step["outcome"] for step in record["steps"] if step["name"] in {"wait-for", "delay"}] == ["ok", "ok"]
    assert "consent-accept" in [action["kind"] for action in record["actions"]]
