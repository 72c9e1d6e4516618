"""The verdict on a capture: whether what was captured is all that the page had, judged from counted facts alone.

The first that holds: `failed`, there is no page; `blocked`, what came stands in the page's place; `partial`, a step of
the capture failed, or the document itself is not whole; `complete-with-gaps`, something that the page asked for did not
come; `complete`.
"""

import re
from collections.abc import Iterable

from capture.models.base import Finding
from capture.models.extraction import Extraction
from capture.models.page import NodeFlag, NodeKind, RenderedPage
from capture.models.record import Blocked, Completeness, Network, Step, Verdict
from capture.patterns import on_demand

_REFUSALS = frozenset({401, 402, 403, 407, 429, 451})
"""RFC 9110, 15.5, and RFC 6585 and 7725: the page is there, but not for this reader, or not now."""
_LEGAL = 451
_CHALLENGE_HEADERS = ("cf-mitigated", "x-datadome", "x-amzn-waf-action", "x-px-", "x-sucuri-block")
"""Response headers that only a bot check sends; by their beginning, lower case."""
_CHALLENGE_ADDRESSES = on_demand(
    r"/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com/|captcha-delivery\.com/|_Incapsula_Resource|"
    r"px-cloud\.net/|/captcha/captcha\.js|token\.awswaf\.com/|/sec_cpt|/recaptcha/api\.js|hcaptcha\.com/1/api",
)
"""Addresses in the markup of bot checks."""
_SHORT_TEXT = 1_500
"""Characters: what stands in a page's place says little. Forms with a captcha stand below whole stories, too."""
_STUB = 1_500
"""Characters of a story that breaks off at a wall; whole stories carry offers to subscribe, too."""
_GEO = on_demand(
    r"not (?:currently )?(?:available|accessible) (?:in|from|to \w+ (?:in|from)) your (?:country|region|location|area)|"
    r"(?:unavailable|blocked|restricted) in your (?:country|region|location)|geo-?(?:block|restrict|fenc)|"
    r"in (?:ihrem|deinem) (?:land|gebiet) nicht verfügbar|nicht in (?:ihrem|deinem) land verfügbar|"
    r"(?:pas|non) (?:disponible|accessible) dans votre (?:pays|région)|"
    r"no (?:está|se encuentra) disponible en (?:su|tu) (?:país|región|ubicación)|"
    r"não (?:está )?disponível (?:no seu país|na sua região)|non (?:è )?disponibile nel (?:tuo|suo) paese|"
    r"niet beschikbaar in (?:uw|jouw|je) (?:land|regio)|(?:nie jest dostępn|niedostępn)\w* w (?:twoim|państwa) kraju|"
    r"inte tillgängligt? i ditt land|ikke tilgjengelig i ditt land|ikke tilgængelig\w* i dit land|"
    r"недоступ\w* в вашей стране|недоступ\w* у вашій країні|ülkenizde (?:kullanılamıyor|erişilemiyor)|"
    r"お住まいの(?:国|地域)では|您所在的(?:国家|地区|國家|地區)|귀하의 (?:국가|지역)에서는|"
    r"غير متاح\w* في بلدك|आपके देश में उपलब्ध नहीं",
    re.IGNORECASE,
)


def count_gaps(
    page: RenderedPage | None,
    network: Network,
    steps: Iterable[Step],
    findings: Iterable[Finding],
    *,
    saved: bool = False,
) -> Completeness:
    """What the page had, and what of it is not there. `saved`: it is no page but a file, which is there."""
    # An image without an address is complete, one that is still under way may have no current address yet.
    images = [image for image in page.images if image.current_src or not image.complete] if page else []
    frames = page.frames[1:] if page else ()
    codes = {finding.code for finding in findings}
    return Completeness(
        document="whole"
        if saved
        else "none"
        if page is None
        else "unfinished"
        if "document-unfinished" in codes
        else "cut-off"
        if "document-cut-off" in codes
        else "whole",
        loaded=(saved or page is not None) and "load-unfinished" not in codes,
        images=len(images),
        images_missing=sum(not image.complete or image.natural_width_px == 0 for image in images),
        fonts_missing="fonts-missing" in codes,
        frames=len(frames),
        frames_missing=sum(frame.reason is not None or frame.url.startswith("chrome-error:") for frame in frames),
        requests=network.requests,
        requests_missing=network.missing_count,
        steps_failed=sum(step.outcome == "failed" for step in steps),
    )


def find_block(page: RenderedPage | None, network: Network, extraction: Extraction | None) -> Blocked | None:
    """What stands in the page's place, or before its rest; None if nothing does."""
    if page is None:
        return None
    kind = extraction.page_kind if extraction else None
    refused = network.status in _REFUSALS or (network.status or 0) >= 500
    text = _visible_text(page, enough=_SHORT_TEXT) if refused or kind not in {"article", "live-blog", "index"} else None
    little = text is not None and len(text) < _SHORT_TEXT
    if kind == "challenge" or ((refused or little) and _is_challenge(page, network)):
        return "challenge"
    if network.status == _LEGAL or (little and text is not None and _GEO().search(text)):
        return "geo"
    if network.status in _REFUSALS:
        return "refused"
    if kind == "consent":
        return "consent"
    if extraction and extraction.article and any(finding.code == "paywall" for finding in extraction.findings):
        return "paywall" if len(extraction.article.text) < _STUB else None
    return None


def judge(counted: Completeness, *, status: int | None, cut: bool) -> Verdict:
    """The verdict. `cut`: a picture of the page lacks a part of it."""
    if counted.document == "none":
        return "failed"
    if counted.blocked:
        return "blocked"
    if status is not None and status >= 400:
        return "failed"
    if cut or counted.steps_failed or counted.document != "whole":
        return "partial"
    missing = counted.images_missing + counted.frames_missing + counted.requests_missing
    if missing or counted.fonts_missing or not counted.loaded:
        return "complete-with-gaps"
    return "complete"


def _is_challenge(page: RenderedPage, network: Network) -> bool:
    if any(name.lower().startswith(_CHALLENGE_HEADERS) for name, _ in network.headers):
        return True
    addresses = _CHALLENGE_ADDRESSES()
    return any(addresses.search(text) for text in page.strings)


def _visible_text(page: RenderedPage, *, enough: int) -> str:
    """What a reader sees, in document order, the first `enough` characters and a little more."""
    nodes, parts, length = page.nodes, [], 0
    for node, kind in enumerate(nodes.kind):
        if kind == NodeKind.TEXT and nodes.flags[node] & NodeFlag.VISIBLE:
            parts.append(page.strings[nodes.text[node]].strip())
            length += len(parts[-1])
            if length >= enough:
                break
    return " ".join(parts)
