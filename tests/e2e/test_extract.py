"""`capture extract`: the same page gives the same bytes, offline, from a bundle or from a stored HTML file."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.e2e.command import bundles, capture
from tests.e2e.conftest import Captured
from tests.site.portal import FIXED_NOW, render_portal
from tests.site.server import NewsSite

URL = "https://tavaroa-mail.example/news/international/lighthouse"


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model page as a file, as somebody might have saved it years ago."""
    path = tmp_path_factory.mktemp("stored") / "saved page.html"
    path.write_text(render_portal(FIXED_NOW, markup="tables")[0], encoding="utf-8")
    return path


class TestOfABundle:
    def test_gives_the_sealed_record_byte_by_byte(self, portal: Captured) -> None:
        again = capture("extract", portal.bundle)
        assert again.code == 0
        assert again.err == b""
        assert again.out == (portal.bundle / "data/capture.json").read_bytes()

    def test_explains_as_it_did_when_it_was_sealed(self, portal: Captured) -> None:
        assert capture("extract", portal.bundle, "--explain").out == (portal.bundle / "data/explain.json").read_bytes()

    def test_gives_it_also_where_the_zone_was_told(self, site: NewsSite, tmp_path: Path) -> None:
        known = tmp_path / "tavaroa.toml"
        known.write_text('[[version]]\ntimezone = "Pacific/Marquesas"\n', encoding="utf-8")
        page = site.url("/late-ticker")
        for number, zone in enumerate((("--profile", known), ("--site-timezone", "Pacific/Marquesas"))):
            out = tmp_path / str(number)
            assert capture("page", page, *zone, "--format", "rendered", "--out", out).code == 0
            (bundle,) = bundles(out)
            record = (bundle / "data/capture.json").read_bytes()
            assert json.loads(record)["profile"]["timezone"] == "Pacific/Marquesas"
            assert capture("extract", bundle).out == record

    def test_needs_no_browser_and_changes_nothing(self, portal: Captured, tmp_path: Path) -> None:
        nothing = {"PATH": str(tmp_path), "HOME": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
        assert capture("extract", portal.bundle, environ=nothing).code == 0
        assert capture("verify", portal.bundle).code == 0

    def test_takes_no_options_of_html_files(self, portal: Captured) -> None:
        assert capture("extract", portal.bundle, "--url", URL).code == 2

    def test_without_the_page_in_it_says_so(self, copy: Path) -> None:
        record = json.loads((copy / "data/capture.json").read_text("utf-8"))
        record["artifacts"] = [item for item in record["artifacts"] if item["path"] != "rendered.json.gz"]
        (copy / "data/capture.json").write_text(json.dumps(record), "utf-8")
        ended = capture("extract", copy)
        assert ended.code == 5
        assert "no rendered.json.gz" in ended.said


class TestOfAnHtmlFile:
    def test_reads_it_as_if_captured_then_at_that_address(self, stored: Path) -> None:
        instant = "2024-10-23T09:40:00+13:00"
        ended = capture("extract", stored, "--url", URL, "--captured-at", instant)
        assert ended.code == 0
        record = json.loads(ended.out)
        assert (record["url"], record["captured_at"], record["outcome"]) == (URL, instant, "complete")
        truth = render_portal(FIXED_NOW)[1]
        assert record["article"]["headline"] == truth["headline"]
        assert len(record["article"]["blocks"]) >= len(truth["paragraphs"])
        assert len(record["tickers"]) == len(truth["tickers"])
        assert record["tickers"][0]["items"][0]["url"].startswith("https://tavaroa-mail.example/")

    def test_gives_the_same_bytes_every_time_and_leaves_the_file_alone(self, stored: Path) -> None:
        before = hashlib.sha256(stored.read_bytes()).digest()
        arguments = ("extract", stored, "--url", URL, "--captured-at", "2024-10-23T09:40:00+13:00")
        assert capture(*arguments).out == capture(*arguments).out
        assert hashlib.sha256(stored.read_bytes()).digest() == before

    def test_asks_nobody_on_the_network(self, tmp_path: Path) -> None:
        """Its address does not resolve, and its style sheet and script are not there: the text is."""
        page = tmp_path / "page.html"
        page.write_text(
            "<!doctype html><link rel=stylesheet href=/x.css><script src=/x.js></script><title>T</title>"
            "<script>document.title = 'changed by a script'</script><h1>Tide table of the outer harbour</h1>",
            "utf-8",
        )
        ended = capture("extract", page, "--url", "https://no-such-host.invalid/story")
        assert ended.code == 0
        assert json.loads(ended.out)["title"] == "T"

    def test_honours_the_encoding_that_is_named(self, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_bytes("<title>Gezeiten für Österreich</title><h1>Gezeiten für Österreich</h1>".encode("cp1252"))
        ended = capture("extract", page, "--url", URL, "--charset", "windows-1252")
        assert json.loads(ended.out)["title"] == "Gezeiten für Österreich"

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ([], "--url"),
            (["--url", "nowhere"], "neither an address"),
            (["--url", URL, "--captured-at", "yesterday"], "--captured-at"),
        ],
        ids=["no address", "no real address", "no instant"],
    )
    def test_wants_to_know_where_and_when_it_is_from(self, stored: Path, options: list[str], message: str) -> None:
        ended = capture("extract", stored, *options)
        assert ended.code == 2
        assert message in ended.said


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert capture("extract", tmp_path / "nothing").code == 2


def test_a_directory_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    ended = capture("extract", tmp_path)
    assert ended.code == 5
    assert "not a bundle" in ended.said
