"""Which browser is chosen, from directories laid out as Playwright and the systems lay them out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import playwright
import pytest

from capture.errors import BrowserUnavailable, UsageError
from capture.observe.browsers import LAUNCH_ARGUMENTS, can_sandbox, find_browser, playwright_directory

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the directory names of Linux")


def executable(path: Path, *, text: str = "#!/bin/sh\nexit 0\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


class Machine:
    """A home and a PATH of its own, empty at first."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.bin = root / "bin"
        self.bin.mkdir()
        self.environ = {"HOME": str(self.home), "PATH": str(self.bin)}

    def has_command(self, name: str, *, text: str = "#!/bin/sh\nexit 0\n") -> Path:
        return executable(self.bin / name, text=text)

    def has_download(self, build: str, *, complete: bool = True, revision: str | None = None) -> Path:
        """A browser of Playwright's; the revision is the one it expects unless another is given."""
        listed = json.loads((Path(playwright.__file__).parent / "driver/package/browsers.json").read_text())["browsers"]
        expected = next(browser["revision"] for browser in listed if browser["name"] == build)
        directory = self.home / f".cache/ms-playwright/{build.replace('-', '_')}-{revision or expected}"
        inside = {
            "chromium-headless-shell": "chrome-headless-shell-linux64/chrome-headless-shell",
            "chromium": "chrome-linux64/chrome",
        }[build]
        found = executable(directory / inside)
        if complete:
            (directory / "INSTALLATION_COMPLETE").touch()
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


class TestOrder:
    @linux_only
    def test_nothing_there_is_an_environment_failure_with_the_command_that_mends_it(self, machine: Machine) -> None:
        with pytest.raises(BrowserUnavailable) as raised:
            find_browser(environ=machine.environ)
        assert raised.value.exit_code == 6
        assert raised.value.hint == "capture setup"

    @linux_only
    def test_playwrights_shell_goes_before_the_systems(self, machine: Machine) -> None:
        machine.has_command("chromium-headless-shell")
        own = machine.has_download("chromium-headless-shell")
        choice = find_browser(environ=machine.environ)
        assert (choice.executable, choice.kind, choice.source) == (own, "headless-shell", "playwright")

    @linux_only
    def test_any_headless_shell_goes_before_any_full_browser(self, machine: Machine) -> None:
        machine.has_download("chromium")
        machine.has_command("google-chrome")
        shell = machine.has_command("chromium-headless-shell")
        assert find_browser(environ=machine.environ).executable == shell

    @linux_only
    def test_among_full_browsers_playwrights_goes_first(self, machine: Machine) -> None:
        machine.has_command("chromium")
        own = machine.has_download("chromium")
        choice = find_browser(environ=machine.environ)
        assert (choice.executable, choice.kind) == (own, "chromium")

    @pytest.mark.parametrize(("name", "kind"), [("chromium", "chromium"), ("google-chrome-stable", "chrome")])
    @linux_only
    def test_a_full_browser_of_the_system_will_do(self, machine: Machine, name: str, kind: str) -> None:
        there = machine.has_command(name)
        choice = find_browser(environ=machine.environ)
        assert (choice.executable, choice.kind, choice.source) == (there, kind, "system")


class TestPassedOver:
    @linux_only
    def test_a_download_that_was_broken_off(self, machine: Machine) -> None:
        machine.has_download("chromium-headless-shell", complete=False)
        with pytest.raises(BrowserUnavailable):
            find_browser(environ=machine.environ)

    @linux_only
    def test_a_download_for_another_version_of_playwright(self, machine: Machine) -> None:
        machine.has_download("chromium-headless-shell", revision="1")
        with pytest.raises(BrowserUnavailable):
            find_browser(environ=machine.environ)

    @linux_only
    def test_ubuntus_script_that_sends_people_to_the_snap(self, machine: Machine) -> None:
        machine.has_command("chromium-browser", text='#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
        with pytest.raises(BrowserUnavailable):
            find_browser(environ=machine.environ)

    @linux_only
    def test_a_file_that_may_not_be_executed(self, machine: Machine) -> None:
        machine.has_command("chromium").chmod(0o644)
        with pytest.raises(BrowserUnavailable):
            find_browser(environ=machine.environ)


class TestGiven:
    def test_it_is_used_even_if_better_ones_are_there(self, machine: Machine, tmp_path: Path) -> None:
        machine.has_command("chromium-headless-shell")
        mine = executable(tmp_path / "mine" / "chrome")
        choice = find_browser(str(mine), environ=machine.environ)
        assert (choice.executable, choice.kind, choice.source) == (mine, "chrome", "given")

    def test_a_name_in_path_is_understood(self, machine: Machine) -> None:
        there = machine.has_command("chromium")
        assert find_browser("chromium", environ=machine.environ).executable == there

    @pytest.mark.parametrize("missing", ["/nowhere/chrome", "no-such-command"])
    def test_what_is_not_there_is_a_usage_error_that_names_it(self, machine: Machine, missing: str) -> None:
        machine.has_command("chromium")
        with pytest.raises(UsageError, match=missing):
            find_browser(missing, environ=machine.environ)

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("headless_shell", "headless-shell"),
            ("chrome-headless-shell", "headless-shell"),
            ("Google Chrome", "chrome"),
            ("chromium", "chromium"),
            ("my-browser", "chromium"),
        ],
    )
    def test_the_kind_is_told_by_the_name(self, machine: Machine, tmp_path: Path, name: str, kind: str) -> None:
        mine = executable(tmp_path / "given" / name)
        assert find_browser(str(mine), environ=machine.environ).kind == kind


class TestPlaywrightDirectory:
    def test_the_variable_wins(self, machine: Machine, tmp_path: Path) -> None:
        assert playwright_directory(machine.environ | {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}) == tmp_path

    def test_zero_means_inside_the_package(self, machine: Machine) -> None:
        inside = playwright_directory(machine.environ | {"PLAYWRIGHT_BROWSERS_PATH": "0"})
        assert inside.is_relative_to(Path(playwright.__file__).parent)

    @linux_only
    def test_the_cache_directory_is_that_of_the_environment(self, machine: Machine, tmp_path: Path) -> None:
        assert playwright_directory(machine.environ | {"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "ms-playwright"

    @linux_only
    def test_it_is_where_playwright_itself_looks(self, machine: Machine) -> None:
        dry_run = subprocess.run(
            [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium-headless-shell"],
            env=machine.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        own = machine.has_download("chromium-headless-shell")
        directory = own.parent.parent
        assert str(directory) in dry_run.stdout


class TestSandbox:
    @pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="is about root on Linux")
    def test_root_has_none_and_is_told_why(self, tmp_path: Path) -> None:
        sandbox = can_sandbox(tmp_path / "chrome")
        assert not sandbox.on
        assert "root" in (sandbox.reason or "")

    @pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may become somebody else")
    def test_an_ordinary_user_gets_what_the_machine_allows(self) -> None:
        allowed = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "true"], user=65534, check=False)
        program = (
            "import os; from pathlib import Path; from capture.observe.browsers import can_sandbox;"
            "os.setresuid(65534, 65534, 65534);"
            "print(can_sandbox(Path('/nowhere/chrome')).on)"
        )
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == str(allowed.returncode == 0)


def test_our_switches_do_not_cancel_playwrights_lists_of_features() -> None:
    assert not [switch for switch in LAUNCH_ARGUMENTS if "-features" in switch]
