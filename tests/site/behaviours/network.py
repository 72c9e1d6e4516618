"""What servers send in which form: codings, redirects, copies confirmed, posts, sockets, workers, odd names."""

import gzip
import json
import zlib
from importlib import import_module

from tests.site.behaviours.files import png
from tests.site.exchange import Request, Response
from tests.site.registry import behaviour
from tests.site.story import article_page, script

CODED_TEXT = ("The mail boat carries bread, nets and — on Fridays — the café's ice.\n" * 40).encode()
"""What /network/coded/... decodes to."""
LATIN_TEXT = "Crêpes à l'île, 3 pièces"
WORKER_CODE = b"fetch('/network/kept?worker').then(answer => answer.text()).then(postMessage)"
_PACKAGES = {"br": "brotli", "zstd": "zstandard"}
"""Of the tests alone: the demonstration serves this site without them, so they are imported when they are asked for."""

_SCRIPT = """
  const done = (async () => {
    for (const coding of ["gzip", "deflate", "br", "zstd"]) await (await fetch(`/network/coded/${coding}`)).text();
    await (await fetch("/network/latin")).text();
    await (await fetch("/network/chunked")).text();
    await (await fetch("/network/empty")).text();
    await fetch("/network/nothing");
    await fetch("/network/odd-headers");
    await fetch("/network/head", {method: "HEAD"});
    await (await fetch("/network/bytes/20000000")).arrayBuffer();
    for (const _ of [1, 2]) await (await fetch("/cached")).text();
    for (const _ of [1, 2]) await (await fetch("/network/kept")).text();
    for (const [type, body] of [["application/x-www-form-urlencoded", "vote=ferry&why=caf%C3%A9"],
                                ["application/json", '{"vote": {"for": "bridge"}, "list": [1, 2]}'],
                                ["application/octet-stream", new Uint8Array([0, 255, 1])]])
      await (await fetch("/network/echo", {method: "POST", headers: {"Content-Type": type}, body})).text();
    navigator.sendBeacon("/network/echo?beacon", "seen=1");
    await fetch("/close").catch(() => {});
    await fetch(`${ELSEWHERE}/network/no-cors`).catch(() => {});
    for (const status of [301, 302, 307, 308]) {
      const target = `/redirect?status=${status}&to=/network/after-redirect`;
      await (await fetch(target, {method: "POST", body: "x=1"})).text();
    }
    new WebSocket(`ws://${location.host}/socket`);
    await new Promise(heard => { new Worker("/network/worker.js").onmessage = heard; });
    await navigator.serviceWorker.register("/service-worker.js");
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise(taken => navigator.serviceWorker.addEventListener("controllerchange", taken));
    const told = await (await fetch("/from-the-worker")).text();
    const end = document.createElement("p");
    end.id = "end";
    end.textContent = "All was sent: " + told;
    document.body.append(end);
  })();"""


@behaviour("/network")
def network(request: Request) -> Response:
    """The short story, with every kind of request that a page can make."""
    elsewhere = f"http://localhost:{request.port}"
    return article_page(
        '<img src="/redirect-chain-picture/3" width="64" height="48" alt="">'
        '<img src="/colour/cc3300.png?name=caf\u00e9&amp;w=64&amp;h=48" alt="">'
        f'<iframe src="{elsewhere}/frame-ticker/elsewhere" width="600" height="200"></iframe>'
        + script(_SCRIPT, ELSEWHERE=elsewhere),
        head='<link rel="stylesheet" href="/network/style.css">',
    )


@behaviour("/redirect-chain-picture/{}", example="/redirect-chain-picture/3")
def redirect_chain_picture(request: Request, hops: str) -> Response:
    """301, 302 and 307, then a picture."""
    left = int(hops)
    if not left:
        return Response(png("2f7d5a", 64, 48), "image/png")
    status = {1: 301, 2: 302, 3: 307}.get(left, 302)
    return Response(b"on the way", "text/plain", status, {"Location": f"/redirect-chain-picture/{left - 1}"})


