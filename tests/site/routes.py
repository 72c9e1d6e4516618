"""Which page answers at which address: the portal, stories that it links to, files, odd behaviours."""

import json
import mimetypes
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import tests.site.behaviours  # noqa: F401  (registers them)
from tests.site.exchange import HTML, Handler, Request, Response, page
from tests.site.portal import FIXED_NOW, HERE, MARKUPS, portal_values, render_portal, template
from tests.site.registry import BEHAVIOURS, behaviour_at
from tests.site.template import render

# Folders with pages of our own, served as they are; the others' index is a plain list.
_FOLDERS = {"/articles/": HERE / "articles", "/tickers/": HERE / "tickers", "/": HERE / "pages"}


def answer(request: Request) -> Response:
    """The response to `request`; a page saying so, status 404, if there is nothing at its address."""
    path = request.path
    if path in _PAGES:
        return _PAGES[path](request)
    if (handler := behaviour_at(path)) is not None:
        return handler(request)
    for prefix, folder in _FOLDERS.items():
        if path.startswith(prefix) and (found := _file(folder, path.removeprefix(prefix))):
            return found
    return page(f"<h1>Page not found</h1><p>There is nothing at {path}.</p>", title="Not found", status=404)


def _file(folder: Path, name: str) -> Response | None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder) or not target.is_file():
        return None
    kind = mimetypes.guess_type(target.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") or kind == "application/json" else ""
    return Response(target.read_bytes(), kind + charset)


def _html(markup: str) -> Response:
    return Response(markup.encode(), HTML)


def _portal(request: Request) -> Response:
    """The model page, at its fixed instant or, below /live/, as of now (or of `?now=` for a day of one's choice)."""
    markup = request.path.rpartition("portal-")[2].removesuffix(".html")
    return _html(render_portal(_now(request), markup=markup)[0])


def _expected(request: Request) -> Response:
    truth = render_portal(_now(request))[1]
    return Response(json.dumps(truth, ensure_ascii=False, indent=1).encode(), "application/json")


def _now(request: Request) -> datetime:
    if not request.path.startswith("/live/"):
        return FIXED_NOW
    asked = request.query.get("now")
    return datetime.fromisoformat(asked) if asked else datetime.now(UTC)


def _front(request: Request) -> Response:
    return _html(render(template("front"), portal_values(_now(request))))


def _section(request: Request) -> Response:
    """Stories of one section, the front story among them where it belongs."""
    values = portal_values(FIXED_NOW)
    name = request.path.rpartition("/")[2].capitalize()
    stories = [*values["other"], *values["today"], *values["top"]]
    shown = [story for story in stories if name == "News" or story["url"].startswith(request.path + "/")]
    return _html(render(template("section"), {"name": name, "stories": shown}, values))


def _story(request: Request) -> Response:
    """A short story behind a headline of the lists, so that their links lead somewhere."""
    values = portal_values(FIXED_NOW)
    return _html(render(template("story"), _stories()[request.path], values))


def _site_map(request: Request) -> Response:
    """Every page there is, with what it is for."""
    sections: list[dict[str, Any]] = [{"heading": "The portal", "links": [{"url": url, "what": ""} for url in _PORTAL]}]
    for prefix in ("/articles/", "/tickers/"):
        files = sorted(_FOLDERS[prefix].glob("*.html"))
        sections.append({"heading": prefix, "links": [{"url": prefix + file.name, "what": ""} for file in files]})
    odd = [{"url": behaviour.example, "what": behaviour.what} for behaviour in BEHAVIOURS]
    sections.append({"heading": "Behaviours", "links": odd})
    return _html(render(template("site-map"), {"sections": sections}))


@cache
def _stories() -> Mapping[str, Mapping[str, Any]]:
    values = portal_values(FIXED_NOW)
    return {story["url"]: story for story in [*values["other"], *values["today"], *values["top"]]}


_PORTAL: Mapping[str, Handler] = {
    "/": _front,
    "/news": _section,
    **{
        f"/news/{name}": _section
        for name in ("national", "international", "sport", "business", "entertainment", "weather")
    },
    **{f"{live}/portal-{markup}.html": _portal for live in ("", "/live") for markup in MARKUPS},
    "/live/portal.expected.json": _expected,
    "/site-map": _site_map,
}
_PAGES: Mapping[str, Handler] = {**_PORTAL, **dict.fromkeys(_stories(), _story)}
