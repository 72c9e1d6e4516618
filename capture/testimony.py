"""Hears the witnesses of a sealed bundle: its page.html, page.pdf and page.png against its capture.json."""

from capture.bundle.reader import Bundle
from capture.errors import BundleError, UnreadablePrint
from capture.models.base import Finding
from capture.models.extraction import Decision
from capture.models.record import PixelMap
from capture.observe.png import Picture, area_of, cut
from capture.printed_text import text_of_pdf
from capture.witness import Claim, claims_of, missing_in_html, missing_in_picture, missing_in_print


def hear_bundle(bundle: Bundle) -> tuple[Finding, ...]:
    """What the files of `bundle` say otherwise than its record; a file that is not in it is not heard.

    Reads every sheet of the print and the picture: a second or two. The bundle should have been verified. Raises
    `BundleError` if a file is not what its name says; a print that our reader of PDFs cannot read is a finding.
    """
    names = {artifact.path for artifact in bundle.record.artifacts}
    if "rendered.json.gz" not in names:
        return ()
    decisions: tuple[Decision, ...] = bundle.read_explanation().decisions if "explain.json" in names else ()
    claims = claims_of(bundle.record, page=bundle.read_page(), decisions=decisions)
    findings: list[Finding] = []
    if "page.html" in names:
        findings += missing_in_html(claims, bundle.read_artifact("page.html").decode("utf-8", "replace"))
    if "page.pdf" in names:
        findings += _hear_print(claims, bundle.read_artifact("page.pdf"))
    if bundle.record.pixels:
        findings += missing_in_picture(claims, _ink(bundle, bundle.record.pixels, claims))
    return tuple(findings)


def _hear_print(claims: tuple[Claim, ...], pdf: bytes) -> tuple[Finding, ...]:
    try:
        return missing_in_print(claims, text_of_pdf(pdf))
    except UnreadablePrint as error:
        return (Finding(code="witness-unheard", severity="warning", message=str(error), source="capture"),)


def _ink(bundle: Bundle, pixels: PixelMap, claims: tuple[Claim, ...]) -> list[bool | None]:
    """Whether there is ink in the box of each claim; None if the picture does not show that box."""
    names = [part.path for part in pixels.parts] or ["page.png"]
    if not {artifact.path for artifact in bundle.record.artifacts}.issuperset(names):
        return [None] * len(claims)
    try:
        tiles = [Picture.of(bundle.read_artifact(name)) for name in names]
        size = tiles[0].width_px, sum(tile.height_px for tile in tiles)
        areas = [area_of(claim.box, scale=round(pixels.scale), within=size) if claim.box else None for claim in claims]
        inked = iter(cut(tiles, [], probes=[area for area in areas if area]).inked)
    except (ValueError, OSError) as error:
        raise BundleError(f"{names[0]} cannot be read as a picture: {error}") from error
    return [next(inked) if area else None for area in areas]
