"""bag-info.txt and the manifests as text."""

from hypothesis import given
from hypothesis import strategies as st

from capture.bundle.seal import (
    bag_info_fields,
    format_bag_info,
    format_manifest,
    parse_bag_info,
    parse_manifest,
)
from capture.models.manifest import BagInfo
from tests.forged.good import CAPTURED_AT


def info(url: str) -> BagInfo:
    return BagInfo(capture_id="x", requested_url=url, captured_at=CAPTURED_AT, software="capture 1", outcome="partial")


def test_bag_info() -> None:
    assert format_bag_info(bag_info_fields(info("https://news.example/"))) == (
        b"Bag-Software-Agent: capture 1\n"
        b"Bagging-Date: 2026-11-23\n"
        b"External-Description: https://news.example/\n"
        b"External-Identifier: x\n"
        b"Internal-Sender-Description: Web page as a browser showed it at 2026-11-23T15:40:02Z; outcome: partial\n"
    )


def test_address_stays_as_it_is_but_for_control_characters() -> None:
    assert bag_info_fields(info("https://news.example/a%20b\r\n"))["External-Description"] == (
        "https://news.example/a%20b%0D%0A"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_address_stays_on_its_line(url: str) -> None:
    fields = bag_info_fields(info(url))
    parsed, bad_lines = parse_bag_info(format_bag_info(fields))
    assert bad_lines == []
    assert dict(parsed) == fields


def test_manifest_is_read_as_written() -> None:
    digests = {"data/b": "1" * 64, "data/a": "2" * 64}
    entries, bad_lines = parse_manifest(format_manifest(digests))
    assert [(entry.path, entry.sha256) for entry in entries] == [("data/a", "2" * 64), ("data/b", "1" * 64)]
    assert bad_lines == []


@given(st.binary())
def test_no_manifest_breaks_the_reader(content: bytes) -> None:
    entries, bad_lines = parse_manifest(content)
    assert len(entries) + len(bad_lines) <= content.count(b"\n") + 1
