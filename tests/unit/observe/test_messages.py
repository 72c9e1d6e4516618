"""Exchanges put together of what CDP tells, in whatever order it comes."""

from typing import Any

from capture.models.exchange import Exchange
from capture.observe.messages import Hop, Request, Socket, exchanges_of, response_head, socket_note

URL = "http://news.example/a?b=%C3%A9"
RAW = "HTTP/1.1 200 OK\r\nServer: Odd  \r\nX-A:1\r\nX-A: 2\r\n\r\n"
TOLD = {"Server": "Odd", "X-A": "1\n2"}


def asked(url: str = URL, method: str = "GET", **headers: str) -> dict[str, Any]:
    return {"request": {"url": url, "method": method, "headers": headers}, "wallTime": 1795500000.25, "type": "Fetch"}


def answer(status: int = 200, **more: Any) -> dict[str, Any]:
    known = {"url": URL, "status": status, "statusText": "OK", "headers": {"Server": "Odd"}, "protocol": "http/1.1"}
    return {**known, "remoteIPAddress": "192.0.2.7", "remotePort": 80, **more}


def extra(status: int = 200, text: str | None = RAW, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {"statusCode": status, "headersText": text, "headers": headers or TOLD}


def one(request: Request) -> Exchange:
    (exchange,) = exchanges_of(request)
    return exchange


def ended(*hops: Hop, **known: Any) -> Request:
    return Request(hops=list(hops), ended=True, missing="no-content", **known)


def test_a_head_that_both_tellings_agree_on_is_raw() -> None:
    hop = Hop(asked(), "page", response=answer(), on_wire=True)
    exchange = one(ended(hop, sent=[{"headers": {"Host": "news.example", "Cookie": "a=1"}}], received=[extra()]))
    assert exchange.response is not None
    assert exchange.response.raw
    assert exchange.response.to_bytes() == RAW.encode()
    assert exchange.request.start == "GET /a?b=%C3%A9 HTTP/1.1"
    assert exchange.request.get("cookie") == "a=1"
    assert (exchange.ip, exchange.remote_address, exchange.protocol) == ("192.0.2.7", "192.0.2.7:80", "http/1.1")


def test_a_head_that_lost_a_line_end_on_its_way_is_put_together() -> None:
    swallowed = "HTTP/1.1 200 OK\r\nX-Latin: cafX-Next: 1\r\n\r\n"
    head = response_head(answer(), extra(text=swallowed, headers={"X-Latin": "caf\xe9", "X-Next": "1"}))
    assert not head.raw
    assert head.to_bytes() == b"HTTP/1.1 200 OK\r\nX-Latin: caf\xe9\r\nX-Next: 1\r\n\r\n"


def test_of_http2_a_head_is_put_together_without_what_http1_has_not() -> None:
    over_h2 = answer(statusText="", protocol="h2")
    hop = Hop(asked(), "page", response=over_h2, on_wire=True)
    sent = {":authority": "news.example", ":path": "/a", ":method": "GET", ":scheme": "https", "accept": "*/*"}
    exchange = one(ended(hop, sent=[{"headers": sent}], received=[extra(text=None, headers={"server": "odd"})]))
    assert exchange.response is not None
    assert (exchange.response.start, exchange.response.raw) == ("HTTP/1.1 200", False)
    assert exchange.request.fields == (("Host", " news.example"), ("accept", " */*"))


def test_each_hop_gets_the_headers_that_were_its_own() -> None:
    """The first came from the cache, of which nothing is told apart."""
    hops = [
        Hop(asked("http://a.example/1"), "page", response=answer(301), on_wire=False),
        Hop(asked("http://a.example/2"), "page", response=answer(302), on_wire=True),
        Hop(asked("http://a.example/3"), "page", response=answer(200), on_wire=True),
    ]
    sent = [{"headers": {"Cookie": "second"}}, {"headers": {"Cookie": "third"}}]
    received = [extra(302, None, {"X-A": "second"}), extra(200, None, {"X-A": "third"})]
    found = list(exchanges_of(ended(*hops, sent=sent, received=received)))
    assert [exchange.request.get("cookie") for exchange in found] == [None, "second", "third"]
    assert [exchange.response.get("x-a") for exchange in found if exchange.response] == [None, "second", "third"]
    assert [exchange.status for exchange in found] == [301, 302, 200]


def test_a_challenge_for_a_password_is_passed_over() -> None:
    hop = Hop(asked(), "page", response=answer(), on_wire=True)
    received = [extra(401, None, {"WWW-Authenticate": "Basic"}), extra(200, None, {"X-A": "in"})]
    exchange = one(ended(hop, received=received))
    assert exchange.response is not None
    assert exchange.response.get("x-a") == "in"


def test_a_confirmed_copy_is_a_304_on_the_wire() -> None:
    hop = Hop(asked(), "page", response=answer(200, fromDiskCache=True), on_wire=True)
    request = Request(hops=[hop], ended=True, missing="not-modified", received=[extra(304, None, {"ETag": "x"})])
    exchange = one(request)
    assert (exchange.status, exchange.source, exchange.missing) == (304, "network", "not-modified")
    assert exchange.response is not None
    assert exchange.response.start == "HTTP/1.1 304 Not Modified"


def test_what_was_kept_was_asked_of_nobody() -> None:
    hop = Hop(asked(), "page", response=answer(200, fromDiskCache=True))
    assert one(Request(hops=[hop], ended=True, missing="cached")).source == "cache"


def test_an_answer_that_the_page_may_not_read_keeps_its_head() -> None:
    request = Request(hops=[Hop(asked(), "page")], ended=True, failure="MissingAllowOriginHeader", received=[extra()])
    exchange = one(request)
    assert (exchange.status, exchange.missing, exchange.failure) == (200, "failed", "MissingAllowOriginHeader")
    assert exchange.response is not None
    assert exchange.response.raw


def test_an_answer_that_only_its_headers_tell_of_is_none_yet() -> None:
    """Of a worker's own script, whose response is told to the worker."""
    assert not one(Request(hops=[Hop(asked(), "page")], received=[extra()])).is_answered


def test_what_did_not_end_is_unfinished() -> None:
    assert one(Request(hops=[Hop(asked(), "page", response=answer())])).missing == "unfinished"


def test_frames_of_a_socket_are_counted_in_bytes() -> None:
    socket = Socket(url="ws://news.example/live", opened=1795500000.0)
    socket.count({"opcode": 1, "payloadData": "é"}, sent=True)
    socket.count({"opcode": 2, "payloadData": "AAEC"}, sent=False)
    note = socket_note(socket)
    assert (note.frames_sent, note.bytes_sent, note.frames_received, note.bytes_received) == (1, 2, 1, 3)
