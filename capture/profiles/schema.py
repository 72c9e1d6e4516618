"""The file format of site profiles: TOML, one file a site, one version for each time that the site was rebuilt."""

import hashlib
import tomllib
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator

from capture.errors import UsageError
from capture.models.base import FrozenModel
from capture.models.profile import LoadMore, SiteProfile

__all__ = ["LoadMore", "ProfileFile", "SiteProfile", "Version", "read_profile_file"]


class Version(FrozenModel):
    """What holds of the site up to a day. Fields as in `SiteProfile`."""

    valid_until: date | None = None
    """The last day, by UTC; None: until further notice."""
    timezone: str | None = None
    wait_for: str | None = None
    clicks: tuple[str, ...] = ()
    load_more: LoadMore | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            return name and ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such zone; names look like Pacific/Auckland") from None


class ProfileFile(FrozenModel):
    """All that is known of one site, by when it was captured."""

    version: tuple[Version, ...] = Field(min_length=1)
    """Oldest first; each but the last has an end."""

    def on(self, day: date, *, name: str, sha256: str) -> SiteProfile:
        """What held on `day`; the latest version if all have ended."""
        valid = [version for version in self.version if version.valid_until is None or day <= version.valid_until]
        facts = (valid or self.version[-1:])[0].model_dump(exclude={"valid_until"})
        return SiteProfile(name=name, sha256=sha256, **facts)


def read_profile_file(data: bytes, *, name: str, day: date) -> SiteProfile:
    """The profile in the bytes of a file, as it held on `day`. Raises `UsageError`, in one line, if it is none."""
    try:
        file = ProfileFile.model_validate(tomllib.loads(data.decode("utf-8")))
        return file.on(day, name=name, sha256=hashlib.sha256(data).hexdigest())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step + 1 if isinstance(step, int) else step) for step in first["loc"])
        wrong = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        raise UsageError(f"profile {name}: {where}: {wrong}") from None
    except ValueError as error:  # UnicodeDecodeError and TOMLDecodeError are such
        raise UsageError(f"profile {name}: not TOML in UTF-8 ({error})") from None
