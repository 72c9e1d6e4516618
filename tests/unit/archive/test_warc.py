"""What a WARC of ours holds, as warcio reads it."""

import gzip
import io
import json
import zipfile
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from capture.archive.wacz import WARC, write_wacz
from capture.models.exchange import Exchange, Head, TlsFacts
from capture.observe.spool import Spool
from tests.unit.archive.recordings import ASKED_AT, HTML, PAGE, exchange, head, page, recording, small_wacz

STYLE = "https://static.news.example/portal.css"


def archive(spool: Spool, *exchanges: Exchange) -> bytes:
    file = io.BytesIO()
    write_wacz(file, recording(spool, list(exchanges)), page())
    with zipfile.ZipFile(file) as package:
        return package.read(WARC)


def records(warc: bytes) -> list[Any]:
    found = []
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        record.content = record.raw_stream.read()
        found.append(record)
    return found


def of_type(warc: bytes, kind: str) -> list[Any]:
    return [record for record in records(warc) if record.rec_type == kind]


@pytest.fixture
def spool() -> Any:
    with Spool() as spool:
        yield spool


def test_a_head_is_kept_byte_for_byte_but_for_its_codings(spool: Spool) -> None:
    sent = (
        ("Server", " Odd  "),
        ("X-Name", "caf\xc3\xa9"),
        ("content-encoding", " br"),
        ("Transfer-Encoding", "  chunked"),
        ("Set-Cookie", " a=1"),
        ("set-cookie", " b=2"),
    )
    answer = exchange(0, PAGE, response=Head("HTTP/1.1 200 OK", sent, raw=True), body=spool.add(HTML))
    (first,) = [
        member
        for member in gzip.decompress(archive(spool, answer)).split(b"WARC/1.1\r\n")
        if b"Type: response" in member
    ]
    block = first.partition(b"\r\n\r\n")[2]
    assert block == (
        b"HTTP/1.1 200 OK\r\nServer: Odd  \r\nX-Name:caf\xc3\xa9\r\nX-Orig-content-encoding: br\r\n"
        b"X-Orig-Transfer-Encoding:  chunked\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\n" + HTML + b"\r\n\r\n"
    )


def test_a_length_that_is_true_stays_and_another_is_renamed(spool: Spool) -> None:
    true, false = str(len(HTML)), "17"
    warc = archive(
        spool,
        *(
            exchange(
                n, PAGE + f"?{n}", response=head("HTTP/1.1 200 OK", ("Content-Length", said)), body=spool.add(HTML)
            )
            for n, said in enumerate((true, false))
        ),
    )
    first, second = of_type(warc, "response")
    assert first.http_headers.get_header("Content-Length") == true
    assert second.http_headers.get_header("Content-Length") is None
    assert second.http_headers.get_header("X-Orig-Content-Length") == false


def test_request_follows_its_response_and_says_so(spool: Spool) -> None:
    post = exchange(0, PAGE, method="POST", post=spool.add(b"vote=ferry"), body=spool.add(b"{}"))
    response, request = of_type(archive(spool, post), "response") + of_type(archive(spool, post), "request")
    assert request.rec_headers.get_header("WARC-Concurrent-To") == response.rec_headers.get_header("WARC-Record-ID")
    assert request.content == b"vote=ferry"
    assert response.rec_headers.get_header("WARC-Date") == "2026-11-23T15:40:00.500000Z"


def test_what_failed_has_its_request_alone_and_a_reason(spool: Spool) -> None:
    failed = exchange(0, STYLE, status=None, response=None, failure="net::ERR_CONNECTION_RESET")
    warc = archive(spool, failed)
    assert of_type(warc, "response") == []
    assert [record.rec_headers.get_header("WARC-Target-URI") for record in of_type(warc, "request")] == [STYLE]
    (note,) = of_type(warc, "metadata")
    assert note.rec_headers.get_header("WARC-Target-URI") == f"urn:failed:{PAGE}"
    assert json.loads(note.content)[0]["reason"] == "net::ERR_CONNECTION_RESET"


