"""What a capture keeps of the network: every exchange that a page can bring about, each as it was."""

import gzip
import hashlib
import hmac
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from capture.archive.reader import WaczReader
from capture.archive.wacz import WARC
from capture.observe import browser, targets
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.network import CODED_TEXT, LATIN_TEXT, WORKER_CODE
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

Serve = Callable[[str], str]


@pytest.fixture(scope="module")
def taken(capture: Capturer, site: NewsSite) -> Taken:
    """The page with every kind of request, all of them sent."""
    taken = capture(site.url("/network"))
    assert "All was sent: This text comes from the worker." in taken.tree.text(0)
    return taken


@pytest.fixture(scope="module")
def reader(taken: Taken) -> Iterator[WaczReader]:
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as reader:
        yield reader


def warc(taken: Taken) -> bytes:
    with zipfile.ZipFile(io.BytesIO(taken.bundle.read_artifact("page.wacz"))) as package:
        return package.read(WARC)


def records(taken: Taken) -> list[Any]:
    found = []
    for record in ArchiveIterator(io.BytesIO(warc(taken)), check_digests="raise"):
        record.content = record.raw_stream.read()
        found.append(record)
    return found


def note(taken: Taken, name: str) -> Any:
    uri = f"urn:{name}:{taken.record.url}"
    (record,) = (record for record in records(taken) if record.rec_headers.get_header("WARC-Target-URI") == uri)
    return json.loads(record.content)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_is_decoded_and_the_head_says_what_it_was(reader: WaczReader, site: NewsSite, coding: str) -> None:
    found = reader.lookup(site.url(f"/network/coded/{coding}"))
    assert found is not None
    assert found.body == CODED_TEXT
    assert dict(found.fields)["X-Orig-Content-Encoding"] == coding


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/network/latin", 200, LATIN_TEXT.encode("latin-1")),
        ("/network/chunked", 200, b"one, two, three"),
        ("/network/empty", 200, b""),
        ("/network/nothing", 204, b""),
        ("/network/kept", 200, b"kept"),
        ("/network/kept?worker", 200, b"kept"),
        ("/network/worker.js", 200, WORKER_CODE),
        ("/network/style.css", 200, b"h1 { color: #224466 }"),
        ("/from-the-worker", 200, b"This text comes from the worker."),
    ],
)
def test_a_body_is_the_bytes_that_were_sent(
    reader: WaczReader, site: NewsSite, path: str, status: int, body: bytes
) -> None:
    found = reader.lookup(site.url(path))
    assert found is not None
    assert (found.status, found.body, found.truncated) == (status, body, None)


def test_a_large_body_is_whole(reader: WaczReader, site: NewsSite) -> None:
    found = reader.lookup(site.url("/network/bytes/20000000"))
    assert found is not None
    assert (len(found.body), found.truncated) == (20_000_000, None)


def test_the_document_is_the_source_not_the_dom(reader: WaczReader, taken: Taken) -> None:
    found = reader.lookup(taken.record.url)
    assert found is not None
    assert HEADLINE.encode() in found.body
    assert b"All was sent: This" not in found.body


def test_the_text_that_a_reader_saw_is_there_a_line_for_each_block(taken: Taken) -> None:
    uri = f"urn:text:{taken.record.url}"
    (text,) = (r.content for r in records(taken) if r.rec_headers.get_header("WARC-Target-URI") == uri)
    lines = text.decode("utf-8").splitlines()
    assert lines[:2] == [HEADLINE, "By our harbour correspondent"]
    assert "11:20 elsewhere: Mail boat due a day early" in lines
    assert lines[-1] == "All was sent: This text comes from the worker."


def test_each_hop_of_a_redirect_is_an_exchange(reader: WaczReader, site: NewsSite) -> None:
    hops = [reader.lookup(site.url(f"/redirect-chain-picture/{left}")) for left in (3, 2, 1, 0)]
    assert [hop.status for hop in hops if hop] == [307, 302, 301, 200]
    assert [hop.truncated for hop in hops if hop] == ["unspecified"] * 3 + [None]
    assert hops[3] is not None
    assert hops[3].body.startswith(b"\x89PNG")


