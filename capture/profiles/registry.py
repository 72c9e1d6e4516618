"""Which profile a page gets: by its host name and the day of its capture."""

import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

from capture.models.profile import SiteProfile
from capture.profiles.schema import read_profile_file

_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+\.?")
"""A name that is safe in a path, too."""
_SITES = files("capture.profiles").joinpath("sites")


def find_profile(host: str, *, day: date, sites: Traversable = _SITES) -> SiteProfile:
    """Of the longest domain that `host` is or belongs to and that has a file in `sites`; the empty one if none has."""
    if not _HOST.fullmatch(host):
        return SiteProfile()
    labels = host.lower().rstrip(".").split(".")
    for first in range(len(labels) - 1):
        domain = ".".join(labels[first:])
        file = sites.joinpath(f"{domain}.toml")
        if file.is_file():
            return read_profile_file(file.read_bytes(), name=domain, day=day)
    return SiteProfile()
