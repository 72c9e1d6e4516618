"""Every rule of `verify_bundle` against a bundle that breaks this rule and, as far as can be, no other.

Each expectation is the whole set of problems, so that a rule taken away and a rule that cries too often both fail.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import pytest

from capture.archive.wacz import DATAPACKAGE, DATAPACKAGE_DIGEST, INDEX, WARC
from capture.bundle.rendered import encode_rendered_page
from capture.bundle.verify import verify_bundle
from capture.models.manifest import KIND_OF_PROBLEM, ProblemCode
from tests.forged.good import (
    CAPTURE_ID,
    append,
    edit_record,
    png,
    rendered_page,
    reseal,
    reseal_tags,
    write_good_bundle,
)

Forge = Callable[[Path], object]
Case = tuple[str, Forge, set[tuple[str, str]]]
MANIFEST, TAGS, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
RECORD = "data/capture.json"
DIGEST = "0" * 64


def rewrite(name: str, old: str, new: str, then: Forge = reseal_tags) -> Forge:
    """Replace the one match of a pattern in a tag file, and seal again."""

    def forge(bundle: Path) -> None:
        text, count = re.subn(old, new, (bundle / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert count == 1
        (bundle / name).write_text(text, encoding="utf-8", newline="\n")
        then(bundle)

    return forge


def add_line(name: str, line: str | bytes, then: Forge = reseal_tags) -> Forge:
    """Append a line to a tag file, and seal again."""
    content = line if isinstance(line, bytes) else line.encode()

    def forge(bundle: Path) -> None:
        append(bundle / name, content + b"\n")
        then(bundle)

    return forge


def replace(path: str, content: bytes, then: Forge) -> Forge:
    """Give a file other bytes."""

    def forge(bundle: Path) -> None:
        (bundle / path).write_bytes(content)
        then(bundle)

    return forge


def replace_artifact(path: str, content: bytes, then: Forge | None = None) -> Forge:
    """Give an artifact other bytes, and have manifest and record agree with them."""

    def forge(bundle: Path) -> None:
        (bundle / "data" / path).write_bytes(content)
        edit_artifact(path, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))(bundle)
        if then is not None:
            then(bundle)

    return forge


Members = dict[str, bytes]


def rezip(change: Callable[[Members], object], compression: int = zipfile.ZIP_STORED) -> Forge:
    """Change members of page.wacz, and have manifest and record agree with that."""

    def forge(bundle: Path) -> None:
        path = bundle / WACZ
        with zipfile.ZipFile(path) as package:
            members = {name: package.read(name) for name in package.namelist()}
        change(members)
        with zipfile.ZipFile(path, "w", compression) as package:
            for name, content in members.items():
                package.writestr(name, content)
        replace_artifact("page.wacz", path.read_bytes())(bundle)

    return forge


def restate(**changes: Any) -> Callable[[Members], object]:
    """Change values of datapackage.json, by what they are or by a function of it, and its digest with them."""

    def change(members: Members) -> None:
        stated = json.loads(members[DATAPACKAGE])
        for name, value in changes.items():
            stated[name] = value(stated[name]) if callable(value) else value
        members[DATAPACKAGE] = json.dumps(stated).encode()
        digest = f"sha256:{hashlib.sha256(members[DATAPACKAGE]).hexdigest()}"
        members[DATAPACKAGE_DIGEST] = json.dumps({"path": DATAPACKAGE, "hash": digest}).encode()

    return change


def edit_artifact(path: str, /, **changes: object) -> Forge:
    """Change what capture.json says of one artifact, and seal again."""
    return edit(lambda record: artifact(record, path).update(changes))


def artifact(record: dict[str, Any], path: str) -> dict[str, Any]:
    """The entry of one artifact in capture.json."""
    found: dict[str, Any] = next(entry for entry in record["artifacts"] if entry["path"] == path)
    return found


def edit(change: Callable[[dict[str, Any]], object]) -> Forge:
    """Change capture.json, and seal again."""

    def forge(bundle: Path) -> None:
        edit_record(bundle, lambda record: (change(record), None)[1])

    return forge


def unseal(_: Path) -> None:
    """Do not seal again."""


def remove(path: str, then: Forge = unseal) -> Forge:
    """Delete a file."""

    def forge(bundle: Path) -> None:
        (bundle / path).unlink()
        then(bundle)

    return forge


def link(path: str) -> Forge:
    """Put a symbolic link to an equal file or directory in its place."""

    def forge(bundle: Path) -> None:
        elsewhere = bundle.parent / "elsewhere"
        (bundle / path).rename(elsewhere)
        (bundle / path).symlink_to(elsewhere)

    return forge


def repeat_line(name: str, number: int, then: Forge) -> Forge:
    """Have a line of a tag file twice."""

    def forge(bundle: Path) -> None:
        append(bundle / name, (bundle / name).read_bytes().splitlines(keepends=True)[number])
        then(bundle)

    return forge


def cut_last_byte(name: str) -> Forge:
    """Lose the line feed at the end."""

    def forge(bundle: Path) -> None:
        (bundle / name).write_bytes((bundle / name).read_bytes()[:-1])
        reseal_tags(bundle)

    return forge


def flip_byte(path: str) -> Forge:
    """Change one bit in the middle."""

    def forge(bundle: Path) -> None:
        content = bytearray((bundle / path).read_bytes())
        content[len(content) // 2] ^= 1
        (bundle / path).write_bytes(content)

    return forge


def grow(path: str, size_bytes: int) -> Forge:
    """Make a file large; a sparse one costs nothing."""
    return lambda bundle: os.truncate(bundle / path, size_bytes)


def page_json(**changes: object) -> bytes:
    """A rendered page with some keys changed, packed."""
    return gzip.compress(json.dumps(rendered_page().model_dump(mode="json") | changes).encode())


LISTING: list[Case] = [
    ("no directory at all", shutil.rmtree, {("unreadable-bundle", ".")}),
    ("a link for a file", link("data/page.png"), {("special-file", "data/page.png")}),
    ("a link for a tag file", link(MANIFEST), {("special-file", MANIFEST)}),
    ("a link for the payload", link("data"), {("special-file", "data")}),
    ("a pipe", lambda bundle: os.mkfifo(bundle / "data" / "pipe"), {("special-file", "data/pipe")}),
    ("a dangling link", lambda bundle: (bundle / "x").symlink_to("nowhere"), {("special-file", "x")}),
    ("a file too many", lambda b: append(b / "data/more.txt", b"x"), {("unlisted-file", "data/more.txt")}),
    ("a hidden file", lambda b: append(b / "data/.hidden", b"x"), {("unlisted-file", "data/.hidden")}),
    ("a tag file too many", lambda b: append(b / "fetch.txt", b"x"), {("unlisted-file", "fetch.txt")}),
    ("an empty directory", lambda b: (b / "data/more").mkdir(), {("unlisted-file", "data/more")}),
    (
        "a name that would disturb a terminal",
        lambda bundle: append(bundle / "data" / "a\n\x1b[2J%", b"x"),
        {("unlisted-file", "data/a%0A%1B[2J%25")},
    ),
    (
        "a name that is not UTF-8",
        lambda bundle: append(Path(os.fsdecode(os.fsencode(bundle) + b"/data/\xff")), b"x"),
        {("unlisted-file", "data/%FF")},
    ),
]

ABSENCE: list[Case] = [
    (f"no {path}", remove(path), {("missing-file", path)})
    for path in (
        "bagit.txt",
        INFO,
        MANIFEST,
        TAGS,
        RECORD,
        "data/page.pdf",
        "data/rendered.json.gz",
        "data/explain.json",
    )
] + [
    (
        "no bagit.txt, and no manifest lists it",
        remove("bagit.txt", rewrite(TAGS, "^.*bagit.txt\n", "", unseal)),
        {("missing-file", "bagit.txt")},
    ),
    ("no capture.json, and no manifest lists it", remove(RECORD, reseal), {("missing-file", RECORD)}),
]

DIGESTS: list[Case] = [
    (f"a bit of {path}", flip_byte(path), {("digest-mismatch", path)})
    for path in ("data/page.html", "data/page.png", "data/page.pdf", "data/log.jsonl")
] + [
    (
        "another size of payload, not sealed again",
        lambda bundle: append(bundle / "data/page.html", b"<p>Forged."),
        {("digest-mismatch", "data/page.html")},
    ),
    (
        "another picture, not sealed again",
        replace("data/page.png", png(41, 30), unseal),
        {("digest-mismatch", "data/page.png")},
    ),
    ("an empty file", replace("data/page.pdf", b"", unseal), {("digest-mismatch", "data/page.pdf")}),
    (
        "a new label of bag-info.txt, not sealed again",
        add_line(INFO, "Source-Organization: Example", unseal),
        {("digest-mismatch", INFO)},
    ),
    (
        "a file and its line of the manifest, tag manifest not sealed again",
        lambda bundle: (
            append(bundle / "data/log.jsonl", b""),
            rewrite(MANIFEST, r"^\w+(?=  data/log\.jsonl)", DIGEST, unseal)(bundle),
        ),
        {("digest-mismatch", MANIFEST), ("digest-mismatch", "data/log.jsonl")},
    ),
]

MANIFESTS: list[Case] = [
    ("a line of prose", add_line(MANIFEST, "no digest here"), {("bad-manifest", MANIFEST)}),
    ("a line of prose in the tag manifest", add_line(TAGS, "no digest", unseal), {("bad-manifest", TAGS)}),
    (
        "a line of bytes that are not UTF-8",
        add_line(MANIFEST, b"0" * 64 + b"  data/\xff"),
        {("bad-manifest", MANIFEST)},
    ),
    ("an empty line", add_line(MANIFEST, ""), {("bad-manifest", MANIFEST)}),
    ("a carriage return", add_line(MANIFEST, f"{DIGEST}  data/x\r"), {("bad-manifest", MANIFEST)}),
    ("a digest that is too short", add_line(MANIFEST, f"{DIGEST[1:]}  data/x"), {("bad-manifest", MANIFEST)}),
    (
        "a manifest cut off in its last line feed",
        cut_last_byte(MANIFEST),
        {
            ("bad-manifest", MANIFEST),
            ("unlisted-file", "data/rendered.json.gz"),
            ("missing-artifact", "data/rendered.json.gz"),
        },
    ),
    (
        "a manifest too large to be one",
        grow(MANIFEST, 64 * 1024 * 1024 + 1),
        {("digest-mismatch", MANIFEST), ("bad-manifest", MANIFEST)},
    ),
    ("a line twice", repeat_line(MANIFEST, 0, reseal_tags), {("duplicate-path", MANIFEST)}),
    ("a line of the tag manifest twice", repeat_line(TAGS, 0, unseal), {("duplicate-path", TAGS)}),
    ("a tag file in the manifest", add_line(MANIFEST, f"{DIGEST}  bagit.txt"), {("unsafe-path", MANIFEST)}),
    ("a payload file in the tag manifest", add_line(TAGS, f"{DIGEST}  data/x", unseal), {("unsafe-path", TAGS)}),
] + [
    (f"the path {path}", add_line(MANIFEST, f"{DIGEST}  {path}"), {("unsafe-path", MANIFEST)})
    for path in (
        "data/../../../etc/passwd",
        "/etc/passwd",
        "data//x",
        "data/./x",
        "data/x/",
        "data\\x",
        "data/x%0Ay",
        "data/..%2F..",
        "data/PAGE.PNG",
        "data/\x1b[2J",
        "~/x",
        "x",
    )
]

TAG_TEXTS: list[Case] = [
    (
        "another version of BagIt",
        replace("bagit.txt", b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", reseal_tags),
        {("bad-declaration", "bagit.txt")},
    ),
    (
        "another encoding",
        replace("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n", reseal_tags),
        {("bad-declaration", "bagit.txt")},
    ),
    ("a line that is no label", add_line(INFO, "prose"), {("bad-bag-info", INFO)}),
    ("a label twice", repeat_line(INFO, 0, reseal_tags), {("bad-bag-info", INFO)}),
    ("another number of octets", rewrite(INFO, r"(?<=^Payload-Oxum: )\d+", "1"), {("payload-oxum-mismatch", INFO)}),
    (
        "another number of files",
        rewrite(INFO, r"^(Payload-Oxum: \d+)\.\d+$", r"\1.99"),
        {("payload-oxum-mismatch", INFO)},
    ),
]
LABELS = (
    "Bag-Software-Agent",
    "Bagging-Date",
    "External-Description",
    "External-Identifier",
    "Internal-Sender-Description",
)
TAG_TEXTS += [
    (f"no {label}", rewrite(INFO, f"^{label}: .*\n", ""), {("bad-bag-info", INFO)})
    for label in (*LABELS, "Payload-Oxum")
]
TAG_TEXTS += [
    (f"another {label}", rewrite(INFO, f"^({label}): .*$", r"\1: forged"), {("bag-info-mismatch", INFO)})
    for label in LABELS
]

RECORDS: list[Case] = [
    ("no JSON", replace(RECORD, b"{", reseal), {("bad-record", RECORD)}),
    ("an empty record", replace(RECORD, b"", reseal), {("bad-record", RECORD)}),
    ("bytes that are not UTF-8", replace(RECORD, b'{"id": "\xff"}', reseal), {("bad-record", RECORD)}),
    ("JSON nested too deep", replace(RECORD, b"[" * 100_000, reseal), {("bad-record", RECORD)}),
    ("a key that is not ours", edit(lambda record: record.update(more=1)), {("bad-record", RECORD)}),
    ("a version of the future", edit(lambda record: record.update(schema_version="2.0")), {("bad-record", RECORD)}),
    (
        "a record too large to be one",
        grow(RECORD, 64 * 1024 * 1024 + 1),
        {("digest-mismatch", RECORD), ("bad-record", RECORD)},
    ),
    (
        "an artifact that climbs",
        edit_artifact("page.pdf", path="../page.pdf"),
        {("bad-record", RECORD)},
    ),
    (
        "an artifact listed twice",
        edit(lambda record: record["artifacts"].append(artifact(record, "page.pdf"))),
        {("duplicate-path", RECORD)},
    ),
    ("an artifact removed, sealed again", remove("data/page.pdf", reseal), {("missing-artifact", "data/page.pdf")}),
    (
        "an artifact exchanged, sealed again",
        replace("data/page.pdf", b"%PDF forged", reseal),
        {("artifact-mismatch", "data/page.pdf")},
    ),
    (
        "another size of an artifact",
        edit_artifact("page.pdf", bytes=1),
        {("artifact-mismatch", "data/page.pdf")},
    ),
    (
        "a file added, sealed again",
        lambda bundle: (append(bundle / "data/more.txt", b"x"), reseal(bundle)),
        {("undeclared-artifact", "data/more.txt")},
    ),
]

WACZ = "data/page.wacz"
PNG, PACKED, PACKED_PATH = "data/page.png", encode_rendered_page(rendered_page()), "data/rendered.json.gz"
CONTENTS: list[Case] = [
    ("another width", edit_artifact("page.png", width_px=41), {("picture-mismatch", PNG)}),
    ("another height", edit_artifact("page.png", height_px=31), {("picture-mismatch", PNG)}),
    ("no size", edit_artifact("page.png", width_px=None, height_px=None), {("picture-mismatch", PNG)}),
    ("another picture", replace_artifact("page.png", png(41, 30)), {("picture-mismatch", PNG)}),
    (
        "no picture",
        replace_artifact("page.png", b"GIF89a", then=edit_artifact("page.png", width_px=None, height_px=None)),
        {("picture-mismatch", PNG)},
    ),
    (
        "a size of what is no picture",
        edit_artifact("page.pdf", width_px=1, height_px=1),
        {("picture-mismatch", "data/page.pdf")},
    ),
    ("a page not packed", replace_artifact("rendered.json.gz", b"{}"), {("bad-rendered-page", PACKED_PATH)}),
    ("a page cut off", replace_artifact("rendered.json.gz", PACKED[:-4]), {("bad-rendered-page", PACKED_PATH)}),
    ("more than a page", replace_artifact("rendered.json.gz", PACKED + b"x"), {("bad-rendered-page", PACKED_PATH)}),
    (
        "columns that refer to nothing",
        replace_artifact("rendered.json.gz", page_json(strings=[])),
        {("bad-rendered-page", PACKED_PATH)},
    ),
    ("no archive", replace_artifact("page.wacz", b"PK"), {("bad-wacz", WACZ)}),
    ("an archive without its index", rezip(lambda members: members.pop(INDEX)), {("bad-wacz", WACZ)}),
    ("an archive of another version", rezip(restate(wacz_version="1.2.0")), {("bad-wacz", WACZ)}),
    ("an archive that was packed again", rezip(lambda members: None, zipfile.ZIP_DEFLATED), {("bad-wacz", WACZ)}),
    (
        "a data package that is a list",
        rezip(lambda members: members.update({DATAPACKAGE: b"[]"})),
        {("bad-wacz", WACZ)},
    ),
    (
        "another response in the archive",
        rezip(lambda members: members.update({WARC: members[WARC] + b"x"})),
        {("wacz-mismatch", WACZ)},
    ),
    (
        "a data package exchanged in the archive",
        rezip(lambda members: members.update({DATAPACKAGE: members[DATAPACKAGE] + b"\n"})),
        {("wacz-mismatch", WACZ)},
    ),
    (
        "a member of the archive that no list names",
        rezip(lambda members: members.update({"logs/\x1b[2Jmore": b"x"})),
        {("wacz-mismatch", WACZ)},
    ),
    (
        "a member of the archive taken away",
        rezip(restate(resources=lambda listed: [*listed, {**listed[0], "path": "logs/gone.txt"}])),
        {("wacz-mismatch", WACZ)},
    ),
    ("no explanation", replace_artifact("explain.json", b"[]"), {("bad-explanation", "data/explain.json")}),
]

CASES = [*LISTING, *ABSENCE, *DIGESTS, *MANIFESTS, *TAG_TEXTS, *RECORDS, *CONTENTS]


@pytest.mark.parametrize(("forge", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_forged_bundle_fails_its_rule_alone(forge: Forge, expected: set[tuple[str, str]], bundle: Path) -> None:
    forge(bundle)
    verification = verify_bundle(bundle)
    assert {(problem.code, problem.path) for problem in verification.problems} == expected
    assert len(verification.problems) == len(expected)
    assert not verification.ok
    assert all(problem.kind == KIND_OF_PROBLEM[problem.code] for problem in verification.problems)
    assert all(str.isprintable(problem.message + problem.path) for problem in verification.problems)
    assert all(problem.message and problem.path not in problem.message.split(": ") for problem in verification.problems)


def test_good_bundle_has_no_problem(bundle: Path) -> None:
    verification = verify_bundle(bundle)
    assert verification.problems == ()
    assert verification.ok
    assert verification.capture_id == CAPTURE_ID
    assert verification.files == 12
    assert verification.findings == ()


def test_every_problem_code_has_a_forged_bundle() -> None:
    forged = {code for _, _, expected in CASES for code, _ in expected}
    assert forged | {"unreadable-file"} == set(get_args(ProblemCode))


def test_all_problems_are_reported_not_only_the_first(bundle: Path) -> None:
    flip_byte("data/page.html")(bundle)
    remove("data/page.pdf")(bundle)
    append(bundle / "data/more.txt", b"x")
    append(bundle / "bagit.txt", b"x")
    assert {(problem.code, problem.path) for problem in verify_bundle(bundle).problems} == {
        ("digest-mismatch", "data/page.html"),
        ("missing-file", "data/page.pdf"),
        ("unlisted-file", "data/more.txt"),
        ("digest-mismatch", "bagit.txt"),
        ("bad-declaration", "bagit.txt"),
    }


def test_special_file_is_named_for_what_it_is(bundle: Path) -> None:
    (bundle / "data" / "link").symlink_to("page.png")
    os.mkfifo(bundle / "data" / "pipe")
    assert {problem.path: problem.message for problem in verify_bundle(bundle).problems} == {
        "data/link": "is a symbolic link; a bundle holds regular files only",
        "data/pipe": "is a device, pipe or socket; a bundle holds regular files only",
    }


def test_digest_mismatch_gives_both_digests(bundle: Path) -> None:
    (bundle / "data/page.pdf").write_bytes(b"")
    (problem,) = verify_bundle(bundle).problems
    assert problem.found == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert f"{problem.expected}  data/page.pdf\n" in (bundle / MANIFEST).read_text()


def test_picture_mismatch_gives_both_sizes(bundle: Path) -> None:
    edit_artifact("page.png", width_px=41)(bundle)
    (problem,) = verify_bundle(bundle).problems
    assert (problem.expected, problem.found) == ("41x30", "40x30")
    replace_artifact("page.png", b"GIF89a")(bundle)
    (problem,) = verify_bundle(bundle).problems
    assert (problem.expected, problem.found) == ("41x30", "no picture")
    replace_artifact("page.png", png(40, 30), then=edit_artifact("page.png", width_px=None, height_px=None))(bundle)
    (problem,) = verify_bundle(bundle).problems
    assert (problem.expected, problem.found) == ("no picture", "40x30")


def test_renamed_bundle_is_a_finding_and_no_problem(bundle: Path, tmp_path: Path) -> None:
    verification = verify_bundle(bundle.rename(tmp_path / "bridge"))
    assert verification.ok
    assert [finding.code for finding in verification.findings] == ["renamed-bundle"]


def test_bundle_reached_through_a_link_is_good(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "latest").symlink_to(bundle)
    assert verify_bundle(tmp_path / "latest").ok
    assert verify_bundle(tmp_path / "latest").findings == ()


def test_empty_directory_lacks_what_every_bundle_has(tmp_path: Path) -> None:
    found = {(problem.code, problem.path) for problem in verify_bundle(tmp_path).problems}
    assert found == {("missing-file", path) for path in ("bagit.txt", INFO, MANIFEST, TAGS, RECORD)}


@pytest.fixture
def open_tmp_path() -> Iterator[Path]:
    """A temporary directory that any user may enter."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@contextmanager
def no_privileges() -> Iterator[None]:
    """Root may read what nobody else may; so be somebody else for a moment."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("path", ["data/page.pdf", MANIFEST, RECORD, "data", "."])
def test_what_cannot_be_read_is_reported_as_such(open_tmp_path: Path, path: str) -> None:
    bundle = write_good_bundle(open_tmp_path)
    mode = (bundle / path).stat().st_mode
    (bundle / path).chmod(0)
    with no_privileges():
        verification = verify_bundle(bundle)
    (bundle / path).chmod(mode)
    code = "unreadable-bundle" if path == "." else "unreadable-file"
    assert [(problem.code, problem.path) for problem in verification.problems] == [(code, path)]
    assert verification.problems[0].message.endswith("Permission denied")