def test_the_method_changes_as_the_browser_changes_it(taken: Taken, site: NewsSite) -> None:
    asked = [record for record in records(taken) if record.rec_type == "request"]
    target = site.url("/network/after-redirect")
    found = [r.http_headers.protocol for r in asked if r.rec_headers.get_header("WARC-Target-URI") == target]
    assert found == ["GET", "GET", "POST", "POST"]


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("application/x-www-form-urlencoded", b"vote=ferry&why=caf%C3%A9"),
        ("application/json", b'{"vote": {"for": "bridge"}, "list": [1, 2]}'),
        ("application/octet-stream", b"\x00\xff\x01"),
    ],
)
def test_what_was_posted_is_kept_and_finds_its_answer(
    reader: WaczReader, taken: Taken, site: NewsSite, kind: str, sent: bytes
) -> None:
    found = reader.lookup(site.url("/network/echo"), method="POST", content_type=kind, post=sent)
    assert found is not None
    assert json.loads(found.body) == {"type": kind, "body": sent.decode("latin-1")}
    assert sent in [record.content for record in records(taken) if record.rec_type == "request"]


def test_heads_are_raw_unless_the_browser_garbled_them(taken: Taken, site: NewsSite) -> None:
    told = {}
    for record in records(taken):
        if record.rec_type == "response":
            metadata = json.loads(record.rec_headers.get_header("WARC-JSON-Metadata"))
            told[record.rec_headers.get_header("WARC-Target-URI")] = (metadata["head"], record.http_headers.headers)
    assert told[site.url("/network/latin")][0] == "raw"
    assert told[site.url("/network/odd-headers")][0] == "reconstructed"
    content = gzip.decompress(warc(taken))
    for line in (b"X-Twice: one", b"x-twice: two", b"X-Blanks: a  b", b"X-Utf-8: caf\xc3\xa9", b"X-Latin: caf\xe9"):
        assert b"\r\n" + line + b"\r\n" in content


def test_a_confirmed_copy_is_a_revisit_and_a_kept_one_is_counted(taken: Taken, site: NewsSite) -> None:
    revisits = [record for record in records(taken) if record.rec_type == "revisit"]
    assert [record.rec_headers.get_header("WARC-Target-URI") for record in revisits] == [site.url("/cached")]
    archive = taken.record.network.archive
    assert archive is not None
    assert (archive.from_cache, archive.from_service_worker, archive.websockets) == (1, 1, 1)
    assert archive.as_sent


def test_what_failed_is_told_with_its_reason(taken: Taken, site: NewsSite) -> None:
    reasons = {failure["url"]: failure["reason"] for failure in note(taken, "failed")}
    assert reasons == {
        site.url("/close"): "net::ERR_EMPTY_RESPONSE",
        site.url("/network/no-cors", host="localhost"): "MissingAllowOriginHeader",
    }


def test_a_socket_is_noted_but_not_what_it_said(taken: Taken, site: NewsSite) -> None:
    (socket,) = note(taken, "websockets")
    assert socket["url"] == f"ws://127.0.0.1:{site.port}/socket"
    assert socket["response"][0].startswith("HTTP/1.1 101")
    assert socket["frames_received"] > 0
    assert socket["bytes_received"] >= len("message 0") * socket["frames_received"]


def test_everything_that_the_server_was_asked_for_is_there(capture: Capturer, site: NewsSite) -> None:
    """By what the server saw itself, workers and frames of other origins included."""
    anew = capture(site.url("/network?anew"), artifacts=("wacz",))
    told = {record.rec_headers.get_header("WARC-Target-URI") for record in records(anew)}
    kept = {address.partition(str(site.port))[2] for address in told if address and address.startswith("http")}
    asked = {request.target for request in site.requests}
    assert asked - kept == {"/socket"}
    assert kept - asked == {"/from-the-worker"}