def test_a_304_is_a_revisit_of_the_answer_that_it_confirms(spool: Spool) -> None:
    first = exchange(0, STYLE, body=spool.add(b"p { }"))
    again = exchange(9, STYLE, status=304, response=head("HTTP/1.1 304 Not Modified"), missing="not-modified")
    warc = archive(spool, first, again)
    (response,), (revisit,) = of_type(warc, "response"), of_type(warc, "revisit")
    told = revisit.rec_headers.get_header
    assert told("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert told("WARC-Refers-To-Date") == response.rec_headers.get_header("WARC-Date")
    assert told("WARC-Refers-To-Target-URI") == STYLE
    assert told("WARC-Payload-Digest") == response.rec_headers.get_header("WARC-Payload-Digest")
    assert revisit.http_headers.get_statuscode() == "304"


def test_a_304_without_such_an_answer_is_a_response(spool: Spool) -> None:
    alone = exchange(0, STYLE, status=304, response=head("HTTP/1.1 304 Not Modified"), missing="not-modified")
    (response,) = of_type(archive(spool, alone), "response")
    assert response.http_headers.get_statuscode() == "304"


@pytest.mark.parametrize(
    ("missing", "word"),
    [("too-large", "length"), ("over-budget", "length"), ("unfinished", "time"), ("evicted", "unspecified")],
)
def test_a_body_that_is_missing_is_said_to_be_truncated(spool: Spool, missing: Any, word: str) -> None:
    (response,) = of_type(archive(spool, exchange(0, STYLE, missing=missing)), "response")
    assert response.rec_headers.get_header("WARC-Truncated") == word
    assert response.content == b""


def test_a_response_that_has_no_body_is_not(spool: Spool) -> None:
    empty = exchange(0, STYLE, status=204, response=head("HTTP/1.1 204 No Content"), missing="no-content")
    (response,) = of_type(archive(spool, empty), "response")
    assert response.rec_headers.get_header("WARC-Truncated") is None


def test_what_came_from_the_cache_has_no_record(spool: Spool) -> None:
    warc = archive(spool, exchange(0, STYLE, source="cache", missing="cached"))
    assert {record.rec_type for record in records(warc)} == {"warcinfo", "resource"}


def test_protocol_and_connection_are_told(spool: Spool) -> None:
    tls = TlsFacts(
        protocol="TLS 1.3",
        cipher="AES_128_GCM",
        key_exchange_group="X25519",
        signature_algorithm="0x0403",
        subject="news.example",
        names=("news.example",),
        issuer="Invented CA",
        valid_from=ASKED_AT,
        valid_to=ASKED_AT + timedelta(days=90),
        scts=({"logId": "aa"},),
        transparency="unknown",
    )
    over_h2 = exchange(
        0, PAGE, protocol="h2", tls=tls, response=head("HTTP/1.1 200", raw=False), remote_address="[2001:db8::7]:443"
    )
    warc = archive(spool, over_h2)
    (response,) = of_type(warc, "response")
    headers = response.rec_headers.headers
    assert [value for name, value in headers if name == "WARC-Protocol"] == ["h2", "tls/1.3"]
    assert ("WARC-Cipher-Suite", "AES_128_GCM") in headers
    assert ("WARC-IP-Address", "2001:db8::7") in headers
    assert json.loads(response.rec_headers.get_header("WARC-JSON-Metadata")) == {"head": "reconstructed"}
    (note,) = of_type(warc, "metadata")
    assert json.loads(note.content)["connections"][0]["tls"]["key_exchange_group"] == "X25519"


def test_text_and_picture_of_the_page_are_resources(spool: Spool) -> None:
    found = {record.rec_headers.get_header("WARC-Target-URI"): record for record in of_type(archive(spool), "resource")}
    assert found[f"urn:text:{PAGE}"].content == b"The bridge is open again.\n"
    assert found[f"urn:view:{PAGE}"].content == b"\x89PNG invented"


def test_all_digests_are_right_and_the_same_recording_gives_the_same_bytes(spool: Spool, tmp_path: Any) -> None:
    exchanges = [exchange(0, PAGE, body=spool.add(HTML)), exchange(1, STYLE, body=spool.add(b"")), exchange(2, PAGE)]
    warc = archive(spool, *exchanges)
    assert warc == archive(spool, *exchanges)
    (tmp_path / "data.warc.gz").write_bytes(warc)
    checker = Checker(SimpleNamespace(inputs=[str(tmp_path / "data.warc.gz")], verbose=False))
    checker.process_all()
    assert checker.exit_value == 0


def test_members_begin_where_the_directory_of_the_archive_says_they_do() -> None:
    """ReplayWeb.page goes by the directory alone: a member's own header may have no field that this lacks."""
    content = small_wacz()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for member in package.infolist():
            begin = member.header_offset + 30 + len(member.filename.encode()) + len(member.extra)
            assert content[begin : begin + member.file_size] == package.read(member)
