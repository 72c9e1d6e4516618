"""Checks a WACZ that may come from anyone against its own digests, and finds what they do not cover."""

import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any

from capture.archive.wacz import DATAPACKAGE, DATAPACKAGE_DIGEST, INDEX, PAGES, WACZ_VERSION, WARC
from capture.errors import BundleError

MAX_JSON_BYTES = 16 * 1024 * 1024
_CHUNK_BYTES = 1 << 20


def mismatches(file: IO[bytes]) -> Iterator[str]:
    """One line for people on each member that is not what the archive itself says, or that it says nothing of.

    Raises `BundleError` if it is no WACZ in the first place, whatever the reason.
    """
    try:
        yield from _mismatches(file)
    except BundleError:
        raise
    except Exception as error:  # what a hostile ZIP does to the library is no bug of ours
        raise BundleError(f"not a WACZ: {type(error).__name__}: {error}") from error


def _mismatches(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        if len(names) != len(set(names)):
            raise BundleError("not a WACZ: it has two members of one name")
        for name in (DATAPACKAGE, DATAPACKAGE_DIGEST, WARC, INDEX, PAGES):
            if name not in names:
                raise BundleError(f"not a WACZ: it has no {name}")
        if any(member.compress_type != zipfile.ZIP_STORED for member in package.infolist()):
            raise BundleError("not a WACZ of ours: members have to be stored as they are")
        stated = _small_json(package, DATAPACKAGE)
        if stated.get("wacz_version") != WACZ_VERSION:
            raise BundleError(f"not a WACZ of version {WACZ_VERSION}")
        if _digest(package, DATAPACKAGE) != _small_json(package, DATAPACKAGE_DIGEST).get("hash"):
            yield f"{DATAPACKAGE} is not the one that {DATAPACKAGE_DIGEST} is of"
        resources = {str(resource["path"]): resource for resource in stated["resources"]}
        for path, resource in resources.items():
            if path not in names:
                yield f"{path} is listed, and not there"
            elif (package.getinfo(path).file_size, _digest(package, path)) != (resource["bytes"], resource["hash"]):
                yield f"{path} is not what {DATAPACKAGE} says"
        for name in names:
            if name not in resources and name not in {DATAPACKAGE, DATAPACKAGE_DIGEST}:
                yield f"{name} is in no list"


def _digest(package: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    with package.open(name) as member:
        while piece := member.read(_CHUNK_BYTES):
            digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _small_json(package: zipfile.ZipFile, name: str) -> dict[str, Any]:
    if package.getinfo(name).file_size > MAX_JSON_BYTES:
        raise BundleError(f"not a WACZ: {name} has more than {MAX_JSON_BYTES} bytes")
    value = json.loads(package.read(name))
    if not isinstance(value, dict):
        raise BundleError(f"not a WACZ: {name} is no JSON object")
    return value
