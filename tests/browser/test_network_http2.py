"""Most of the web speaks HTTP/2, which has no header block as bytes: what is kept of it, and who can read that."""

import asyncio
import io
import shutil
import socket
import threading
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypercorn.asyncio import serve
from hypercorn.config import Config
from warcio.archiveiterator import ArchiveIterator

from capture.archive.wacz import INDEX, WARC
from tests.browser.capturer import Capturer, Taken
from tests.browser.judges import fetch, provide_judges, pywb, run

CERTIFICATE = Path(__file__).parents[1] / "site" / "self-signed.pem"
STYLE = b"h1{color:#069}"
PAGE = (
    b"<!doctype html><title>Tide</title><link rel=stylesheet href=/style.css><h1>The harbour bell rings again</h1>"
    b"<p id=told>waits</p><script>fetch('/vote', {method: 'POST', body: 'ferry'})"
    b".then(async answer => { told.textContent = await answer.text(); });</script>"
)
ANSWERS: dict[str, tuple[int, list[tuple[bytes, bytes]], bytes]] = {
    "/": (200, [(b"content-type", b"text/html; charset=utf-8"), (b"set-cookie", b"session=tidal; Secure")], PAGE),
    "/moved": (302, [(b"location", b"/")], b""),
    "/style.css": (200, [(b"content-type", b"text/css"), (b"x-tide", b"high"), (b"x-tide", b"low")], STYLE),
    "/vote": (200, [(b"content-type", b"text/plain")], b"The vote was taken."),
}


async def _answer(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Any]) -> None:
    """An ASGI application."""
    if scope["type"] == "lifespan":
        while (event := await receive())["type"] != "lifespan.shutdown":
            await send({"type": f"{event['type']}.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    while (await receive()).get("more_body"):
        continue
    status, headers, body = ANSWERS.get(scope["path"], (404, [], b""))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """An https server that offers HTTP/2 before HTTP/1.1."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = Config()
    port = listening.getsockname()[1]
    config.bind = [f"fd://{listening.detach()}"]  # which closes it as it ends
    config.certfile = config.keyfile = str(CERTIFICATE)
    config.errorlog = None
    loop = asyncio.new_event_loop()
    ending = asyncio.Event()
    work = serve(_answer, config, shutdown_trigger=ending.wait)  # type: ignore[arg-type]  # ASGI, told by hand
    thread = threading.Thread(target=loop.run_until_complete, args=(work,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{port}"
    loop.call_soon_threadsafe(ending.set)
    thread.join(10)
    loop.close()


@pytest.fixture(scope="module")
def taken(capture: Capturer, address: str) -> Taken:
    taken = capture(f"{address}/moved", insecure=True)
    assert "The vote was taken." in taken.tree.text(0)
    return taken


@pytest.fixture(scope="module")
def records(taken: Taken) -> list[Any]:
    with zipfile.ZipFile(io.BytesIO(taken.bundle.read_artifact("page.wacz"))) as package:
        found = []
        for record in ArchiveIterator(io.BytesIO(package.read(WARC)), check_digests="raise"):
            record.content = record.content_stream().read()
            found.append(record)
    return found


def of(records: list[Any], kind: str, url: str) -> Any:
    (record,) = (one for one in records if (one.rec_type, one.rec_headers.get_header("WARC-Target-URI")) == (kind, url))
    return record


def test_protocol_and_connection_are_told(taken: Taken, address: str) -> None:
    network = taken.record.network
    assert network.protocol == "h2"
    (connection,) = network.connections
    assert connection.origin == address
    assert connection.tls is not None
    assert connection.tls.protocol == "TLS 1.3"
    assert connection.tls.subject == "localhost"


@pytest.mark.parametrize("path", ["/", "/style.css", "/vote", "/moved"])
def test_each_exchange_is_there_whole(records: list[Any], address: str, path: str) -> None:
    status, headers, body = ANSWERS[path]
    answer = of(records, "response", address + path)
    assert answer.http_headers.get_statuscode() == str(status)
    assert answer.content == body
    told = [(name.lower(), value) for name, value in answer.http_headers.headers]
    for name, value in headers:
        if name != b"set-cookie":
            assert (name.decode(), value.decode()) in told
    assert ("WARC-Protocol", "h2") in answer.rec_headers.headers


def test_what_only_http2_has_is_written_as_http1_has_it(records: list[Any], address: str) -> None:
    asked = of(records, "request", f"{address}/vote")
    assert asked.content == b"ferry"
    assert (asked.http_headers.protocol, asked.http_headers.statusline) == ("POST", "/vote HTTP/1.1")
    assert not [name for name, _ in asked.http_headers.headers if name.startswith(":")]
    assert asked.http_headers.get_header("host") == address.removeprefix("https://")


def test_its_cookie_is_withheld(taken: Taken) -> None:
    assert b"tidal" not in taken.bundle.read_artifact("page.wacz")


def test_judges_agree_and_pywb_plays_it(taken: Taken, address: str, tmp_path: Path) -> None:
    judges = provide_judges()
    shutil.copy(taken.bundle.path / "data" / "page.wacz", tmp_path)
    with zipfile.ZipFile(tmp_path / "page.wacz") as package:
        package.extractall(tmp_path)
    run(judges / "warcio", "check", WARC, cwd=tmp_path)
    assert "is valid" in run(judges / "wacz", "validate", "-f", "page.wacz", cwd=tmp_path)
    theirs = run(judges / "cdxj-indexer", "--post-append", "--sort", WARC, cwd=tmp_path)
    assert theirs == (tmp_path / INDEX).read_text(encoding="utf-8")
    with pywb(judges, tmp_path / "page.wacz", tmp_path) as archive:
        status, kind, page = fetch(f"{archive}mp_/{address}/")
        assert (status, kind) == (200, "text/html")
        assert b"The harbour bell rings again" in page
        assert fetch(f"{archive}im_/{address}/style.css")[2] == STYLE
