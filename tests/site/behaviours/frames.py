"""Content that is not in the main document's own tree: frames, shadow roots, service workers."""

import html

from tests.site.exchange import Request, Response, page
from tests.site.registry import behaviour
from tests.site.story import article_html, article_page, script, ticker_html


@behaviour("/frame-ticker/{}", example="/frame-ticker/same")
def frame_ticker(request: Request, name: str) -> Response:
    """The document of a frame: a ticker whose titles start with its name."""
    return page(ticker_html(f"{name}: ", f"Latest ({name})"), title=name)


@behaviour("/frames")
def frames(request: Request) -> Response:
    """Tickers in a same-origin, a cross-site, a srcdoc, a sandboxed and a nested frame."""
    elsewhere = f"http://localhost:{request.port}"
    inner = html.escape(ticker_html("srcdoc: ", "Latest (srcdoc)"))
    return article_page(
        '<iframe src="/frame-ticker/same" width="600" height="200"></iframe>'
        f'<iframe src="{elsewhere}/frame-ticker/cross-site" width="600" height="200"></iframe>'
        f'<iframe srcdoc="{inner}" width="600" height="200"></iframe>'
        '<iframe sandbox src="/frame-ticker/sandboxed" width="600" height="200"></iframe>'
        f'<iframe src="{elsewhere}/frame-nested" width="600" height="260"></iframe>'
    )


@behaviour("/frame-nested")
def frame_nested(request: Request) -> Response:
    """A frame with a frame of the other origin inside."""
    return page(f'<iframe src="http://127.0.0.1:{request.port}/frame-ticker/nested" width="560" height="220"></iframe>')


@behaviour("/frame-broken")
def frame_broken(request: Request) -> Response:
    """Frames that never answer, that hang up, and that are 404."""
    return article_page(
        '<iframe src="/slow-headers"></iframe><iframe src="/close"></iframe><iframe src="/nowhere"></iframe>'
    )


@behaviour("/many-frames/{}", example="/many-frames/1000")
def many_frames(request: Request, count: str) -> Response:
    """So many small frames."""
    frame = '<iframe srcdoc="<p>A frame" width="80" height="40" style="border:0"></iframe>'
    return article_page(frame * int(count))


@behaviour("/shadow")
def shadow(request: Request) -> Response:
    """The story in an open shadow root with slots, a ticker in a declarative and nested one."""
    return page(
        f'<story-card><div slot="story">{article_html()}</div><p>No slot shows this.</p></story-card>'
        f'<div><template shadowrootmode="open"><h2>Shadow news</h2><row-list></row-list><slot></slot></template>'
        "<p>Slotted by default.</p></div>"
        + script(
            """
            customElements.define('story-card', class extends HTMLElement {
              connectedCallback() {
                this.attachShadow({mode: 'open'}).innerHTML =
                  '<header>From the shadow</header><slot name="story"></slot><footer>End of the shadow</footer>';
              }
            });
            customElements.define('row-list', class extends HTMLElement {
              connectedCallback() { this.attachShadow({mode: 'open'}).innerHTML = ROWS; }
            });""",
            ROWS=ticker_html("shadow: ", "Latest (shadow)"),
        ),
        title="Shadow",
    )


@behaviour("/service-worker")
def service_worker(request: Request) -> Response:
    """A page whose second paragraph comes out of its service worker."""
    return article_page(
        '<p id="worker">Waiting for the worker</p>'
        + script(
            """
            navigator.serviceWorker.register('/service-worker.js').then(() => navigator.serviceWorker.ready)
              .then(() => navigator.serviceWorker.controller ||
                    new Promise(resolve => navigator.serviceWorker.addEventListener('controllerchange', resolve)))
              .then(() => fetch('/from-the-worker')).then(answer => answer.text())
              .then(text => { document.getElementById('worker').textContent = text; });"""
        )
    )


@behaviour("/service-worker.js")
def service_worker_code(request: Request) -> Response:
    """The service worker's code."""
    code = """
        addEventListener('install', () => skipWaiting());
        addEventListener('activate', event => event.waitUntil(clients.claim()));
        addEventListener('fetch', event => {
          if (new URL(event.request.url).pathname === '/from-the-worker') {
            event.respondWith(new Response('This text comes from the worker.'));
          }
        });"""
    return Response(code.encode(), "text/javascript; charset=utf-8", headers={"Cache-Control": "no-store"})
