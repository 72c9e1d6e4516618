"""Programs that we did not write agree that our archives are what we say, and play them back."""

import html
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from capture.archive.wacz import INDEX, WARC
from tests.browser.capturer import Capturer
from tests.browser.judges import fetch, provide_judges, pywb, run
from tests.site.behaviours.network import CODED_TEXT
from tests.site.portal import HERE
from tests.site.server import NewsSite

KINDS = ("/network", "/portal-modern.html", "/redirect-chain/3", "/frames", "/service-worker", "/status/404", "/close")
TRUTH: dict[str, Any] = json.loads((HERE / "pages" / "portal.expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def judges() -> Path:
    return provide_judges()


@pytest.fixture
def unpacked(capture: Capturer, site: NewsSite, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A directory with page.wacz of a capture, and what is in it."""
    taken = capture(site.url(request.param))
    shutil.copy(taken.bundle.path / "data" / "page.wacz", tmp_path)
    with zipfile.ZipFile(tmp_path / "page.wacz") as package:
        package.extractall(tmp_path)
    return tmp_path


@pytest.mark.parametrize("unpacked", KINDS, indirect=True)
def test_warcio_wacz_and_cdxj_indexer_agree(unpacked: Path, judges: Path) -> None:
    run(judges / "warcio", "check", WARC, cwd=unpacked)
    assert "is valid" in run(judges / "wacz", "validate", "-f", "page.wacz", cwd=unpacked)
    theirs = run(judges / "cdxj-indexer", "--post-append", "--sort", WARC, cwd=unpacked)
    assert theirs == (unpacked / INDEX).read_text(encoding="utf-8")
    assert theirs.count("\n") >= 1


@pytest.mark.parametrize("unpacked", ["/portal-modern.html"], indirect=True)
def test_pywb_serves_page_and_pictures(unpacked: Path, judges: Path, site: NewsSite) -> None:
    with pywb(judges, unpacked / "page.wacz", unpacked) as archive:
        status, kind, page = fetch(f"{archive}mp_/{site.url('/portal-modern.html')}")
        assert (status, kind) == (200, "text/html")
        text = re.sub(r"\s+", " ", html.unescape(page.decode("utf-8")))
        assert TRUTH["headline"] in text
        assert TRUTH["tickers"][0]["items"][0]["title"] in text
        for image in TRUTH["images"]:
            status, kind, picture = fetch(f"{archive}im_/{site.url(image['src'])}")
            assert (status, kind) == (200, "image/jpeg")
            assert picture == (HERE / "pages" / image["src"].lstrip("/")).read_bytes()


@pytest.mark.parametrize("unpacked", ["/network"], indirect=True)
def test_pywb_serves_what_was_coded_redirected_confirmed_and_posted(
    unpacked: Path, judges: Path, site: NewsSite
) -> None:
    with pywb(judges, unpacked / "page.wacz", unpacked) as archive:

        def body(path: str, data: bytes | None = None, *, at: str = "", **headers: str) -> bytes:
            # `im_`: bodies as they are, redirects led to what is archived.
            return fetch(f"{archive}{at}im_/{site.url(path)}", data, **headers)[2]

        for coding in ("gzip", "deflate", "br", "zstd"):
            assert body(f"/network/coded/{coding}") == CODED_TEXT
        assert body("/redirect-chain-picture/3").startswith(b"\x89PNG")
        assert body("/network/empty") == b""
        assert len(body("/network/bytes/20000000")) == 20_000_000
        assert body("/from-the-worker") == b"This text comes from the worker."
        # Asked for the latest, pywb may give the 304 that confirms it, if that came a second later.
        assert b"Harbour bell" in body("/cached", at=first_seen(unpacked, site.url("/cached")))
        form = {"vote": "ferry", "why": "café"}
        kind = "application/x-www-form-urlencoded"
        told = json.loads(body("/network/echo", urlencode(form).encode(), Content_Type=kind))
        assert told["body"] == urlencode(form)


def first_seen(unpacked: Path, url: str) -> str:
    """When the first answer came, as the index of the archive writes it."""
    entries = (line.split(" ", 2) for line in (unpacked / INDEX).read_text(encoding="utf-8").splitlines())
    return min(stamp for _, stamp, fields in entries if json.loads(fields)["url"] == url)


def test_prints_are_sound_and_say_what_the_page_says(capture: Capturer, site: NewsSite, tmp_path: Path) -> None:
    taken = capture(site.url("/portal-modern.html"))
    pdf = taken.bundle.path / "data" / "page.pdf"
    for program in ("qpdf", "pdftotext"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    run("qpdf", "--check", pdf, cwd=tmp_path)
    printed = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True, text=True).stdout
    text = re.sub(r"\s+", "", printed)

    def is_printed(words: str) -> bool:
        """In one piece, or in two where a sheet ends."""
        solid = re.sub(r"\s+", "", words)
        return any(solid[:cut] in text and solid[cut:] in text for cut in range(len(solid)))

    said = [TRUTH["headline"], *TRUTH["paragraphs"]]
    said += [item["time_text"] for ticker in TRUTH["tickers"] for item in ticker["items"]]
    assert [words for words in said if not is_printed(words)] == []
