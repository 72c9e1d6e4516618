"""Names on disk: of a bundle's directory, and of anything hostile when it has to be shown."""

import re
import unicodedata
from datetime import UTC, datetime
from ipaddress import AddressValueError, IPv6Address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

LOCAL_FILE = "local-file"
NO_HOST = "no-host"
_MAX_HOST = 200
"""Characters; file systems allow 255 bytes, and a DNS name may have 253 before the port is added."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def bundle_directory(out: Path, *, url: str, captured_at: datetime, capture_id: str) -> Path:
    """Where the bundle of a capture goes: `<out>/<host>/<YYYYMMDDTHHMMSSZ>-<id8>`."""
    return out / host_directory(url) / bundle_name(captured_at=captured_at, capture_id=capture_id)


def bundle_name(*, captured_at: datetime, capture_id: str) -> str:
    """Instant in UTC, cut to the second, and the first eight characters of the capture's id."""
    id8 = re.sub(r"[^0-9a-z]", "", capture_id.lower())[:8]
    return f"{captured_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{id8}"


def host_directory(url: str) -> str:
    """One safe directory name for the host of any `url`, however hostile.

    Names that are not ASCII become punycode; a port that is not the scheme's own is appended as `_8080`; an IPv6
    address becomes `ipv6_2001-db8--1`. `file:` URLs give `local-file`, URLs without a host `no-host`. A label for
    people, not an identity: that is in capture.json.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme == "file":
            return LOCAL_FILE
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return NO_HOST
    name = _ipv6_name(host) if ":" in host else ".".join(_ascii_label(label) for label in host.split("."))
    name = re.sub(r"[^a-z0-9._-]", "-", name)[:_MAX_HOST].strip(".-_")
    if not name:
        return NO_HOST
    return name if _is_default_port(parts, port) else f"{name}_{port}"


def printable(path: str) -> str:
    """`path` with everything that could disturb a terminal or has no UTF-8 form percent-encoded, and `%` itself."""
    return "".join(_printable_character(character) for character in path)


def _printable_character(character: str) -> str:
    if character.isprintable() and character != "%":
        return character
    # A byte of a file name that is no UTF-8 becomes that byte again; any other half character is encoded as if whole.
    escaped = "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", escaped))


def _is_default_port(parts: SplitResult, port: int | None) -> bool:
    return port is None or port == _DEFAULT_PORTS.get(parts.scheme)


def _ipv6_name(host: str) -> str:
    try:
        return "ipv6_" + IPv6Address(host.partition("%")[0]).compressed.replace(":", "-")
    except AddressValueError:
        return ""


def _ascii_label(label: str) -> str:
    """A label of a domain name as browsers send it, near enough for a directory name (UTS 46, without its tables)."""
    folded = unicodedata.normalize("NFKC", label).lower()
    return folded if folded.isascii() else "xn--" + folded.encode("punycode", "ignore").decode("ascii")
