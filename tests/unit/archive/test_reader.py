"""Looking up in an archive what was answered."""

import io
from pathlib import Path
from typing import Any

import pytest

from capture.archive.reader import WaczReader
from capture.archive.wacz import write_wacz
from capture.errors import BundleError
from capture.models.exchange import Exchange
from capture.observe.spool import Spool
from tests.unit.archive.recordings import HTML, PAGE, exchange, head, page, recording, small_wacz

API = "https://news.example/api?kind=poll"
FORM = head("POST /api HTTP/1.1", ("Content-Type", "application/x-www-form-urlencoded"), raw=False)


@pytest.fixture
def wacz(tmp_path: Path) -> Any:
    """Writes an archive of what a function makes of a spool."""

    def write(make: Any) -> WaczReader:
        file = io.BytesIO()
        with Spool() as spool:
            exchanges: list[Exchange] = make(spool)
            write_wacz(file, recording(spool, exchanges), page())
        (tmp_path / "page.wacz").write_bytes(file.getvalue())
        return WaczReader(tmp_path / "page.wacz")

    return write


def test_a_document_is_found_by_its_address_with_or_without_a_fragment(wacz: Any) -> None:
    with wacz(lambda spool: [exchange(0, PAGE, body=spool.add(HTML))]) as reader:
        for address in (PAGE, PAGE + "#comments"):
            found = reader.lookup(address)
            assert found is not None
            assert (found.status, found.body, found.truncated) == (200, HTML, None)
            assert ("Content-Type", "text/html; charset=utf-8") in found.fields
        assert reader.lookup(PAGE + "?other") is None
        assert PAGE in reader.addresses()


def test_addresses_that_share_a_key_are_told_apart(wacz: Any) -> None:
    upper, lower = "https://news.example/A?b=1&a=2", "https://news.example/a?a=2&b=1"
    with wacz(
        lambda spool: [exchange(n, url, body=spool.add(url.encode())) for n, url in enumerate((upper, lower))]
    ) as reader:
        assert reader.lookup(upper).body == upper.encode()
        assert reader.lookup(lower).body == lower.encode()


def test_a_post_is_known_by_what_it_sent(wacz: Any) -> None:
    def make(spool: Spool) -> list[Exchange]:
        return [
            exchange(n, API, method="POST", request=FORM, post=spool.add(sent), body=spool.add(b"for " + sent))
            for n, sent in enumerate((b"vote=ferry", b"vote=bridge"))
        ] + [exchange(9, API, body=spool.add(b"the form"))]

    form = {"method": "POST", "content_type": "application/x-www-form-urlencoded"}
    with wacz(make) as reader:
        assert reader.lookup(API, post=b"vote=bridge", **form).body == b"for vote=bridge"
        assert reader.lookup(API, post=b"vote=ferry", **form).body == b"for vote=ferry"
        assert reader.lookup(API, post=b"vote=none", **form) is None
        assert reader.lookup(API).body == b"the form"


def test_of_several_answers_the_last_whole_one_is_given_and_all_can_be_had(wacz: Any) -> None:
    def make(spool: Spool) -> list[Exchange]:
        answers = [exchange(n, API, body=spool.add(str(n).encode())) for n in range(3)]
        return [*answers, exchange(5, API, missing="unfinished")]

    with wacz(make) as reader:
        assert reader.lookup(API).body == b"2"
        assert [response.body for response in reader.responses(API)] == [b"0", b"1", b"2", b""]
        assert [response.truncated for response in reader.responses(API)] == [None, None, None, "time"]


def test_a_redirect_is_given_as_one(wacz: Any) -> None:
    answer = head("HTTP/1.1 302 Found", ("Location", "/else"))
    with wacz(lambda _: [exchange(0, PAGE, status=302, response=answer, missing="no-content")]) as reader:
        found = reader.lookup(PAGE)
    assert (found.status, dict(found.fields)["Location"]) == (302, "/else")


@pytest.mark.parametrize("content", [b"", b"PK", small_wacz()[:-40], b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_is_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.wacz").write_bytes(content)
    with pytest.raises(BundleError):
        WaczReader(tmp_path / "page.wacz")
