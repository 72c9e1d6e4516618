"""What a bundle says of its own files, and what a check of it says: artifacts, bag metadata, problems."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from capture.models.base import FrozenModel

PORTABLE_PATH_PATTERN = r"^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$"
"""Relative, no `..`, no hidden names; means the same file on every system, and needs no escape in a manifest."""

PortablePath = Annotated[str, StringConstraints(pattern=PORTABLE_PATH_PATTERN, max_length=200)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Artifact(FrozenModel):
    """One file of a bundle, as capture.json lists it."""

    path: PortablePath
    """Relative to `data/`."""
    media_type: str
    bytes: int = Field(ge=0)
    sha256: Sha256
    width_px: int | None = None
    height_px: int | None = None
    """Of a picture, in its own pixels; None for anything else."""


class BagInfo(FrozenModel):
    """What bag-info.txt says besides the size of the payload; all of it stands in capture.json too."""

    capture_id: str
    requested_url: str
    captured_at: AwareDatetime
    software: str
    """Name and version of the tool."""
    outcome: str


ProblemKind = Literal["tampered", "incomplete", "unreadable", "malformed"]
"""`tampered`: something is not what it was when sealed. `incomplete`: something is not there. `unreadable`: the check
could not look. `malformed`: what is there is not this format."""

ProblemCode = Literal[
    "unreadable-bundle",
    "unreadable-file",
    "special-file",
    "bad-declaration",
    "bad-manifest",
    "unsafe-path",
    "duplicate-path",
    "missing-file",
    "digest-mismatch",
    "unlisted-file",
    "bad-bag-info",
    "payload-oxum-mismatch",
    "bag-info-mismatch",
    "bad-record",
    "missing-artifact",
    "artifact-mismatch",
    "undeclared-artifact",
    "picture-mismatch",
    "bad-rendered-page",
    "bad-explanation",
    "bad-wacz",
    "wacz-mismatch",
]

KIND_OF_PROBLEM: dict[ProblemCode, ProblemKind] = {
    "unreadable-bundle": "unreadable",
    "unreadable-file": "unreadable",
    "special-file": "tampered",
    "bad-declaration": "malformed",
    "bad-manifest": "malformed",
    "unsafe-path": "tampered",
    "duplicate-path": "tampered",
    "missing-file": "incomplete",
    "digest-mismatch": "tampered",
    "unlisted-file": "tampered",
    "bad-bag-info": "malformed",
    "payload-oxum-mismatch": "tampered",
    "bag-info-mismatch": "tampered",
    "bad-record": "malformed",
    "missing-artifact": "incomplete",
    "artifact-mismatch": "tampered",
    "undeclared-artifact": "tampered",
    "picture-mismatch": "tampered",
    "bad-rendered-page": "malformed",
    "bad-explanation": "malformed",
    "bad-wacz": "malformed",
    "wacz-mismatch": "tampered",
}


class Problem(FrozenModel):
    """One thing that is wrong with a bundle."""

    code: ProblemCode
    """Stable; listed in docs/bundle-format.md."""
    kind: ProblemKind
    path: str
    """Relative to the bundle, `.` for the bundle itself; what is not printable is percent-encoded."""
    message: str
    """One line for people, without the path."""
    expected: str | None = None
    found: str | None = None


class Oddity(FrozenModel):
    """What a reader of a bundle should know, but its owner may do: no problem in itself."""

    code: Literal["renamed-bundle"]
    message: str


class Verification(FrozenModel):
    """The result of checking a whole bundle: every problem, not only the first."""

    bundle: str
    """The directory that was checked, as given."""
    ok: bool
    """True if and only if there are no problems; findings do not count."""
    capture_id: str | None
    """None if capture.json could not be read."""
    files: int = Field(ge=0)
    """Regular files that were read and hashed."""
    bytes: int = Field(ge=0)
    """Their size, all together."""
    problems: tuple[Problem, ...]
    findings: tuple[Oddity, ...] = ()

    @model_validator(mode="after")
    def _verdict_agrees(self) -> Self:
        if self.ok == bool(self.problems):
            raise ValueError("`ok` disagrees with the problems listed")
        return self
