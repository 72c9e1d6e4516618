"""Pages that lead the browser to other servers, in every way that a page can."""

import json

from tests.site.exchange import Request, Response
from tests.site.registry import behaviour
from tests.site.story import article_page

MARKUP_WAYS = {
    "image": '<img src="{}">',
    "set-of-images": '<img srcset="{} 1x">',
    "frame": '<iframe src="{}"></iframe>',
    "script": '<script async src="{}"></script>',
    "module": '<script type="module" src="{}"></script>',
    "style": '<link rel="stylesheet" href="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "video": '<video autoplay muted src="{}"></video>',
    "preload": '<link rel="preload" as="fetch" crossorigin href="{}">',
    "prefetch": '<link rel="prefetch" href="{}">',
    "background": '<p style="background: url({})">Tide</p>',
    "redirect": '<img src="/redirect?to={}">',
    "frame-redirect": '<iframe src="/redirect?to={}"></iframe>',
    "frame-refresh": "<iframe srcdoc='<meta http-equiv=refresh content=\"0; url={}\">'></iframe>",
}
"""By name: what leads to the address in the braces as soon as it is parsed."""
SCRIPT_WAYS = {
    "fetch": "fetch('{}', {mode: 'no-cors'})",
    "request": "const asking = new XMLHttpRequest(); asking.open('GET', '{}'); asking.send()",
    "beacon": "navigator.sendBeacon('{}', 'tide')",
    "events": "new EventSource('{}')",
    "import": "import('{}')",
    "worker": "new Worker('/astray/worker.js?{}')",
    "shared-worker": "new SharedWorker('/astray/worker.js?{}')",
    "form": (
        "const frame = document.body.appendChild(document.createElement('iframe')); frame.name = '{}';"
        "const form = document.body.appendChild(document.createElement('form'));"
        "form.action = '{}'; form.method = 'post'; form.target = '{}'; form.submit()"
    ),
    "download": (
        "const frame = document.body.appendChild(document.createElement('iframe')); frame.name = '{}';"
        "const link = document.body.appendChild(document.createElement('a'));"
        "link.href = '{}'; link.download = 'tide'; link.target = '{}'; link.click()"
    ),
}
"""By name: script that does."""


@behaviour("/astray", example="/astray?at=http://127.0.0.1:9")
def astray(request: Request) -> Response:
    """Leads to each `?at=` in every way there is, with the name of the way for a path."""
    bases = request.target.partition("?at=")[2].split("&at=")
    markup, code = [], []
    for base in bases:
        markup += [way.replace("{}", f"{base}/{name}") for name, way in MARKUP_WAYS.items()]
        markup += [f'<link rel="preconnect" href="{base}">', f'<link rel="dns-prefetch" href="{base}">']
        code += [way.replace("{}", f"{base}/{name}") for name, way in SCRIPT_WAYS.items()]
        code += [
            f"new WebSocket('{base.replace('http', 'ws', 1)}/socket')",
            f"navigator.serviceWorker.register('/astray/service-worker.js?{base}/service-worker')",
        ]
    each = "".join(f"try {{ {line} }} catch (error) {{ console.log(error) }}\n" for line in code)
    return article_page("".join(markup) + f"<script>{each}</script>")


@behaviour("/astray/worker.js", example="/astray/worker.js?http://127.0.0.1:9")
def worker(request: Request) -> Response:
    """A worker that asks for the address that its own has for a query."""
    return _asks(request, "")


@behaviour("/astray/service-worker.js", example="/astray/service-worker.js?http://127.0.0.1:9")
def service_worker(request: Request) -> Response:
    """The same as a service worker."""
    return _asks(request, "addEventListener('install', event => event.waitUntil(asked.catch(() => 0)));")


def _asks(request: Request, more: str) -> Response:
    address = json.dumps(request.target.partition("?")[2])
    return Response(f"const asked = fetch({address}, {{mode: 'no-cors'}}); {more}".encode(), "text/javascript")


@behaviour("/astray/datagrams/{}", example="/astray/datagrams/127.0.0.1:9")
def datagrams(request: Request, at: str) -> Response:
    """Asks a STUN server and a WebTransport server at `at` to answer, by UDP."""
    code = f"""
        const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{at}'}}]}});
        peer.createDataChannel('tide');
        window.candidates = [];
        peer.onicecandidate = event => {{ if (event.candidate) candidates.push(event.candidate.candidate); }};
        peer.createOffer().then(offer => peer.setLocalDescription(offer));
        try {{ new WebTransport('https://{at}/'); }} catch (error) {{ console.log(error); }}
    """
    return article_page(f"<script>{code}</script>")
