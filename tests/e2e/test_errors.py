"""What can go wrong with a page ends in one clear line, the code of docs/exit-codes.md, and a sealed proof of it."""

import base64
import hashlib
import http.server
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capture.cli import main
from tests.e2e.command import Ended, bundles, capture
from tests.site.behaviours.documents import FILES
from tests.site.server import NewsSite

CERTIFICATE = Path(__file__).parents[1] / "site" / "self-signed.pem"


@pytest.fixture(scope="session")
def closed_port() -> int:
    """A port that was free a moment ago, and that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def secure_address() -> Iterator[str]:
    """An https server whose certificate nobody has signed but itself."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<!doctype html><title>Tide table</title><h1>Tide table of the outer harbour</h1>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A browser that does not trust us hangs up; that is what it should do."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with Server(("127.0.0.1", 0), Page) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


class Failures:
    """One run of the command over addresses that cannot be captured, asked about by their names."""

    def __init__(self, ended: Ended, names: list[str], out: Path) -> None:
        self.ended, self.out = ended, out
        self.by_name = dict(zip(names, ended.records, strict=True))


@pytest.fixture(scope="session")
def failures(
    site: NewsSite, closed_port: int, secure_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Failures:
    addresses = {
        "dns": "http://no-such-host.invalid/story",
        "refused": f"http://127.0.0.1:{closed_port}/",
        "tls": secure_address,
        "redirect-loop": site.url("/redirect-loop"),
        "hang-up": site.url("/close"),
        "silence": site.url("/slow-headers"),
        "404": site.url("/status/404"),
        "500": site.url("/status/500"),
        "endless": site.url("/file-without-end"),
        "empty": site.url("/status/204"),
        "port": "http://127.0.0.1:1/",
        "inside": site.url("/redirect?to=http://127.0.0.2:8123/"),
        "no file": "file:///nowhere/story.html",
    }
    out = tmp_path_factory.mktemp("failures")
    ended = capture("page", *addresses.values(), "--json", "--timeout", "4", "--no-pdf", "--out", out)
    return Failures(ended, list(addresses), out)


def test_the_exit_code_is_that_of_pages_that_cannot_be_captured(failures: Failures) -> None:
    assert failures.ended.code == 4


@pytest.mark.parametrize(
    ("name", "failure", "message"),
    [
        ("dns", "dns", "the host name could not be resolved"),
        ("refused", "refused", "the server refused the connection"),
        ("tls", "tls", "the server's certificate is not valid"),
        ("redirect-loop", "redirect-loop", "the page redirects in a circle"),
        ("hang-up", "empty", "the server closed the connection without an answer"),
        ("silence", "timeout", "did not answer"),
        ("404", None, "the server answered 404"),
        ("500", None, "the server answered 500"),
        ("endless", "download", "a file, not a page, and it had not ended"),
        ("empty", "download", "an empty answer"),
        ("port", "invalid-url", "refuse this port"),
        ("inside", "refused-address", "127.0.0.2 is no public address (loopback)"),
        ("no file", "not-found", "there is no such file"),
    ],
)
def test_each_says_in_one_line_what_went_wrong(
    failures: Failures, name: str, failure: str | None, message: str
) -> None:
    record = failures.by_name[name]
    assert (record["outcome"], record["failure"]) == ("failed", failure)
    (error,) = (finding["message"] for finding in record["findings"] if finding["severity"] == "error")
    assert message in error
    assert "\n" not in error
    assert error in failures.ended.said


def test_each_is_sealed_and_whole(failures: Failures) -> None:
    found = bundles(failures.out)
    assert len(found) == len(failures.by_name)
    assert capture("verify", *found).code == 0


def test_what_the_server_answered_is_kept(failures: Failures) -> None:
    assert failures.by_name["404"]["network"]["status"] == 404
    assert failures.by_name["500"]["network"]["status"] == 500
    assert failures.by_name["endless"]["network"]["mime_type"] == "application/octet-stream"
    assert failures.by_name["silence"]["network"]["status"] is None


def test_a_page_that_says_it_is_an_error_is_evidence_all_the_same(failures: Failures) -> None:
    files = {artifact["path"] for artifact in failures.by_name["404"]["artifacts"]}
    assert {"page.html", "page.png", "rendered.json.gz"} <= files
    assert "404" in failures.by_name["404"]["title"]


def test_silence_ends_at_the_deadline(failures: Failures) -> None:
    steps = failures.by_name["silence"]["steps"]
    assert sum(step["duration_s"] for step in steps) < 8


def test_insecure_captures_it_and_says_so(secure_address: str, tmp_path: Path) -> None:
    ended = capture("page", secure_address, "--insecure", "--json", "--no-pdf", "--out", tmp_path)
    assert ended.code == 0
    (record,) = ended.records
    assert record["title"] == "Tide table"
    assert record["settings"]["insecure"] is True
    assert "insecure" in {finding["code"] for finding in record["findings"]}
    assert record["network"]["tls"]["subject"] == "localhost"
    assert "certificate was not checked" in ended.said


def test_the_certificate_of_the_very_connection_is_in_the_record(secure_address: str, tmp_path: Path) -> None:
    ended = capture("page", secure_address, "--insecure", "--json", "--format", "wacz", "--out", tmp_path)
    (record,) = ended.records
    (connection,) = record["network"]["connections"]
    pem = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", CERTIFICATE.read_text(), re.DOTALL)
    assert pem is not None
    presented = ssl.PEM_cert_to_DER_cert(pem[0])
    digest = hashlib.sha256(presented).hexdigest()
    assert connection["origin"] == secure_address.rstrip("/")
    assert connection["tls"]["chain"] == [digest]
    assert connection["tls"]["protocol"] == "TLS 1.3"
    assert connection["tls"]["key_exchange_group"]
    assert {key: base64.b64decode(der) for key, der in record["network"]["certificates"].items()} == {digest: presented}


def test_what_is_no_html_is_kept_as_the_file_it_is_and_told(site: NewsSite, tmp_path: Path) -> None:
    (local := tmp_path / "tide.pdf").write_bytes(FILES["pdf"][1])
    paths = ("/plain.txt", "/data.json", "/picture.png", "/document.pdf", "/download")
    addresses = [*(site.url(path) for path in paths), str(local)]
    ended = capture("page", *addresses, "--json", "--no-pdf", "--out", tmp_path / "out")
    assert ended.code == 0
    assert capture("verify", *bundles(tmp_path / "out")).code == 0
    kinds = ("text/plain", "application/json", "image/png", "application/pdf", "text/html", "application/pdf")
    for record, kind in zip(ended.records, kinds, strict=True):
        assert record["document"]["path"] in {artifact["path"] for artifact in record["artifacts"]}
        assert record["network"]["mime_type"] == kind
        (told,) = (finding for finding in record["findings"] if finding["code"] == "not-html")
        assert kind in told["message"]
        assert told["message"] in ended.said


def test_the_worst_of_several_pages_decides_and_all_are_captured(site: NewsSite, tmp_path: Path) -> None:
    good, bad = site.url("/portal-text.html"), site.url("/status/404")
    ended = capture("page", bad, good, "--json", "--no-pdf", "--no-screenshots", "--out", tmp_path)
    assert ended.code == 4
    assert [record["outcome"] for record in ended.records] == ["failed", "complete"]
    assert len(bundles(tmp_path)) == 2


def test_a_step_that_fails_makes_it_partial_and_keeps_the_rest(site: NewsSite, tmp_path: Path) -> None:
    """The script keeps the page busy for ever: it is stopped, which is told, and everything else is there."""
    ended = capture("page", site.url("/spinning?after=0"), "--timeout", "12", "--json", "--out", tmp_path)
    assert ended.code == 3
    (record,) = ended.records
    assert record["outcome"] == "partial"
    (failed,) = (step for step in record["steps"] if step["outcome"] == "failed")
    assert failed["reason"]
    assert failed["name"] in ended.said
    assert {"page.png", "page.pdf", "page.html"} <= {artifact["path"] for artifact in record["artifacts"]}
    assert capture("verify", *bundles(tmp_path)).code == 0


NOT_A_PROFILE = Path(__file__)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["news.example/story"], "https://news.example/story"),
        (["ftp://news.example/story"], "cannot capture ftp"),
        (["javascript:alert(1)"], "cannot capture javascript"),
        (["http://"], "has no host"),
        (["https:///story"], "has no host"),
        (["no-such-file.html"], "neither an address nor a file"),
        (["http://127.0.0.1/", "--format", "page,gif"], "'gif'"),
        (["http://127.0.0.1/", "--viewport", "wide"], "--viewport"),
        (["http://127.0.0.1/", "--viewport", "99999x10"], "--viewport"),
        (["http://127.0.0.1/", "--timeout", "0"], "--timeout"),
        (["http://127.0.0.1/", "--timeout", "nan"], "--timeout"),
        (["http://127.0.0.1/", "--timeout", "soon"], "--timeout"),
        (["http://127.0.0.1/", "--timezone", "Nowhere/Land"], "--timezone"),
        (["http://reader:word@127.0.0.1/"], "a user or password in an address would be sealed"),
        (["HTTPS://reader@news.example?x=/"], "a user or password in an address would be sealed"),
        (["http://127.0.0.1/", "--timezone", "../../etc/passwd"], "--timezone"),
        (["http://127.0.0.1/", "--site-timezone", "Nowhere/Land"], "--site-timezone"),
        (["http://127.0.0.1/", "--paper", "A0"], "--paper"),
        (["http://127.0.0.1/", "--header", "no colon"], "--header"),
        (["http://127.0.0.1/", "--header", "bad name: x"], "--header"),
        (["http://127.0.0.1/", "--header", "X: a\r\nY: b"], "--header"),
        (["http://127.0.0.1/", "--proxy", "somewhere"], "--proxy"),
        (["http://127.0.0.1/", "--allow-address", "10.0.0.1/8"], "--allow-address"),
        (["http://127.0.0.1/", "--allow-address", "localhost"], "--allow-address"),
        (["http://127.0.0.1/", "--storage-state", "/nowhere.json"], "--storage-state"),
        (["http://127.0.0.1/", "--profile", "/nowhere.toml"], "--profile /nowhere.toml"),
        (["http://127.0.0.1/", "--profile", str(NOT_A_PROFILE)], "not TOML"),
        (["http://127.0.0.1/", "--no-such-option"], "--no-such-option"),
        ([], "URL"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_request_that_makes_no_sense_is_refused_before_anything_is_done(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In this process: a process of its own for each would take half a minute."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["capture", "page", *arguments, "--out", "out"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert message in " ".join(said.err.split())
    assert "reader:word" not in said.err
    assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_a_usage_error_is_one_line_on_stderr_and_what_to_do(tmp_path: Path) -> None:
    ended = capture("page", "news.example/story", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, b"")
    error, hint = ended.err.decode().splitlines()
    assert error == "error: 'news.example/story' is neither an address nor a file"
    assert hint.strip() == "try: capture page https://news.example/story"


def test_a_directory_that_cannot_be_is_told_with_its_name(site: NewsSite, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = capture("page", site.url("/plain.txt"), "--no-pdf", "--out", tmp_path / "file" / "below")
    assert ended.code == 6
    assert str(tmp_path / "file") in ended.said
    assert "--out" in ended.said


def test_a_browser_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    ended = capture("page", "http://127.0.0.1/", "--browser", "/nowhere/chrome", "--out", tmp_path / "out")
    assert ended.code == 2
    assert "/nowhere/chrome" in ended.said
    assert not (tmp_path / "out").exists()
