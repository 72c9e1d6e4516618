"""A site profile is picked by host and day, and a file that is none ends in one line that says where."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from capture.errors import UsageError
from capture.models.profile import LoadMore, SiteProfile
from capture.profiles.registry import find_profile
from capture.profiles.schema import read_profile_file

DAY = date(2026, 3, 14)
FILE = """
[[version]]
valid_until = 2025-07-10
timezone = "Pacific/Auckland"

[[version]]
timezone = "Pacific/Tahiti"
wait_for = ".ticker li"
clicks = ["button.all"]
load_more = { selector = "button.more", times = 3 }
"""


def read(text: str, day: date = DAY) -> SiteProfile:
    return read_profile_file(text.encode(), name="tavaroa-mail.example", day=day)


def test_the_version_is_the_one_that_held_on_the_day() -> None:
    assert read(FILE, date(2020, 1, 1)).timezone == "Pacific/Auckland"
    assert read(FILE, date(2025, 7, 10)).timezone == "Pacific/Auckland"
    now = read(FILE, date(2025, 7, 11))
    assert (now.timezone, now.wait_for, now.clicks) == ("Pacific/Tahiti", ".ticker li", ("button.all",))
    assert now.load_more == LoadMore(selector="button.more", times=3)


def test_a_site_whose_versions_have_all_ended_keeps_the_last() -> None:
    assert read('[[version]]\nvalid_until = 2020-01-01\ntimezone = "Pacific/Apia"').timezone == "Pacific/Apia"


def test_a_profile_says_which_file_it_is() -> None:
    profile = read(FILE)
    assert profile.name == "tavaroa-mail.example"
    assert profile.sha256 == hashlib.sha256(FILE.encode()).hexdigest()
    assert read(FILE + "\n").sha256 != profile.sha256


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[version]]\nhide = ['.ad']", "version.1.hide: unknown key"),
        ("[[version]]\n[[version]]\ntimezone = 'Nowhere/Land'", "version.2.timezone: no such zone"),
        ("[[version]]\nload_more = { selector = '.more', times = 0 }", "version.1.load_more.times"),
        ("[[version]]\nclicks = 'button'", "version.1.clicks"),
        ("timezone = 'Pacific/Apia'", "version: Field required"),
        ("version = []", "version:"),
        ("[[version", "not TOML"),
        ("\ud800", "not TOML"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        read_profile_file(text.encode("utf-8", "surrogatepass"), name="news.toml", day=DAY)
    assert said in str(told.value)
    assert "news.toml" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("tavaroa-mail.example", "tavaroa-mail.example"),
        ("www.Tavaroa-Mail.example.", "tavaroa-mail.example"),
        ("live.sport.tavaroa-mail.example", "sport.tavaroa-mail.example"),
        ("nottavaroa-mail.example", None),
        ("example", None),
        ("", None),
        ("127.0.0.1", None),
        ("../tavaroa-mail.example", None),
    ],
)
def test_a_host_gets_the_profile_of_its_longest_domain(host: str, name: str | None, tmp_path: Path) -> None:
    for domain in ("tavaroa-mail.example", "sport.tavaroa-mail.example", "example"):
        (tmp_path / f"{domain}.toml").write_text(FILE, encoding="utf-8")
    assert find_profile(host, day=DAY, sites=tmp_path).name == name


def test_a_site_that_nobody_told_of_gets_the_empty_profile() -> None:
    assert find_profile("nobody.example", day=DAY) == SiteProfile()
