"""Keys that indexes of web archives are sorted by: the host turned round, the rest folded (SURT).

Written anew since the field's library for it is under the AGPL. The rules are those that the tools of the Internet
Archive and of Webrecorder follow; addresses come from a browser, which has normalised host, port and dots already.
"""

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

_WWW = re.compile(r"www\d*\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNTOUCHED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SESSIONS = tuple(
    re.compile(rf"^(.*)(?:{name})(?:&(.*))?$", re.IGNORECASE | re.DOTALL)
    for name in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
"""Session ids, which differ from visit to visit, are no part of a key."""


def surt(url: str) -> str:
    """The key of an address without fragment; of one that is neither http nor https, all but its end stays in place."""
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        name, _, query = url.partition("?")
        return _fold(name).removesuffix("/") + _query(query)
    host = ",".join(reversed(_WWW.sub("", parts.hostname, count=1).split(".")))
    port = parts.port if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]} else None
    path = re.sub("/{2,}", "/", _fold(parts.path) or "/")
    if len(path) > 1:
        path = path.removesuffix("/")
    return f"{host}{f':{port}' if port else ''}){path}{_query(parts.query)}"


def _query(query: str) -> str:
    kept = _without_session(_fold(query))
    return "?" + "&".join(sorted(kept.split("&"), key=lambda part: part.split("=", 1))) if kept else ""


def _fold(text: str) -> str:
    """Escaped once where it has to be, and in lower case."""
    raw = text.encode("utf-8", "surrogatepass")
    while (less := unquote_to_bytes(raw)) != raw:
        raw = less
    return quote_from_bytes(raw, safe=_UNTOUCHED).lower()


def _without_session(query: str) -> str:
    for pattern in _SESSIONS:
        if found := pattern.match(query):
            query = found[1] + (found[2] or "")
    return query