def test_the_record_says_where_responses_came_from(taken: Taken, site: NewsSite) -> None:
    origins = {connection.origin for connection in taken.record.network.connections}
    assert origins == {site.url(""), site.url("", host="localhost")}
    told = {connection.remote_address for connection in taken.record.network.connections}
    # None: an answer from elsewhere that the page may not read, of which the browser tells no address.
    assert told == {f"127.0.0.1:{site.port}", None}


SECRETS = {
    "cookie": "tidal-session-9f8e7d6c5b",
    "password": "tidal-password-0a1b2c3d",
    "key": "tidal-key-5566778899",
    "given": "tidal-token-0123456789",
}
"""A cookie of a stored session, a password, a header by a name of the user's own, a cookie that the server sets."""


@pytest.fixture
def logged_in(site: NewsSite, tmp_path: Path) -> dict[str, Any]:
    """Settings with every secret that a user can give."""
    cookie = {"name": "sid", "value": SECRETS["cookie"], "domain": "127.0.0.1", "path": "/", "expires": -1}
    more = {"httpOnly": True, "secure": False, "sameSite": "Lax"}
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"cookies": [{**cookie, **more}], "origins": []}), encoding="utf-8")
    headers = (("Authorization", f"Bearer {SECRETS['password']}"), ("X-Tide", SECRETS["key"]))
    return {"storage_state": state, "headers": headers}


def everything_in(taken: Taken) -> bytes:
    """Every file of the bundle, with all that is packed in them unpacked."""
    files = taken.files()
    with zipfile.ZipFile(io.BytesIO(files["data/page.wacz"])) as package:
        members = {name: package.read(name) for name in package.namelist()}
    members[WARC] = gzip.decompress(members[WARC])
    return b"\n".join([*files.values(), *members.values()])


def test_no_secret_of_the_request_is_in_any_file(capture: Capturer, site: NewsSite, logged_in: dict[str, Any]) -> None:
    taken = capture(site.url("/network/secrets"), **logged_in)
    sent = [request for request in site.requests if request.path in {"/network/secrets", "/network/kept", "/socket"}]
    assert {request.headers["authorization"] for request in sent} == {f"Bearer {SECRETS['password']}"}
    assert any(SECRETS["given"] == request.headers.get("x-csrf-token") for request in sent)
    assert all(SECRETS["cookie"] in request.headers["cookie"] for request in sent)
    found = everything_in(taken)
    assert [name for name, secret in SECRETS.items() if secret.encode() in found] == []


def test_who_knows_a_secret_can_show_that_it_was_sent(
    capture: Capturer, site: NewsSite, logged_in: dict[str, Any]
) -> None:
    taken = capture(site.url("/network/secrets"), **logged_in)
    redaction = taken.record.network.redaction
    assert redaction is not None
    found = everything_in(taken)
    salt = bytes.fromhex(redaction.salt)
    digests = {name: hmac.new(salt, secret.encode(), hashlib.sha256).hexdigest() for name, secret in SECRETS.items()}
    assert [name for name, digest in digests.items() if f"hmac-sha256:{digest}".encode() not in found] == []
    assert redaction.withheld == len(SECRETS)


def test_secrets_are_kept_only_if_asked_for_and_that_is_told(
    capture: Capturer, site: NewsSite, logged_in: dict[str, Any]
) -> None:
    taken = capture(site.url("/network/secrets"), keep_secrets=True, **logged_in)
    found = everything_in(taken)
    assert [name for name, secret in SECRETS.items() if secret.encode() not in found] == []
    assert "secrets-kept" in taken.findings
    assert taken.record.network.redaction is None
    assert taken.record.settings.keep_secrets


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"body_bytes": 5_000_000, "archive_bytes": 100_000_000}, "too-large"),
        ({"body_bytes": 50_000_000, "archive_bytes": 5_000_000}, "over-budget"),
    ],
)
def test_a_body_beyond_a_limit_is_left_out_and_that_is_told(
    capture: Capturer, serve: Serve, site: NewsSite, limits: dict[str, int], reason: str
) -> None:
    address = serve("<!doctype html><h1>Large</h1><script>fetch('/network/bytes/9000000')</script>")
    taken = capture(address, artifacts=("wacz",), archive_limits=limits)
    archive = taken.record.network.archive
    assert archive is not None
    assert [(missing.reason, missing.count) for missing in archive.bodies_missing] == [(reason, 1)]
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as reader:
        found = reader.lookup(site.url("/network/bytes/9000000"))
    assert found is not None
    assert (found.status, found.body, found.truncated) == (200, b"", "length")
    assert taken.record.outcome == "complete"


