"""A bundle's directory: readable for ordinary hosts, harmless for hostile ones."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capture.bundle.names import bundle_directory, bundle_name, host_directory, printable

AT = datetime(2026, 11, 23, 15, 40, 2, 999999, tzinfo=UTC)
ID = "5f0c7a1e-3b52-4a0b-9c41-8d2e6f7a9b10"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://news.example/town/bridge?x=1#y", "news.example"),
        ("https://News.EXAMPLE./", "news.example"),
        ("https://user:secret@news.example/", "news.example"),
        ("http://news.example:80/", "news.example"),
        ("https://news.example:443/", "news.example"),
        ("http://news.example:443/", "news.example_443"),
        ("http://127.0.0.1:8080/", "127.0.0.1_8080"),
        ("http://[::1]:8080/", "ipv6_--1_8080"),
        ("http://[2001:DB8:0:0::1]/", "ipv6_2001-db8--1"),
        ("http://[fe80::1%25eth0]/", "ipv6_fe80--1"),
        ("https://zeitung.münchen.example/", "zeitung.xn--mnchen-3ya.example"),
        ("https://MÜNCHEN.example/", "xn--mnchen-3ya.example"),
        ("https://faß.example/", "xn--fa-hia.example"),
        ("https://ニュース.example/", "xn--zck9awe6d.example"),
        ("https://my_host.example/", "my_host.example"),
        ("file:///home/reader/page.html", "local-file"),
        ("file://server/share/page.html", "local-file"),
        ("about:blank", "no-host"),
        ("data:text/html,x", "no-host"),
        ("not an address", "no-host"),
        ("", "no-host"),
        ("https://../", "no-host"),
        ("https://..%2f..%2fetc/", "2f..-2fetc"),
        ("https://..\\..\\etc/", "etc"),
        ("https://[::1/", "no-host"),
        ("https://news.example:99999/", "no-host"),
        ("https://a\x1b[31mb.example/", "no-host"),
        ("https://.hidden/", "hidden"),
    ],
)
def test_host_directory(url: str, name: str) -> None:
    assert host_directory(url) == name


@settings(max_examples=50)
@given(st.one_of(st.text(), st.text().map(lambda host: f"https://{host}/"), st.text().map(lambda host: f"file:{host}")))
def test_no_url_escapes_the_output_directory(url: str) -> None:
    name = host_directory(url)
    assert name.isascii()
    assert 0 < len(name) < 250
    assert name == name.lower()
    assert not set(name) & set('/\\:*?"<>|\0\n ')
    assert not name.startswith((".", "-"))
    assert not name.endswith(".")


def test_bundle_name_is_the_instant_in_utc_and_the_id() -> None:
    assert bundle_name(captured_at=AT, capture_id=ID) == "20261123T154002Z-5f0c7a1e"
    eastern = AT.astimezone(timezone(timedelta(hours=13)))
    assert bundle_name(captured_at=eastern, capture_id=ID) == "20261123T154002Z-5f0c7a1e"
    assert bundle_name(captured_at=AT, capture_id="../../x") == "20261123T154002Z-x"


def test_bundle_directory() -> None:
    found = bundle_directory(Path("out"), url="https://news.example/", captured_at=AT, capture_id=ID)
    assert found == Path("out/news.example/20261123T154002Z-5f0c7a1e")


@given(st.text(st.characters(categories=["C", "L", "N", "P", "S", "Z"])))
@example("\udd00 is no byte of a file name, \udcff is")
def test_printable_can_be_shown_and_read_back(path: str) -> None:
    shown = printable(path)
    assert shown.isprintable()
    shown.encode("utf-8")


def test_printable_leaves_ordinary_names_alone() -> None:
    assert printable("data/page.png Übersicht") == "data/page.png Übersicht"
