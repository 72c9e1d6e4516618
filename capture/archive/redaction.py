"""Secrets in headers, replaced by commitments: what a cookie or password was is not told, but can be shown later.

A commitment is `hmac-sha256:` and, in hex, the HMAC-SHA256 (RFC 2104) of the value's bytes under the capture's salt.
"""

import hmac
import re
from collections.abc import Iterable

from capture.models.exchange import Exchange, Fields, Head, Recording, WebSocketNote
from capture.models.record import Redaction

MARK = "hmac-sha256:"
_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_COPIES = re.compile(r"^x-|auth|csrf|key|secret|session|token|xsrf")
"""Names of fields in which pages send the value of a cookie a second time, as a proof that they may read it."""
_LEAST = 8
"""Characters that such a value has at least; shorter ones are the same by chance."""


class Redactor:
    """Replaces secrets by commitments under `salt`.

    `names` are fields to treat as secret as a whole, besides `Cookie`, `Set-Cookie`, `Authorization` and
    `Proxy-Authorization`.
    """

    def __init__(self, salt: bytes, names: Iterable[str] = ()) -> None:
        self._salt = salt
        self._names = frozenset(name.lower() for name in names)
        self._commitments: dict[str, str] = {}
        """By secret."""

    @property
    def redaction(self) -> Redaction:
        """How to check a commitment, and how many secrets there were."""
        return Redaction(salt=self._salt.hex(), withheld=len(self._commitments))

    def recording(self, recording: Recording) -> Recording:
        """`recording` without secrets in any head."""
        parts: tuple[Exchange | WebSocketNote, ...] = (*recording.exchanges, *recording.sockets)
        for head in (head for part in parts for head in (part.request, part.response) if head):
            self.fields(head.fields)  # all secrets are known before copies of them are looked for
        return recording._replace(
            exchanges=tuple(
                part._replace(request=self._head(part.request), response=part.response and self._head(part.response))
                for part in recording.exchanges
            ),
            sockets=tuple(
                part._replace(
                    request=part.request and self._head(part.request),
                    response=part.response and self._head(part.response),
                )
                for part in recording.sockets
            ),
        )

    def fields(self, fields: Fields) -> Fields:
        """Header fields with their names, and of cookies the names and attributes, but no secret."""
        return tuple((name, self._value(name.lower(), value)) for name, value in fields)

    def _head(self, head: Head) -> Head:
        return head._replace(fields=self.fields(head.fields))

    def _value(self, name: str, value: str) -> str:
        blanks = value[: len(value) - len(value.lstrip())]
        bare = value.strip()
        if name in _CREDENTIALS:
            scheme, blank, credentials = bare.partition(" ")
            return f"{blanks}{scheme}{blank}{self._commit(credentials)}" if blank else blanks + self._commit(bare)
        if name == "cookie":
            return blanks + "; ".join(self._cookie(pair) for pair in bare.split("; "))
        if name == "set-cookie":
            pair, semicolon, attributes = bare.partition(";")
            return f"{blanks}{self._cookie(pair)}{semicolon}{attributes}"
        if name in self._names:
            return blanks + self._commit(bare)
        if _COPIES.search(name) and len(bare) >= _LEAST and bare in self._commitments:
            return blanks + self._commitments[bare]
        return value

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        return f"{name}={self._commit(value)}" if equals else self._commit(pair)

    def _commit(self, secret: str) -> str:
        if secret.startswith(MARK) or not secret:
            return secret
        if secret not in self._commitments:
            digest = hmac.new(self._salt, secret.encode("latin-1", "replace"), "sha256").hexdigest()
            self._commitments[secret] = MARK + digest
        return self._commitments[secret]