def test_a_document_that_breaks_off_is_kept_as_far_as_it_came(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/cut-off"), artifacts=("wacz",))
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as reader:
        found = reader.lookup(site.url("/cut-off"))
    assert found is not None
    assert HEADLINE.encode() in found.body
    assert found.truncated == "disconnect"


def test_documents_that_the_page_moved_on_from_are_kept(capture: Capturer, serve: Serve, site: NewsSite) -> None:
    address = serve("<!doctype html><h1>On the way</h1><script>location = '/portal-modern.html'</script>")
    taken = capture(address, artifacts=("wacz",))
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as reader:
        found = reader.lookup(address)
    assert taken.record.url == site.url("/portal-modern.html")
    assert found is not None
    assert b"On the way" in found.body


def test_a_page_that_could_not_be_had_keeps_what_was_tried(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/redirect?to=/close"), artifacts=("wacz",))
    assert taken.record.outcome == "failed"
    kinds = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in records(taken)]
    assert ("response", site.url("/redirect?to=/close")) in kinds
    assert ("request", site.url("/close")) in kinds


def test_a_page_with_a_worker_falls_quiet(capture: Capturer, serve: Serve) -> None:
    taken = capture(
        serve("<!doctype html><h1>Worker</h1><script>new Worker('/network/worker.js')</script>"), artifacts=("wacz",)
    )
    assert "network-busy" not in taken.findings


def test_nothing_is_recorded_if_not_asked_for(capture: Capturer, site: NewsSite) -> None:
    record = capture(site.url("/portal-modern.html"), artifacts=("rendered",)).record
    assert record.network.archive is None
    assert not {step.name for step in record.steps} & {"record"}


def test_frames_in_processes_of_their_own_are_heard(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With site isolation, which a headless shell has only if told to."""
    monkeypatch.setattr(browser, "LAUNCH_ARGUMENTS", (*browser.LAUNCH_ARGUMENTS, "--site-per-process"))
    with Capturer(tmp_path) as isolated:
        taken = isolated(site.url("/frames"))
        assert {frame.url for frame in taken.page.frames if frame.reason} == set()
    elsewhere = site.url("/frame-nested", host="localhost")
    nested = site.url("/frame-ticker/nested")
    with WaczReader(taken.bundle.path / "data" / "page.wacz") as reader:
        for address, words in ((elsewhere, b"<iframe"), (nested, b"nested: Mail boat")):
            found = reader.lookup(address)
            assert found is not None
            assert words in found.body
    assert taken.record.network.archive is not None
    assert taken.record.network.archive.bodies_missing == ()
    heads = {
        record.rec_headers.get_header("WARC-Target-URI"): json.loads(
            record.rec_headers.get_header("WARC-JSON-Metadata")
        )
        for record in records(taken)
        if record.rec_type == "response"
    }
    assert heads[nested] == {"head": "raw"}


def test_a_browser_that_cannot_be_listened_to_costs_the_recording_alone(
    capture: Capturer, site: NewsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "_ATTACH", {"autoAttach": "not a truth value"})
    record = capture(site.url("/portal-modern.html?unheard")).record
    assert [step.name for step in record.steps if step.outcome == "failed"] == ["record-begin"]
    assert record.outcome == "partial"
    assert record.network.archive is None
    files = {artifact.path for artifact in record.artifacts}
    assert "page.wacz" not in files
    assert {"page.png", "page.pdf", "page.html"} <= files
