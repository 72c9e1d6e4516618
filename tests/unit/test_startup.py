"""Starting quickly leaves the interpreter as it was found where that matters, and writes only where it may."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture.startup import quick_start

_PLACE = "NODE_COMPILE_CACHE"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """An environment of the test's own; the collector is set back afterwards."""
    of_its_own = {name: value for name, value in os.environ.items() if name not in {"XDG_CACHE_HOME", _PLACE}}
    monkeypatch.setattr(os, "environ", of_its_own)
    threshold = gc.get_threshold()
    yield of_its_own
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_the_driver_keeps_its_code_in_the_cache_of_the_user(environment: dict[str, str], tmp_path: Path) -> None:
    environment["XDG_CACHE_HOME"] = str(tmp_path)
    with quick_start():
        assert environment[_PLACE] == str(tmp_path / "capture" / "driver")


def test_a_place_that_the_user_chose_is_kept(environment: dict[str, str]) -> None:
    environment[_PLACE] = "/elsewhere"
    with quick_start():
        assert environment[_PLACE] == "/elsewhere"


def test_without_a_home_nothing_is_kept(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)
    with quick_start():
        assert _PLACE not in environment


def test_what_makes_circles_is_still_collected() -> None:
    with quick_start():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > 0