def _packed(coding: str, body: bytes) -> bytes:
    """`body` in a content coding."""
    if coding in _PACKAGES:
        packed: bytes = import_module(_PACKAGES[coding]).compress(body)
        return packed
    return {"gzip": gzip.compress, "deflate": zlib.compress}[coding](body)


@behaviour("/network/style.css")
def style(request: Request) -> Response:
    """A style sheet, packed with brotli."""
    return Response(_packed("br", b"h1 { color: #224466 }"), "text/css", headers={"Content-Encoding": "br"})


@behaviour("/network/coded/{}", example="/network/coded/br")
def coded(request: Request, coding: str) -> Response:
    """Text in this content coding."""
    return Response(_packed(coding, CODED_TEXT), "text/plain; charset=utf-8", headers={"Content-Encoding": coding})


@behaviour("/network/latin")
def latin(request: Request) -> Response:
    """Text in an old encoding."""
    return Response(LATIN_TEXT.encode("latin-1"), "text/plain; charset=iso-8859-1")


@behaviour("/network/chunked")
def chunked(request: Request) -> Response:
    """Text in three chunks."""
    return Response(iter((b"one, ", b"two, ", b"three")), "text/plain")


@behaviour("/network/empty")
def empty(request: Request) -> Response:
    """A body of no bytes."""
    return Response(b"", "text/plain")


@behaviour("/network/nothing")
def nothing(request: Request) -> Response:
    """204."""
    return Response(status=204)


@behaviour("/network/odd-headers")
def odd_headers(request: Request) -> Response:
    """Names twice, blanks, bytes that are not ASCII."""
    odd = {
        "X-Twice": "one",
        "x-twice": "two",
        "X-Blanks": "  a  b ",
        "X-Utf-8": "caf\u00c3\u00a9",
        "X-Latin": "caf\u00e9",
    }
    return Response(b"odd", "text/plain", headers=odd)


@behaviour("/network/head")
def head(request: Request) -> Response:
    """For HEAD: the length of a body that is not sent."""
    return Response(b"x" * 500, "application/octet-stream")


@behaviour("/network/bytes/{}", example="/network/bytes/1000")
def many_bytes(request: Request, count: str) -> Response:
    """So many bytes that no coding makes fewer of."""
    block = bytes(zlib.crc32(bytes([number % 251, number // 251])) & 255 for number in range(40_000))
    return Response((block * (int(count) // len(block) + 1))[: int(count)], "application/octet-stream")


@behaviour("/network/kept")
def kept(request: Request) -> Response:
    """May be kept for an hour: asked for twice, sent once."""
    return Response(b"kept", "text/plain", headers={"Cache-Control": "max-age=3600"})


@behaviour("/network/echo")
def echo(request: Request) -> Response:
    """What was posted, as JSON."""
    told = {"type": request.headers.get("content-type"), "body": request.body.decode("latin-1")}
    return Response(json.dumps(told).encode(), "application/json")


@behaviour("/network/after-redirect")
def after_redirect(request: Request) -> Response:
    """By which method it was asked for."""
    return Response(request.method.encode(), "text/plain")


@behaviour("/network/no-cors")
def no_cors(request: Request) -> Response:
    """Without a word that another origin may read it."""
    return Response(b"not for everyone", "text/plain")


@behaviour("/network/worker.js")
def worker(request: Request) -> Response:
    """A worker that fetches at once."""
    return Response(WORKER_CODE, "text/javascript")


@behaviour("/network/secrets")
def secrets(request: Request) -> Response:
    """Sets a cookie, sends it again in every way, and has what the browser sends sent by a worker and a socket, too."""
    code = """
        fetch("/network/kept?secret", {headers: {"X-CSRF-Token": document.cookie.split("csrf=")[1].split(";")[0]}});
        new WebSocket(`ws://${location.host}/socket`);
        new Worker("/network/worker.js");"""
    return article_page(script(code), Set_Cookie="csrf=tidal-token-0123456789; Path=/")
