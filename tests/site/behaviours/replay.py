"""Pages that read the same from their archive, and pages that cannot."""

import json

from tests.site.exchange import Request, Response
from tests.site.registry import behaviour
from tests.site.story import TICKER, article_page, script


@behaviour("/replay/steady")
def steady(request: Request) -> Response:
    """A list out of data that is asked for, behind a redirect, with the hour; a frame of another origin."""
    return article_page(
        "<section><h2>Latest</h2><ul id=list></ul></section>"
        f'<iframe src="http://localhost:{request.port}/frame-ticker/elsewhere" width="600" height="200"></iframe>'
        + script(
            """
            fetch("/redirect?status=302&to=/replay/rows").then(answer => answer.json()).then(rows => {
              for (const [clock, title] of rows)
                document.getElementById("list").insertAdjacentHTML(
                  "beforeend", `<li><time>${clock}</time> <a href="/latest/${clock}">${title}</a></li>`);
            });"""
        )
    )


@behaviour("/replay/rows")
def rows(request: Request) -> Response:
    """The list as data."""
    return Response(json.dumps(TICKER).encode(), "application/json")


@behaviour("/replay/dice")
def dice(request: Request) -> Response:
    """A headline that is another one at each load, and an address that nobody ever asked for before."""
    return article_page(
        script(
            """
            const eyes = Math.random();
            document.querySelector("h1").textContent = `The harbour's dice show ${eyes}`;
            fetch(`/replay/rows?eyes=${eyes}`);"""
        )
    )


@behaviour("/replay/confirmed")
def confirmed(request: Request) -> Response:
    """Fetches something, and a second later is told that its copy of that is still good."""
    return article_page(
        script(
            """
            (async () => {
              await (await fetch("/cached")).text();
              await new Promise((resolve) => setTimeout(resolve, 1200));
              await (await fetch("/cached", {cache: "no-cache"})).text();
              document.body.insertAdjacentHTML("beforeend", "<p id=confirmed>It is still good.</p>");
            })();"""
        )
    )
