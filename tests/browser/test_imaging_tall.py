"""Pictures of tall, wide and sticky pages: what is painted at a place of the page is at that place of the picture."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from capture.bundle.verify import verify_bundle
from capture.models.record import CaptureRecord
from capture.models.request import ArtifactKind, CaptureRequest, CaptureSettings, StepBudgets
from capture.observe import imaging
from capture.observe.browser import open_browser
from capture.observe.browsers import find_browser
from capture.observe.png import Area, Picture, cut
from capture.pipeline import capture_page
from tests.site.behaviours.layout import LAZY_COLOURS, MARK_HEIGHT_PX, marks
from tests.site.server import NewsSite

# Machines under test are busy; what a page costs is measured elsewhere.
PATIENT = StepBudgets(screenshot_s=120)


@dataclass(frozen=True)
class Taken:
    """A bundle, and pixels of its pictures."""

    bundle: Path
    record: CaptureRecord

    def picture(self, name: str) -> Picture:
        return Picture.of((self.bundle / "data" / name).read_bytes())

    def crop(self, name: str, area: Area) -> Image.Image:
        """Without decoding the rest: whole, the tallest picture would fill a GiB."""
        piece = cut([self.picture(name)], [area]).pictures[0]
        return Image.open(io.BytesIO(piece.png)).convert("RGB")

    def colour(self, name: str, x: int, y: int) -> str:
        return "{:02x}{:02x}{:02x}".format(*self.crop(name, Area(x, y, x + 1, y + 1)).getpixel((0, 0)))

    def findings(self) -> set[str]:
        return {finding.code for finding in self.record.findings}


Take = Callable[..., Taken]


@pytest.fixture
def take(site: NewsSite, run_async: Callable[[Any], Any], tmp_path: Path) -> Take:
    """Capture a page of the site with the product, all of it."""

    async def capture(path: str, settings: CaptureSettings) -> Taken:
        async with open_browser(find_browser(environ=os.environ)) as running:
            request = CaptureRequest(url=site.url(path) if path.startswith("/") else path, settings=settings)
            captured = await capture_page(running, request, out=tmp_path, clock=lambda: datetime.now(UTC))
        return Taken(captured.bundle, captured.record)

    def run(path: str, *artifacts: ArtifactKind, **settings: Any) -> Taken:
        given = CaptureSettings(artifacts=artifacts or ("page",), budgets=PATIENT, timeout_s=170, **settings)
        taken: Taken = run_async(capture(path, given))
        return taken

    return run


def assert_marks(taken: Taken, height_px: int, *, scale: int = 1) -> None:
    """Each mark begins and ends on its own row of the picture."""
    picture = taken.picture("page.png")
    assert (picture.width_px, picture.height_px) == (1280 * scale, height_px * scale)
    areas = [Area(0, top * scale - 1, 4, (top + MARK_HEIGHT_PX) * scale + 1) for top, _ in marks(height_px)]
    pieces = cut([picture], areas).pictures
    found = []
    for (top, _), piece in zip(marks(height_px), pieces, strict=True):
        column = Image.open(io.BytesIO(piece.png)).convert("RGB").crop((0, 0, 1, piece.height_px))
        colours = ["{:02x}{:02x}{:02x}".format(*pixel[1]) for pixel in column.getcolors(99) or ()]
        first, last = column.getpixel((0, 1)), column.getpixel((0, piece.height_px - 2))
        outside = column.getpixel((0, 0)), column.getpixel((0, piece.height_px - 1))
        assert first == last
        assert first not in outside
        assert len(colours) <= 3
        found.append((top, "{:02x}{:02x}{:02x}".format(*first)))
    assert found == marks(height_px)
    assert taken.colour("page.png", 600, height_px * scale - 1) == "000000"


@pytest.mark.parametrize("height_px", [60_000, 200_000])
def test_marks_of_a_tall_page_are_at_their_rows(take: Take, height_px: int) -> None:
    taken = take(f"/tall/{height_px}")
    assert_marks(taken, height_px)
    assert taken.record.outcome == "complete"
    assert taken.record.pixels is not None
    assert taken.record.pixels.tiles > 1
    assert taken.record.pixels.page_png_covers.height_px == height_px
    assert {"picture-cut", "tile-blank"} & taken.findings() == set()
    assert verify_bundle(taken.bundle).problems == ()


def test_two_pixels_a_css_pixel(take: Take) -> None:
    taken = take("/tall/30000", "page", "article", "viewport", scale=2)
    assert_marks(taken, 30_000, scale=2)
    assert taken.record.pixels is not None
    assert taken.record.pixels.scale == 2
    assert taken.picture("viewport.png").width_px == 2560
    assert taken.record.article is not None
    box, piece = taken.record.article.box, taken.picture("article.png")
    assert abs(piece.width_px - 2 * (box.width + 16)) <= 4
    area = Area(left := (int(box.x) - 8) * 2, top := (int(box.y) - 8) * 2, left + piece.width_px, top + piece.height_px)
    part = Image.open(io.BytesIO(piece.png)).convert("RGB")
    assert part.tobytes() == taken.crop("page.png", area).tobytes()


def test_tiles_give_the_pixels_of_one_shot(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    """What sticks, or is fixed, or as tall as the window, is painted as if the page were taken at once."""
    whole = take("/sticky")
    monkeypatch.setattr(imaging, "ONE_SHOT_PIXELS", 0)
    monkeypatch.setattr(imaging, "TILE_PIXELS", 1280 * 600)
    tiled = take("/sticky")
    assert tiled.record.pixels is not None
    assert tiled.record.pixels.tiles > 8
    height = whole.picture("page.png").height_px
    area = Area(0, 0, 1280, height)
    assert tiled.crop("page.png", area).tobytes() == whole.crop("page.png", area).tobytes()
    column = Image.open(io.BytesIO(tiled.picture("page.png").png)).convert("RGB").crop((1200, 0, 1201, height))
    counts = {pixel: count for count, pixel in column.getcolors(9999) or ()}
    assert counts[0, 0, 255] == 60, "the sticky header stands there once"
    assert counts[255, 0, 0] == 50, "the fixed footer stands there once"
    assert counts[0xEE, 0xF3, 0xF7] == 800 - 50, "a section as tall as the window keeps its height, less the footer"


def test_what_is_right_of_the_window_is_in_the_picture(take: Take) -> None:
    taken = take("/wide")
    picture = taken.picture("page.png")
    assert picture.width_px >= 3000
    rows = taken.crop("page.png", Area(0, 0, picture.width_px, picture.height_px))
    reds = [
        x for x in range(2900, rows.width) if any(rows.getpixel((x, y)) == (204, 51, 0) for y in range(rows.height))
    ]
    assert len(reds) == 20
    assert taken.record.outcome == "complete"


def test_a_picture_too_large_for_one_file_comes_in_parts(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imaging, "PART_PIXELS", 1280 * 20_000)
    taken = take("/tall/45000", "page", "article")
    assert taken.record.pixels is not None
    parts = taken.record.pixels.parts
    assert [(part.path, part.top_px) for part in parts] == [
        ("page-1.png", 0), ("page-2.png", 20_000), ("page-3.png", 40_000),
    ]  # fmt: skip
    assert [taken.picture(part.path).height_px for part in parts] == [20_000, 20_000, 5_000]
    for top, rgb in marks(45_000):
        part = parts[top // 20_000]
        assert taken.colour(part.path, 600, top - part.top_px) == rgb
    assert not (taken.bundle / "data" / "page.png").exists()
    assert taken.record.outcome == "complete"
    assert verify_bundle(taken.bundle).problems == ()


def test_a_picture_that_becomes_too_large_is_kept_as_far_as_it_came(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imaging, "MAX_PNG_BYTES", 1)
    taken = take("/tall/45000")
    assert taken.picture("page.png").height_px == 4096
    assert "picture-cut" in taken.findings()
    assert taken.record.outcome == "partial"


def test_a_blank_tile_is_taken_again_and_then_told(take: Take, tmp_path: Path) -> None:
    blank = tmp_path / "blank.html"
    blank.write_text("<!doctype html><body style='color:#fff;background:#fff'><p>Nobody can read this line.")
    taken = take(blank.as_uri())
    assert taken.record.pixels is not None
    assert taken.record.pixels.retaken_tiles == 1
    assert "tile-blank" in taken.findings()
    assert [step.outcome for step in taken.record.steps if step.name == "check-picture"] == ["failed"]
    assert taken.record.outcome == "partial"


def test_a_page_without_text_may_be_blank(take: Take, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<!doctype html><body>")
    taken = take(empty.as_uri())
    assert taken.record.pixels is not None
    assert taken.record.pixels.retaken_tiles == 0
    assert taken.record.outcome == "complete"


def test_lazy_pictures_below_the_fold_are_in_the_picture(take: Take) -> None:
    taken = take("/lazy")
    picture = taken.picture("page.png")
    image = taken.crop("page.png", Area(0, 0, picture.width_px, picture.height_px))
    colours = {pixel: count for count, pixel in image.getcolors(1 << 20) or ()}
    for rgb in LAZY_COLOURS:
        assert colours.get(tuple(bytes.fromhex(rgb)), 0) >= 400 * 200, rgb
