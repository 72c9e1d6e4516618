"""Invented recordings, for tests that need no browser."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from capture.archive.wacz import ArchivedPage, write_wacz
from capture.models.exchange import Exchange, Head, Recording, WebSocketNote
from capture.observe.spool import Spool

PAGE = "https://news.example/town/bridge-reopens"
ASKED_AT = datetime(2026, 11, 23, 15, 40, 0, 500000, tzinfo=UTC)
HTML = "<!DOCTYPE html><title>Bridge</title><p>The bridge at Lower Quay — closed since May — is open again.".encode()


def head(start: str, *fields: tuple[str, str], raw: bool = True) -> Head:
    """A head; values get the usual blank before them."""
    return Head(start, tuple((name, f" {value}") for name, value in fields), raw)


def exchange(number: int, url: str, *, method: str = "GET", **changes: Any) -> Exchange:
    """The `number`-th exchange: by default a response of 200 without a body."""
    known: dict[str, Any] = {
        "url": url,
        "method": method,
        "kind": "Fetch",
        "target": "page",
        "frame": "F",
        "requested_at": ASKED_AT + timedelta(milliseconds=number),
        "request": head(f"{method} /... HTTP/1.1", ("Host", "news.example"), raw=False),
        "status": 200,
        "response": head("HTTP/1.1 200 OK", ("Content-Type", "text/html; charset=utf-8")),
        "protocol": "http/1.1",
        "remote_address": "192.0.2.7:443",
    }
    return Exchange(**{**known, **changes})


def recording(spool: Spool, exchanges: list[Exchange], sockets: tuple[WebSocketNote, ...] = ()) -> Recording:
    """A recording of these."""
    return Recording(
        exchanges=tuple(exchanges),
        sockets=sockets,
        certificates={},
        as_sent=True,
        targets_missed=0,
        requests_missed=0,
        open=spool.open,
    )


def page(**changes: Any) -> ArchivedPage:
    """What the archive of `PAGE` says of it."""
    known: dict[str, Any] = {
        "capture_id": UUID("5f0c7a1e-3b52-4a0b-9c41-8d2e6f7a9b10"),
        "url": PAGE,
        "title": "Bridge",
        "captured_at": datetime(2026, 11, 23, 15, 40, 2, 123000, tzinfo=UTC),
        "software": "capture 0.1.0",
        "picture": b"\x89PNG invented",
        "text": "The bridge is open again.\n",
    }
    return ArchivedPage(**{**known, **changes})


def small_wacz() -> bytes:
    """The archive of one document."""
    with Spool() as spool:
        document = exchange(0, PAGE, kind="Document", body=spool.add(HTML))
        file = BytesIO()
        write_wacz(file, recording(spool, [document]), page())
        return file.getvalue()
