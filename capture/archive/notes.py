"""What is known of the network besides its exchanges: connections and certificates, failures, WebSockets, numbers."""

import base64
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from capture.models.exchange import Exchange, Head, Recording, TlsFacts, WebSocketNote, origin_of
from capture.models.record import Connection, MissingBodies, NetworkArchive, TlsConnection


def connections_of(recording: Recording) -> tuple[Connection, ...]:
    """Each origin with each address, protocol and TLS session that answered for it, in the order of their first."""
    found: dict[tuple[str, str | None, str | None, str], list[Exchange]] = {}
    for exchange in recording.exchanges:
        if exchange.response is not None and exchange.source == "network":
            key = (origin_of(exchange.url), exchange.remote_address, exchange.protocol, repr(exchange.tls))
            found.setdefault(key, []).append(exchange)
    return tuple(
        Connection(
            origin=origin,
            remote_address=address,
            protocol=protocol,
            responses=len(exchanges),
            tls=_tls(exchanges[0].tls, recording.certificates.get(origin, ())),
        )
        for (origin, address, protocol, _), exchanges in found.items()
    )


def certificates_of(recording: Recording) -> dict[str, str]:
    """DER in base64 by its SHA-256, each once."""
    found = {certificate for chain in recording.certificates.values() for certificate in chain}
    return {_digest(certificate): base64.b64encode(certificate).decode("ascii") for certificate in sorted(found)}


def summary_of(recording: Recording, *, records: int) -> NetworkArchive:
    """The recording in numbers."""
    exchanges = recording.exchanges
    missing = Counter(exchange.missing for exchange in exchanges if exchange.missing)
    bodies = [exchange.body for exchange in exchanges if exchange.body]
    return NetworkArchive(
        exchanges=len(exchanges),
        records=records,
        bodies=len(bodies),
        bytes=sum(body.size for body in bodies),
        bodies_missing=tuple(MissingBodies(reason=reason, count=missing[reason]) for reason in sorted(missing)),
        as_sent=recording.as_sent,
        from_cache=sum(exchange.source == "cache" for exchange in exchanges),
        from_service_worker=sum(exchange.source == "service-worker" for exchange in exchanges),
        failed=sum(exchange.failure is not None for exchange in exchanges),
        websockets=len(recording.sockets),
        targets_missed=recording.targets_missed,
        requests_missed=recording.requests_missed,
    )


def notes(recording: Recording) -> dict[str, object]:
    """By name, what goes into the archive as JSON; what there is nothing to say of is left out."""
    connections = [connection.model_dump(mode="json") for connection in connections_of(recording)]
    certificates = certificates_of(recording)
    said: dict[str, object] = {
        "connections": {"connections": connections, "certificates": certificates} if connections else None,
        "failed": [_failure(exchange) for exchange in recording.exchanges if exchange.failure],
        "websockets": [_socket(socket) for socket in recording.sockets],
    }
    return {name: value for name, value in said.items() if value}


def _tls(facts: TlsFacts | None, chain: Iterable[bytes]) -> TlsConnection | None:
    return TlsConnection(**facts._asdict(), chain=tuple(map(_digest, chain))) if facts else None


def _digest(certificate: bytes) -> str:
    return sha256(certificate).hexdigest()


def _failure(exchange: Exchange) -> dict[str, object]:
    return {
        "url": exchange.url,
        "method": exchange.method,
        "type": exchange.kind,
        "requested_at": exchange.requested_at.isoformat(),
        "status": exchange.status,
        "reason": exchange.failure,
    }


def _socket(socket: WebSocketNote) -> dict[str, object]:
    return {
        **socket._asdict(),
        "opened_at": socket.opened_at.isoformat(),
        "request": _lines(socket.request),
        "response": _lines(socket.response),
    }


def _lines(head: Head | None) -> list[str] | None:
    return head.to_bytes().decode("latin-1").strip().split("\r\n") if head else None
