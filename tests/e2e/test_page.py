"""`capture page` from the command line to the files: all of them, right, and nothing of anybody's secrets."""

import gzip
import hashlib
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import bagit
import jsonschema
import pypdf
import pytest
from PIL import Image

from capture.models.base import Box
from tests.e2e.command import Ended, bundles, capture
from tests.e2e.conftest import Captured
from tests.site.server import NewsSite

SECRET = "tidal-secret-7f3a91"


def picture(bundle: Path, name: str) -> Image.Image:
    with Image.open(bundle / "data" / name) as image:
        return image.convert("RGB")


def size_of(sheet: pypdf.PageObject) -> tuple[float, float]:
    """Width and height in points."""
    return float(sheet.mediabox.width), float(sheet.mediabox.height)


def without_blanks(text: str) -> str:
    """Chromium's outline, and what pypdf makes of lines, lack or add some."""
    return "".join(text.split())


def contents(bundle: Path) -> dict[str, bytes]:
    """Every file of a bundle, unpacked."""
    files = {str(path.relative_to(bundle)): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    return {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in files.items()}


class TestACompleteCapture:
    def test_ends_with_0_and_one_record_on_stdout(self, portal: Captured) -> None:
        assert portal.ended.code == 0
        assert portal.record["outcome"] == "complete"
        assert portal.ended.out.count(b"\n") == 1

    def test_prints_the_very_record_that_it_sealed(self, portal: Captured) -> None:
        assert portal.record == json.loads((portal.bundle / "data/capture.json").read_bytes())

    def test_the_record_is_what_the_published_schema_says(self, portal: Captured) -> None:
        schema = json.loads(capture("schema").out)
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(portal.record)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(portal.record | {"surprise": 1})

    @pytest.mark.parametrize(("name", "file"), [("explain", "explain.json"), ("rendered", "rendered.json.gz")])
    def test_so_are_the_other_files(self, portal: Captured, name: str, file: str) -> None:
        schema = json.loads(capture("schema", name).out)
        document = json.loads(contents(portal.bundle)[f"data/{file}"])
        jsonschema.Draft202012Validator(schema).validate(document)

    def test_has_every_file_and_lists_each_with_its_digest(self, portal: Captured) -> None:
        listed = {artifact["path"]: artifact for artifact in portal.record["artifacts"]}
        wanted = {"page.html", "rendered.json.gz", "viewport.png", "page.png", "article.png", "page.pdf", "page.wacz"}
        wanted |= {
            "explain.json",
            "log.jsonl",
            *(f"ticker-{n}.png" for n in range(1, len(portal.record["tickers"]) + 1)),
        }
        assert set(listed) == wanted
        assert {path.name for path in (portal.bundle / "data").iterdir()} == wanted | {"capture.json"}
        for path, artifact in listed.items():
            data = (portal.bundle / "data" / path).read_bytes()
            assert (artifact["bytes"], artifact["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())

    def test_is_found_whole_by_tools_that_are_not_ours(self, portal: Captured) -> None:
        bagit.Bag(str(portal.bundle)).validate()
        check = ["sha256sum", "--check", "--strict", "--quiet", "tagmanifest-sha256.txt", "manifest-sha256.txt"]
        assert subprocess.run(check, cwd=portal.bundle, check=False).returncode == 0

    def test_its_pieces_are_the_very_pixels_of_the_page(self, portal: Captured) -> None:
        page = picture(portal.bundle, "page.png")
        boxes = {"article.png": portal.record["article"]["box"]}
        boxes |= {f"ticker-{number}.png": ticker["box"] for number, ticker in enumerate(portal.record["tickers"], 1)}
        assert len(boxes) >= 3
        for name, given in boxes.items():
            box, piece = Box.model_validate(given), picture(portal.bundle, name)
            left, top = max(0, int(box.x) - 8), max(0, int(box.y) - 8)
            assert piece.width >= min(box.width, page.width - left)
            assert piece.height >= min(box.height, page.height - top)
            assert piece.tobytes() == page.crop((left, top, left + piece.width, top + piece.height)).tobytes()
            assert len(piece.getcolors(1 << 24) or ()) > 2, "an empty piece"

    def test_its_pictures_have_the_sizes_that_the_record_gives(self, portal: Captured) -> None:
        sizes = {item["path"]: (item["width_px"], item["height_px"]) for item in portal.record["artifacts"]}
        for name in (name for name in sizes if name.endswith(".png")):
            assert picture(portal.bundle, name).size == sizes[name]
        assert sizes["viewport.png"] == (1280, 800)
        rendered = json.loads(contents(portal.bundle)["data/rendered.json.gz"])
        assert sizes["page.png"] == (rendered["document"]["width_px"], rendered["document"]["height_px"])

    def test_its_print_has_address_instant_id_and_number_on_every_sheet(self, portal: Captured) -> None:
        reader = pypdf.PdfReader(io.BytesIO((portal.bundle / "data/page.pdf").read_bytes()))
        record, count = portal.record, len(reader.pages)
        assert count >= 2
        stamp = record["captured_at"][:19].replace("T", " ") + " UTC"
        for number, sheet in enumerate(reader.pages, 1):
            text = sheet.extract_text()
            assert record["url"] in text
            assert stamp in text
            assert record["id"] in text
            assert f"{number}/{count}" in text.replace(" ", "")
            assert size_of(sheet) == pytest.approx((595, 842), abs=2)

    def test_its_print_is_tagged_with_an_outline_and_holds_the_story(self, portal: Captured) -> None:
        reader = pypdf.PdfReader(io.BytesIO((portal.bundle / "data/page.pdf").read_bytes()))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
        titles = {without_blanks(item.title) for item in reader.outline if not isinstance(item, list)}
        titles |= {without_blanks(item.title) for below in reader.outline if isinstance(below, list) for item in below}
        assert without_blanks(portal.record["article"]["headline"]) in titles
        text = without_blanks("".join(sheet.extract_text() for sheet in reader.pages))
        for block in portal.record["article"]["blocks"]:
            if block["kind"] == "heading":
                assert without_blanks(block["text"]) in text

    def test_tells_people_on_stderr_what_was_found(self, portal: Captured) -> None:
        said = portal.ended.said
        assert portal.record["article"]["headline"] in said
        for ticker in portal.record["tickers"]:
            assert f"{ticker['heading']}: {len(ticker['items'])} items" in said
        for artifact in portal.record["artifacts"]:
            assert artifact["path"] in said
        assert str(portal.bundle) in said

    def test_keeps_what_it_did_line_by_line(self, portal: Captured) -> None:
        lines = [json.loads(line) for line in contents(portal.bundle)["data/log.jsonl"].decode().splitlines()]
        assert portal.record["id"] in lines[0]["message"]
        told = " ".join(line["message"] for line in lines)
        assert all(f"step {step['name']} " in told for step in portal.record["steps"])


def files_of(out: Path) -> set[str]:
    (bundle,) = bundles(out)
    return {path.name for path in (bundle / "data").iterdir()}


@pytest.mark.parametrize(
    ("options", "there", "missing"),
    [
        (["--no-pdf"], {"page.png", "article.png", "page.html", "page.wacz"}, {"page.pdf"}),
        (["--no-wacz"], {"page.png", "page.pdf", "page.html"}, {"page.wacz"}),
        (["--no-screenshots"], {"page.pdf", "page.html"}, {"page.png", "viewport.png", "article.png", "ticker-1.png"}),
        (
            ["--format", "rendered,viewport"],
            {"rendered.json.gz", "viewport.png"},
            {"page.png", "page.pdf", "page.html"},
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_only_what_was_asked_for_is_made(
    options: list[str], there: set[str], missing: set[str], site: NewsSite, tmp_path: Path
) -> None:
    ended = capture("page", site.url("/portal-text.html"), *options, "--out", tmp_path)
    assert ended.code == 0
    assert there | {"capture.json", "explain.json", "log.jsonl"} <= files_of(tmp_path)
    assert not files_of(tmp_path) & missing
    assert capture("verify", *bundles(tmp_path)).code == 0


def test_the_browser_is_as_it_was_asked_to_be(site: NewsSite, tmp_path: Path) -> None:
    options = ["--viewport", "900x500", "--locale", "mi-NZ", "--timezone", "Pacific/Auckland", "--user-agent", "Tide/1"]
    address = site.url("/echo-headers")
    ended = capture(
        "page", address, *options, "--header", "X-Tide: high", "--paper", "Letter", "--json", "--out", tmp_path
    )
    (record,) = ended.records
    (bundle,) = bundles(tmp_path)
    sent = (bundle / "data/page.html").read_text("utf-8")
    assert '"user-agent": "Tide/1"' in sent
    assert '"accept-language": "mi-NZ' in sent
    assert '"x-tide": "high"' in sent
    assert picture(bundle, "viewport.png").size == (900, 500)
    assert record["settings"]["header_names"] == ["X-Tide"]
    assert (record["environment"]["locale"], record["environment"]["timezone"]) == ("mi-NZ", "Pacific/Auckland")
    assert record["environment"]["user_agent"] == "Tide/1"
    sheet = pypdf.PdfReader(io.BytesIO((bundle / "data/page.pdf").read_bytes())).pages[0]
    assert size_of(sheet) == pytest.approx((612, 792), abs=2)


def test_a_session_is_disclosed_and_its_secrets_are_nowhere(site: NewsSite, tmp_path: Path) -> None:
    cookies = [
        {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "expires": -1}
        | {"httpOnly": True, "secure": False, "sameSite": "Lax"}
        for name, value in (("reader", "Oda"), ("session", f"cookie-{SECRET}"))
    ]
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"cookies": cookies, "origins": []}))
    options = [
        "--storage-state",
        state,
        "--header",
        f"X-Key: header-{SECRET}",
        "--json",
        "-v",
        "--out",
        tmp_path / "out",
    ]
    ended = capture("page", site.url("/login"), *options)
    (record,) = ended.records
    (bundle,) = bundles(tmp_path / "out")
    assert any(SECRET in request.headers.get("cookie", "") for request in site.requests), "the session was not used"
    assert any(request.headers.get("x-key") == f"header-{SECRET}" for request in site.requests)
    assert "Signed in as Oda" in (bundle / "data/page.html").read_text("utf-8")
    assert record["settings"]["storage_state"] is True
    assert record["environment"]["clean_profile"] is False
    assert "logged-in" in {finding["code"] for finding in record["findings"]}
    leaks = [name for name, data in contents(bundle).items() if SECRET.encode() in data]
    assert leaks == []
    assert SECRET.encode() not in ended.out + ended.err


def test_a_file_of_this_machine_by_its_path_and_by_its_address(tmp_path: Path) -> None:
    stored = tmp_path / "tide tåble.html"
    stored.write_text("<!doctype html><meta charset=utf-8><title>Tide</title><h1>Tide table of Tåble Bay</h1>", "utf-8")
    ended = capture(
        "page", stored.name, stored.as_uri(), "--json", "--no-pdf", "--no-screenshots", "--out", "out", cwd=tmp_path
    )
    assert ended.code == 0
    assert [record["requested_url"] for record in ended.records] == [stored.as_uri()] * 2
    assert [record["title"] for record in ended.records] == ["Tide"] * 2
    assert {bundle.parent.name for bundle in bundles(tmp_path / "out")} == {"local-file"}


HOSTILE = (
    "Harbour\x1b]0;owned\x07 \x1b[31mred\x1b[2J \u202egnp.exe\u202c \u2066x\u2069 \u200f\x08\x7f"
    " [bold]bell[/] rings again"
)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """A page whose title and headlines command a terminal: what was said of it, and its bundle."""
    folder = tmp_path_factory.mktemp("hostile")
    page = folder / "page.html"
    rows = "".join(f"<li><time>{hour}:05</time> <a href='/{hour}'>{HOSTILE}</a></li>" for hour in (11, 10, 9, 8))
    text = "<p>" + "The bell rang at noon for the first time since the storm took it down.</p><p>" * 8
    page.write_text(
        f"<!doctype html><meta charset=utf-8><title>{HOSTILE}</title><article><h1>{HOSTILE}</h1>{text}"
        f"</article><section><h2>{HOSTILE}</h2><ul>{rows}</ul></section>",
        "utf-8",
    )
    ended = capture("page", page, "--no-pdf", "--out", folder / "out")
    (bundle,) = bundles(folder / "out")
    return ended, bundle


def read_terminal(terminal: int) -> bytes:
    """What was written since; nothing once the other side is closed, which Linux tells as an error."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""


def test_a_list_without_times_is_shown_without_their_column(portal: Captured) -> None:
    lines = capture("show", portal.bundle).out.decode("utf-8").splitlines()
    first = lines[lines.index("Top Stories") + 1]
    assert first == f"  {portal.record['story_lists'][0]['items'][0]['title']}"


class TestHostileText:
    """What a page or an address says must not reach the terminal as commands, nor turn text around."""

    COMMANDS = (
        b"\x1b",
        b"\x07",
        "\x9b".encode(),
        "\u202e".encode(),
        "\u2066".encode(),
        "\u200f".encode(),
        b"\x08",
        b"\x7f",
    )

    def assert_harmless(self, said: bytes) -> None:
        assert [command for command in self.COMMANDS if command in said] == []

    def test_of_a_page_that_is_captured(self, hostile: tuple[Ended, Path]) -> None:
        ended, _ = hostile
        assert ended.code == 0
        assert b"[bold]bell[/] rings again" in ended.out
        self.assert_harmless(ended.out + ended.err)

    def test_of_a_bundle_that_is_shown(self, hostile: tuple[Ended, Path]) -> None:
        shown = capture("show", hostile[1], "--text")
        assert shown.code == 0
        assert b"[bold]bell[/]" in shown.out
        self.assert_harmless(shown.out + shown.err)

    def test_in_colour(self, hostile: tuple[Ended, Path]) -> None:
        shown = capture("show", hostile[1], "--text", environ={"FORCE_COLOR": "1"})
        colour = rb"\x1b\[[0-9;]*m"
        assert shown.code == 0
        assert re.search(colour, shown.out)
        assert b"[bold]bell[/]" in shown.out
        self.assert_harmless(re.sub(colour, b"", shown.out) + shown.err)

    def test_while_a_page_is_captured(self, site: NewsSite, tmp_path: Path) -> None:
        address = site.url("/portal-text.html?[/x]&[bold]")
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "capture", "page", address, "--format", "html", "--out", str(tmp_path)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as running:
            os.close(theirs)
            shown = b"".join(iter(lambda: read_terminal(ours), b""))
        os.close(ours)
        assert running.returncode == 0, shown.decode()
        assert f"{address}: ".encode() in shown

    def test_of_an_address_that_is_none(self) -> None:
        refused = capture("page", f"x{HOSTILE}")
        assert refused.code == 2
        self.assert_harmless(refused.out + refused.err)


def test_text_that_a_stream_cannot_encode_is_escaped_and_json_is_utf_8(tmp_path: Path) -> None:
    (page := tmp_path / "page.html").write_text(
        "<!doctype html><meta charset=utf-8><title>潮 größer</title><h1>潮 größer</h1>", "utf-8"
    )
    environ = {"PYTHONIOENCODING": "ascii"}
    ended = capture("page", page, "--format", "html", "--json", "--out", tmp_path, environ=environ)
    assert ended.code == 0
    assert ended.records[0]["title"] == "潮 größer"
    shown = capture("show", *bundles(tmp_path), "--text", environ=environ)
    assert shown.code == 0
    assert shown.out.isascii()


class TestWhatIsLoaded:
    """Start-up is time that everyone waits, every time: what a command does not need is not imported for it."""

    def loaded(self, code: str) -> set[str]:
        script = f"import sys\n{code}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
        ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        return set(ended.stdout.splitlines()[-1].split())

    def test_by_import_capture(self) -> None:
        heavy = {"playwright", "pydantic", "typer", "rich", "babel", "PIL", "isal", "asyncio"}
        assert not self.loaded("import capture") & heavy

    def test_where_no_terminal_shows_it(self) -> None:
        run = "sys.argv = ['capture', 'verify', 'nowhere']\ntry: capture.cli.main()\nexcept SystemExit: pass"
        assert not self.loaded(f"import capture.cli\n{run}") & {"rich", "playwright", "PIL"}

    def test_by_help(self) -> None:
        run = "sys.argv = ['capture', 'page', '--help']\ntry: capture.cli.main()\nexcept SystemExit: pass"
        code = f"import capture.cli\n{run}"
        assert not self.loaded(code) & {"playwright", "babel", "PIL", "isal"}


def test_a_proxy_of_the_environment_is_not_used_and_that_is_told(site: NewsSite, tmp_path: Path) -> None:
    environ = {"HTTPS_PROXY": "http://reader:secret@127.0.0.1:9"}
    ended = capture("page", site.url("/replay/steady"), "--no-pdf", "--out", tmp_path, environ=environ)
    assert ended.code == 0
    assert "HTTPS_PROXY is set and not used" in ended.said
    assert "secret" not in ended.said
