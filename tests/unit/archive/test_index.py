"""Keys and lines of the index. That they are those of other tools is checked on whole captures, by those tools."""

import json
from datetime import UTC, datetime

import pytest

from capture.archive.cdxj import Entry, index_lines, query_of, with_query
from capture.archive.surt import surt


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.news.example/Path/Story.HTML?B=2&a=1", "example,news)/path/story.html?a=1&b=2"),
        ("http://127.0.0.1:8080/a//b/?q", "1,0,0,127:8080)/a/b?q"),
        ("https://news.example:443", "example,news)/"),
        ("https://news.example/?", "example,news)/"),
        ("https://news.example/a%20b?q=%C3%A9&r=a+b", "example,news)/a%20b?q=%c3%a9&r=a+b"),
        ("https://news.example/x?y=%2541", "example,news)/x?y=a"),
        ("https://news.example/x?sid=0123456789abcdef0123456789abcdef&x=1", "example,news)/x?x=1"),
        ("http://[::1]:8080/x", "::1:8080)/x"),
        ("urn:view:http://news.example/A", "urn:view:http://news.example/a"),
        ("urn:view:http://news.example/", "urn:view:http://news.example"),
        ("urn:view:http://news.example/a/?b=1&a=2", "urn:view:http://news.example/a?a=2&b=1"),
    ],
)
def test_keys_turn_the_host_round_and_fold_the_rest(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize(
    ("kind", "sent", "query"),
    [
        ("application/x-www-form-urlencoded", b"a=1&b=caf%C3%A9+noir", "a=1&b=café noir"),
        (
            "application/json; charset=utf-8",
            b'{"a": {"b": 1}, "c": [{"b": true}, {"b": null}]}',
            "b=1&b.2_=True&b.3_=None",
        ),
        ("application/json", b"{not", ""),
        ("text/plain", b"beacon=1", "__wb_post_data=YmVhY29uPTE="),
        ("image/png", b"\x89", "__wb_post_data=iQ=="),
        ("application/x-www-form-urlencoded", b"\xff", "__wb_post_data=/w=="),
    ],
)
def test_what_was_posted_becomes_a_query(kind: str, sent: bytes, query: str) -> None:
    assert query_of(kind, sent) == query


def test_a_posted_body_of_any_size_and_depth_is_bounded() -> None:
    assert len(query_of("image/png", b"x" * 100_000)) == 4096
    assert query_of("application/json", b"[" * 100_000) == ""


def test_an_address_has_a_query_only_for_what_was_sent() -> None:
    assert with_query("http://a/?x", "GET", "", b"y") == "http://a/?x"
    assert with_query("http://a/?x", "POST", "application/x-www-form-urlencoded", b"y=1") == (
        "http://a/?x&__wb_method=POST&y=1"
    )


def test_lines_are_sorted_and_hold_where_the_record_is() -> None:
    date = datetime(2026, 11, 23, 15, 40, 2, 999999, tzinfo=UTC)
    entries = [Entry(f"https://news.example/{n}", date, "text/html", 200, "sha256:aa", 7, 9) for n in "ba"]
    first, second = index_lines(entries, filename="data.warc.gz")
    key, stamp, fields = first.rstrip("\n").split(" ", 2)
    assert (key, stamp) == ("example,news)/a", "20261123154002")
    assert json.loads(fields) == {
        "url": "https://news.example/a",
        "mime": "text/html",
        "status": "200",
        "digest": "sha256:aa",
        "length": "9",
        "offset": "7",
        "filename": "data.warc.gz",
    }
    assert second > first
