"""What the client sends about itself: headers, cookies, passwords."""

import base64
import html
import json
from urllib.parse import parse_qs

from tests.site.exchange import Request, Response, page
from tests.site.registry import behaviour
from tests.site.story import article_page

USER, PASSWORD = "reader", "tide"


@behaviour("/echo-headers")
def echo_headers(request: Request) -> Response:
    """The request's headers as JSON in a page."""
    found = html.escape(json.dumps(dict(request.headers), indent=1), quote=False)
    return page(f'<h1>Request headers</h1><pre id="headers">{found}</pre>')


@behaviour("/set-cookie")
def set_cookie(request: Request) -> Response:
    """Sets the cookie `reader` to `?name=` and shows what came in."""
    name = request.query.get("name", "Visitor")
    seen = html.escape(request.cookies.get("reader", "nobody"))
    return page(f"<h1>Cookie set</h1><p>Before: {seen}</p>", Set_Cookie=f"reader={name}; Path=/")


@behaviour("/login")
def login(request: Request) -> Response:
    """Greets who is signed in (cookie `reader`); else a form, and half of the story."""
    if request.method == "POST":
        name = parse_qs(request.body.decode())["name"][0]
        return Response(status=303, headers={"Location": "/login", "Set-Cookie": f"reader={name}; Path=/"})
    if reader := request.cookies.get("reader"):
        return article_page(f'<p id="greeting">Signed in as {html.escape(reader)}.</p>')
    return page(
        "<h1>Subscribers only</h1><p>Sign in to read on.</p>"
        '<form method="post" action="/login"><input name="name" aria-label="Name"><button>Sign in</button></form>'
    )


@behaviour("/basic-auth")
def basic_auth(request: Request) -> Response:
    """Asks for a name and a password (`USER`, `PASSWORD`)."""
    if request.headers.get("authorization") == f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}":
        return article_page()
    return page("<h1>Password needed</h1>", status=401, WWW_Authenticate='Basic realm="Tavaroa Mail"')
