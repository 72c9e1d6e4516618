"""The model page: an article page of a national news portal, in three markups with the same text, and its truth.

The pages are printed for a given instant. The clock of the portal runs in its own zone; every time on the page is
counted back from it. `FIXED_NOW` is the instant of the static pages; their truth is in pages/portal.expected.json.
"""

import html
import json
import re
import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.site.template import render

HERE = Path(__file__).parent
MARKUPS = ("tables", "modern", "text")
FIXED_NOW = datetime.fromisoformat("2024-10-23T09:35:00+13:00")


def render_portal(now: datetime, *, markup: str = "modern") -> tuple[str, dict[str, Any]]:
    """The page in one of `MARKUPS` as printed at `now` (aware), and its truth.

    Truth: white space folded, entities resolved, URLs as paths. `local` is the portal's own clock as printed, to the
    minute or the day, which every page shows. `iso` has the offset, which only the modern page states (attributes, with
    seconds, and JSON-LD); on a live page it follows from the clock as well.
    """
    values = portal_values(now)
    return render(template(f"portal-{markup}"), values), _expected(values)


def portal_values(now: datetime) -> dict[str, Any]:
    """Everything that a template may name, as it is at `now`."""
    story = _story()
    return _values(story, now.astimezone(ZoneInfo(story["zone"])).replace(second=0, microsecond=0))


def template(name: str) -> str:
    return (HERE / "templates" / f"{name}.html").read_text(encoding="utf-8")


def plain(fragment: str) -> str:
    """What a reader reads of an HTML fragment, white space folded, non-breaking spaces among it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", fragment)).split())


def clock_text(moment: datetime) -> str:
    """As the portal prints it: "23 Oct 2024 9:35"."""
    return f"{date_text(moment)} {moment.year} {time_text(moment)}"


def date_text(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"


def time_text(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


_CRUMB_URLS = {"Home": "/", "News": "/news"}
# Not strftime: its names follow the locale of whoever runs the server.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def _story() -> dict[str, Any]:
    return tomllib.loads((HERE / "portal.toml").read_text(encoding="utf-8"))


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("’", "")).strip("-")


def _back(clock: datetime, minutes: int) -> datetime:
    """So many minutes of real time before `clock`, in its zone (clocks may have been changed in between)."""
    utc = ZoneInfo("UTC")
    return (clock.astimezone(utc) - timedelta(minutes=minutes)).astimezone(clock.tzinfo)


def _values(story: dict[str, Any], clock: datetime) -> dict[str, Any]:
    article, published = story["article"], _back(clock, story["article"]["published_minutes_ago"])
    values: dict[str, Any] = article | {
        "outlet": story["outlet"], "motto": story["motto"], "place": story["place"], "section": story["section"],
        "crumbs": [
            {"name": name, "last": name == story["section"], "url": _CRUMB_URLS.get(name, f"/news/{_slug(name)}")}
            for name in story["breadcrumbs"]
        ],
        "zone": story["zone"], "clock": clock_text(clock), "clock_iso": clock.isoformat(), "clock_local": _local(clock),
        "published": clock_text(published), "published_iso": published.isoformat(),
        "published_local": _local(published), "copyright": f"© {clock.year} {story['outlet']}",
        "lead_image": article["images"][:1], "blocks": _blocks(article),
        "json_ld": json.dumps(_json_ld(story, published), ensure_ascii=False, indent=1),
        "headline_text": plain(article["headline"]), "standfirst_text": plain(article["standfirst"]),
    }  # fmt: skip
    for name in ("other", "today", "top"):
        values[f"{name}_heading"] = story[name]["heading"]
        values[name] = [_row(item, clock) for item in story[name]["items"]]
    return values


def _blocks(article: dict[str, Any]) -> list[dict[str, Any]]:
    """Headings and paragraphs in order; a picture goes with the paragraph that it stands after."""
    pictures = {image["after"]: image for image in article["images"]}
    blocks, paragraphs = [], 0
    for block in article["body"]:
        paragraphs += "text" in block
        here = [pictures[paragraphs]] if "text" in block and paragraphs in pictures else []
        blocks.append({"heading": "", "text": "", "image": here} | block)
    return blocks


def _row(item: dict[str, Any], clock: datetime) -> dict[str, Any]:
    """A headline of a list with its address, and with its time as far as the list prints one."""
    row = {"category": None, "time_text": "", "local": None, "iso": None} | item
    if "days" in item:
        day = clock - timedelta(days=item["days"])
        row |= {"time_text": date_text(day), "local": day.date().isoformat()}
    elif "minutes" in item:
        moment = _back(clock, item["minutes"])
        row |= {"time_text": time_text(moment), "local": _local(moment), "iso": moment.isoformat()}
    section = "international" if "days" in item else _slug(row["category"] or "national")
    return row | {"url": f"/news/{section}/{_slug(item['title'])}"}


def _local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _json_ld(story: dict[str, Any], published: datetime) -> dict[str, Any]:
    article = story["article"]
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": plain(article["headline"]),
        "description": plain(article["standfirst"]),
        "datePublished": published.isoformat(),
        "dateModified": published.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in article["authors"]],
        "publisher": {"@type": "NewsMediaOrganization", "name": story["outlet"]},
        "articleSection": story["section"],
        "image": [image["src"] for image in article["images"]],
        "inLanguage": "en",
        "isAccessibleForFree": True,
    }


def _expected(values: dict[str, Any]) -> dict[str, Any]:
    def rows(items: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
        return [{"title": plain(item["title"])} | {key: item[key] for key in ("url", *keys)} for item in items]

    timed = ("category", "time_text", "local", "iso")
    return {
        "clock": {
            "text": values["clock"], "local": values["clock_local"], "iso": values["clock_iso"],
            "timezone": values["zone"],
        },
        "breadcrumbs": [crumb["name"] for crumb in values["crumbs"]],
        "headline": values["headline_text"],
        "standfirst": values["standfirst_text"],
        "byline": plain(values["byline"]),
        "authors": values["authors"],
        "section": values["section"],
        "published": {
            "text": values["published"], "local": values["published_local"], "iso": values["published_iso"],
        },
        "paragraphs": [plain(block["text"]) for block in values["blocks"] if block["text"]],
        "subheadings": [plain(block["heading"]) for block in values["blocks"] if block["heading"]],
        "images": [
            {key: plain(str(image[key])) for key in ("src", "alt", "caption", "credit")} for image in values["images"]
        ],
        "credit": values["credit"],
        "copyright": values["copyright"],
        "tickers": [
            {"heading": values["other_heading"], "items": rows(values["other"], *timed)},
            {"heading": values["today_heading"], "items": rows(values["today"], *timed)},
        ],
        "story_lists": [{"heading": values["top_heading"], "items": rows(values["top"])}],
    }  # fmt: skip
