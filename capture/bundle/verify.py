"""Checks a bundle from the outside in: the bag, its files, its record. Reports every problem, not only the first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from capture.archive.check import mismatches
from capture.bundle import seal
from capture.bundle.files import Hashed, hash_file, list_files, open_regular, read_file
from capture.bundle.names import bundle_name, printable
from capture.bundle.png import png_size
from capture.bundle.reader import read_explanation, read_record, read_rendered_page
from capture.errors import BundleError
from capture.models.manifest import KIND_OF_PROBLEM, Artifact, Oddity, Problem, ProblemCode, Verification
from capture.models.record import CaptureRecord

MAX_TAG_FILE_BYTES = 64 * 1024 * 1024
"""A bundle has some twenty files of a hundred bytes of manifest each."""
_PAYLOAD = seal.PAYLOAD + "/"
_RECORD = _PAYLOAD + seal.RECORD
_READABLE: tuple[tuple[str, Callable[[Path], object], ProblemCode], ...] = (
    (_PAYLOAD + seal.RENDERED_PAGE, read_rendered_page, "bad-rendered-page"),
    (_PAYLOAD + seal.EXPLANATION, read_explanation, "bad-explanation"),
)


def verify_bundle(path: Path) -> Verification:
    """Check the bundle in directory `path`. Never raises for what is wrong with it.

    Proves that the bundle is whole and agrees with itself. That nobody made all of it anew, manifests included, only a
    signature or a time-stamp over tagmanifest-sha256.txt can prove.

    1. The directory can be listed; all in it are regular files, or directories with files.
    2. Every file can be read.
    3. The tag files and capture.json are there.
    4. bagit.txt declares BagIt 1.0 in UTF-8.
    5. tagmanifest-sha256.txt is well formed and right.
    6. manifest-sha256.txt is well formed and right.
    7. Nothing is there that no manifest lists.
    8. bag-info.txt is well formed, and its Payload-Oxum is that of the payload.
    9. capture.json is a record.
    10. The record and the manifest agree on every artifact.
    11. bag-info.txt says what the record says.
    12. Pictures have the size that the record gives.
    13. rendered.json.gz and explain.json can be read as what they are.
    14. page.wacz is a WACZ, and its members are those that it lists.
    """
    check = _Check(path)
    # (1)
    listed = check.list_all()
    # (2)
    found = {name: hashed for name in listed if (hashed := check.hash(name)) is not None}
    # (3)
    check.required(found)
    # (4)
    check.declaration()
    # (5)
    tags = check.manifest(seal.TAG_MANIFEST)
    check.digests(tags, found=found)
    # (6)
    payload = check.manifest(seal.MANIFEST)
    check.digests(payload, found=found)
    # (7)
    check.nothing_unlisted(listed, tags=tags, payload=payload)
    # (8)
    info = check.bag_info()
    check.payload_oxum(info, found=found)
    # (9)
    record = check.record()
    if record is not None:
        # (10)
        check.artifacts(record.artifacts, payload=payload, found=found)
        # (11)
        check.same_story(info, record)
        # (12)
        check.pictures(record.artifacts, found=found)
    # (13)
    check.contents(found)
    # (14)
    check.archive(found)
    return Verification(
        bundle=str(path),
        ok=not check.problems,
        capture_id=record.id if record else None,
        files=len(found),
        bytes=sum(hashed.size_bytes for hashed in found.values()),
        problems=tuple(check.problems),
        findings=_oddities(path, record) if record else (),
    )


@dataclass
class _Check:
    """The checks, a method a rule, and what they found so far. A file that is not there to be read is reported once."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    _gone: set[str] = field(default_factory=set)
    """Paths reported already as missing, unreadable, or not regular files."""

    def report(
        self, code: ProblemCode, path: str, message: str, *, expected: str | None = None, found: str | None = None
    ) -> None:
        problem = Problem(
            code=code,
            kind=KIND_OF_PROBLEM[code],
            path=printable(path),
            message=message,
            expected=None if expected is None else printable(expected),
            found=None if found is None else printable(found),
        )
        self.problems.append(problem)

    def list_all(self) -> tuple[str, ...]:
        listing = list_files(self.root)
        for name, reason in listing.unreadable:
            self._gone.add(name)
            self.report("unreadable-bundle" if name == "." else "unreadable-file", name, f"cannot be listed: {reason}")
        for name, kind in listing.special:
            self._gone.add(name)
            self.report("special-file", name, f"is a {kind}; a bundle holds regular files only")
        for name in listing.empty_directories:
            self.report("unlisted-file", name, "is an empty directory")
        return listing.files

    def hash(self, name: str) -> Hashed | None:
        try:
            return hash_file(self.root, name)
        except BundleError as error:
            self._gone.add(name)
            self.report("unreadable-file", name, _reason(error, name))
            return None

    def required(self, found: Mapping[str, Hashed]) -> None:
        for name in (*seal.TAG_FILES, seal.TAG_MANIFEST, _RECORD):
            if name not in found:
                self._missing(name, "every bundle has it")

    def declaration(self) -> None:
        content = self._read(seal.DECLARATION, "bad-declaration")
        if content is not None and content != seal.DECLARATION_TEXT:
            self.report("bad-declaration", seal.DECLARATION, "does not declare BagIt 1.0 in UTF-8, and nothing else")

    def manifest(self, name: str) -> dict[str, str] | None:
        """Path to digest; None if there is no manifest to read. Lines that cannot be right are left out."""
        content = self._read(name, "bad-manifest")
        if content is None:
            return None
        entries, bad_lines = seal.parse_manifest(content)
        for number in bad_lines:
            self.report("bad-manifest", name, f"line {number} is not a SHA-256, two spaces and a path")
        digests: dict[str, str] = {}
        for entry in entries:
            if not entry.is_portable or entry.path.startswith(_PAYLOAD) != (name == seal.MANIFEST):
                self.report("unsafe-path", name, "lists a path that cannot be one of its files", found=entry.path)
            elif entry.path in digests:
                self.report("duplicate-path", name, "lists a path twice", found=entry.path)
            else:
                digests[entry.path] = entry.sha256
        return digests

    def digests(self, manifest: Mapping[str, str] | None, *, found: Mapping[str, Hashed]) -> None:
        for path, expected in (manifest or {}).items():
            if path not in found:
                self._missing(path, "a manifest lists it")
            elif found[path].sha256 != expected:
                text = "is not what was sealed"
                self.report("digest-mismatch", path, text, expected=expected, found=found[path].sha256)

    def nothing_unlisted(
        self, listed: Iterable[str], *, tags: Mapping[str, str] | None, payload: Mapping[str, str] | None
    ) -> None:
        for path in listed:
            manifest = payload if path.startswith(_PAYLOAD) else tags
            if manifest is not None and path not in manifest and path != seal.TAG_MANIFEST:
                self.report("unlisted-file", path, "is in no manifest: it was not there when the bundle was sealed")

    def bag_info(self) -> dict[str, str]:
        """Label to value, of those that are there."""
        content = self._read(seal.BAG_INFO, "bad-bag-info")
        if content is None:
            return {}
        fields, bad_lines = seal.parse_bag_info(content)
        for number in bad_lines:
            self.report("bad-bag-info", seal.BAG_INFO, f"line {number} is not a label and a value")
        counts = Counter(label for label, _ in fields)
        for label in (*seal.BAG_INFO_LABELS, seal.PAYLOAD_OXUM):
            if counts[label] != 1:
                self.report("bad-bag-info", seal.BAG_INFO, f"has {counts[label]} lines {label}, not one")
        return {label: value for label, value in fields if counts[label] == 1}

    def payload_oxum(self, info: Mapping[str, str], *, found: Mapping[str, Hashed]) -> None:
        if any(problem.path == seal.PAYLOAD or problem.path.startswith(_PAYLOAD) for problem in self.problems):
            return  # a payload that is not the sealed one has another size; that is no fault of bag-info.txt
        sizes = [hashed.size_bytes for path, hashed in found.items() if path.startswith(_PAYLOAD)]
        there = seal.payload_oxum(size_bytes=sum(sizes), files=len(sizes))
        said = info.get(seal.PAYLOAD_OXUM, there)
        if said != there:
            text = "Payload-Oxum is not the size and number of the payload's files"
            self.report("payload-oxum-mismatch", seal.BAG_INFO, text, expected=said, found=there)

    def record(self) -> CaptureRecord | None:
        if self._is_gone(_RECORD):
            return None
        try:
            return read_record(self.root)
        except BundleError as error:
            self.report("bad-record", _RECORD, _reason(error, _RECORD))
            return None

    def artifacts(
        self, artifacts: Iterable[Artifact], *, payload: Mapping[str, str] | None, found: Mapping[str, Hashed]
    ) -> None:
        if payload is None:
            return
        declared: set[str] = set()
        for artifact in artifacts:
            path = _PAYLOAD + artifact.path
            if path in declared:
                self.report("duplicate-path", _RECORD, "lists an artifact twice", found=path)
            declared.add(path)
            if path not in payload:
                self.report("missing-artifact", path, "capture.json lists it, but the manifest does not")
            elif artifact.sha256 != payload[path]:
                text = "capture.json and the manifest give different digests"
                self.report("artifact-mismatch", path, text, expected=artifact.sha256, found=payload[path])
            elif path in found and found[path].sha256 == artifact.sha256 and found[path].size_bytes != artifact.bytes:
                text = "capture.json gives another size in bytes"
                self.report(
                    "artifact-mismatch", path, text, expected=str(artifact.bytes), found=str(found[path].size_bytes)
                )
        for path in payload:
            if path not in declared and path.removeprefix(_PAYLOAD) not in seal.NOT_IN_RECORD:
                self.report("undeclared-artifact", path, "the manifest lists it, but capture.json does not")

    def same_story(self, info: Mapping[str, str], record: CaptureRecord) -> None:
        for label, expected in seal.bag_info_fields(seal.describe(record)).items():
            if info.get(label, expected) != expected:
                text = f"{label} is not what capture.json says"
                self.report("bag-info-mismatch", seal.BAG_INFO, text, expected=expected, found=info[label])

    def pictures(self, artifacts: Iterable[Artifact], *, found: Mapping[str, Hashed]) -> None:
        for artifact in artifacts:
            path = _PAYLOAD + artifact.path
            if path not in found or found[path].sha256 != artifact.sha256:
                continue
            size = png_size(found[path].head)
            there = (size.width_px, size.height_px) if size else None
            said = (artifact.width_px, artifact.height_px)
            if said != (there or (None, None)) or (there is None and path.endswith(".png")):
                text = "is not a picture of the size that capture.json gives"
                self.report("picture-mismatch", path, text, expected=_size_text(said), found=_size_text(there))

    def contents(self, found: Mapping[str, Hashed]) -> None:
        for path, read, code in _READABLE:
            if path in found:
                try:
                    read(self.root)
                except BundleError as error:
                    self.report(code, path, _reason(error, path))

    def archive(self, found: Mapping[str, Hashed]) -> None:
        path = _PAYLOAD + seal.WACZ
        if path not in found:
            return
        try:
            with open_regular(self.root, path) as file:
                for fault in mismatches(file):
                    self.report("wacz-mismatch", path, printable(fault))
        except BundleError as error:
            self.report("bad-wacz", path, printable(_reason(error, path)))

    def _read(self, name: str, code: ProblemCode) -> bytes | None:
        """A tag file; None if it cannot be had."""
        if self._is_gone(name):
            return None
        try:
            return read_file(self.root, name, limit_bytes=MAX_TAG_FILE_BYTES)
        except BundleError as error:
            self.report(code, name, _reason(error, name))
            return None

    def _missing(self, path: str, why: str) -> None:
        if not self._is_gone(path):
            self._gone.add(path)
            self.report("missing-file", path, f"is missing; {why}")

    def _is_gone(self, path: str) -> bool:
        """Whether it, or a directory that it lies in, was reported."""
        return path in self._gone or any(str(parent) in self._gone for parent in PurePosixPath(path).parents)


def _reason(error: BundleError, path: str) -> str:
    """Its message without the path, which every error of reading begins with and every problem has for itself."""
    return str(error).removeprefix(f"{printable(path)}: ")


def _oddities(path: Path, record: CaptureRecord) -> tuple[Oddity, ...]:
    name = bundle_name(captured_at=record.captured_at, capture_id=record.id)
    if path.resolve().name == name:
        return ()
    return (Oddity(code="renamed-bundle", message=f"the bundle was renamed; it was sealed as {name}"),)


def _size_text(size: tuple[int | None, int | None] | None) -> str:
    return "no picture" if size is None or None in size else f"{size[0]}x{size[1]}"
