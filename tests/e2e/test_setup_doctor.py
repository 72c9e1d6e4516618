"""`capture setup` and `capture doctor` as a user runs them, on machines with and without a browser."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from capture.observe.browsers import find_browser

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="machines are made up as Linux lays them out")

NOBODY_LISTENS = "http://127.0.0.1:9"


def run(*arguments: str, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "capture", *arguments],
        env={**(environ or dict(os.environ)), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine with no browser, no installer, and no way to Playwright's downloads."""
    (tmp_path / "bin").mkdir()
    return {
        "HOME": str(tmp_path / "home"),
        "PATH": str(tmp_path / "bin"),
        "PLAYWRIGHT_DOWNLOAD_HOST": NOBODY_LISTENS,
        "TMPDIR": str(tmp_path),
    }


@pytest.fixture
def browser_script() -> str:
    """A script that stands for a freshly installed browser: it starts the one of this machine."""
    real = find_browser(environ=os.environ).executable
    shell = shutil.which("sh")
    return f'#!{shell}\nexec "{real}" "$@"\n'


@pytest.fixture
def download_host(browser_script: str) -> Iterator[str]:
    """Answers every request with an archive laid out as Playwright's headless shell, and the ffmpeg with it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        for name in ("chrome-headless-shell-linux64/chrome-headless-shell", "ffmpeg-linux"):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            zipped.writestr(entry, browser_script)

    class Downloads(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(archive.getvalue())))
            self.end_headers()
            self.wfile.write(archive.getvalue())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Downloads) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class TestSetup:
    def test_a_browser_that_works_is_left_alone(self) -> None:
        first, second = run("setup"), run("setup")
        assert (first.returncode, second.returncode) == (0, 0)
        assert str(find_browser(environ=os.environ).executable) in second.stdout
        assert "download" not in second.stdout + second.stderr

    def test_a_browser_that_was_named_is_proved(self) -> None:
        mine = str(find_browser(environ=os.environ).executable)
        ended = run("setup", "--browser", mine)
        assert ended.returncode == 0
        assert mine in ended.stdout

    def test_a_name_for_nothing_is_a_usage_error(self) -> None:
        ended = run("setup", "--browser", "/nowhere/chrome")
        assert ended.returncode == 2
        assert "/nowhere/chrome" in ended.stderr

    def test_a_named_browser_that_does_not_start_is_not_replaced(self) -> None:
        ended = run("setup", "--browser", "/bin/false")
        assert ended.returncode == 6
        assert "/bin/false" in ended.stderr
        assert "Traceback" not in ended.stderr

    @pytest.mark.skipif(os.uname().machine != "x86_64", reason="the archive is laid out for x86-64")
    def test_a_bare_machine_gets_playwrights_shell_once(
        self, bare_machine: dict[str, str], download_host: str, tmp_path: Path
    ) -> None:
        online = bare_machine | {"PLAYWRIGHT_DOWNLOAD_HOST": download_host}
        first = run("setup", environ=online)
        assert first.returncode == 0, first.stderr
        assert str(tmp_path / "home/.cache/ms-playwright") in first.stdout
        again = run("setup", environ=bare_machine)
        assert again.returncode == 0
        assert again.stderr == ""

    def test_where_downloads_fail_the_systems_package_is_installed(
        self, bare_machine: dict[str, str], browser_script: str, tmp_path: Path
    ) -> None:
        installed = tmp_path / "bin/chromium-headless-shell"
        script = tmp_path / "what-the-package-holds"
        script.write_text(browser_script)
        tools = {
            "apt-get": f'case "$*" in *install*chromium-headless-shell*) {shutil.which("cp")} {script} {installed};'
            f" {shutil.which('chmod')} 755 {installed};; esac",
            "sudo": 'test "$1" = -n && shift; exec "$@"',
            "env": f'exec {shutil.which("env")} "$@"',
            "true": "exit 0",
        }
        for name, body in tools.items():
            (tmp_path / "bin" / name).write_text(f"#!{shutil.which('sh')}\n{body}\n")
            (tmp_path / "bin" / name).chmod(0o755)
        ended = run("setup", environ=bare_machine)
        assert ended.returncode == 0, ended.stderr
        assert str(installed) in ended.stdout
        assert "chromium-headless-shell" in ended.stderr

    def test_where_nothing_can_be_done_one_command_is_told(self, bare_machine: dict[str, str]) -> None:
        ended = run("setup", environ=bare_machine)
        assert ended.returncode == 6
        assert "playwright install --with-deps" in ended.stderr
        assert "Traceback" not in ended.stderr

    def test_a_driver_that_does_not_start_is_told_not_thrown(self, bare_machine: dict[str, str]) -> None:
        ended = run("setup", environ=bare_machine | {"PLAYWRIGHT_NODEJS_PATH": "/bin/false"})
        assert ended.returncode == 6
        assert "driver" in ended.stderr
        assert "Traceback" not in ended.stderr

    def test_a_browser_that_lacks_a_library_is_told_with_its_name(self, tmp_path: Path) -> None:
        lacking = tmp_path / "chrome"
        lacking.write_text(
            "#!/bin/sh\necho 'chrome: error while loading shared libraries: libexample.so.3' >&2\nexit 127\n"
        )
        lacking.chmod(0o755)
        ended = run("setup", "--browser", str(lacking))
        assert ended.returncode == 6
        assert "libexample.so.3" in ended.stderr


def checks(ended: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(ended.stdout)["checks"]}


class TestDoctor:
    def test_a_healthy_machine(self, tmp_path: Path) -> None:
        ended = run("doctor", "--json", "--out", str(tmp_path))
        found = checks(ended)
        assert ended.returncode == 0
        assert json.loads(ended.stdout)["healthy"] is True
        assert str(find_browser(environ=os.environ).executable) in found["browser"]["detail"]
        assert found["sandbox"]["status"] == ("warn" if os.geteuid() == 0 else "ok")
        assert str(tmp_path) in found["output"]["detail"]

    def test_no_browser_is_told_with_what_mends_it(self, bare_machine: dict[str, str]) -> None:
        ended = run("doctor", "--json", environ=bare_machine)
        assert ended.returncode == 6
        assert json.loads(ended.stdout)["healthy"] is False
        assert checks(ended)["browser"]["fix"] == "capture setup"

    def test_a_browser_that_does_not_start_is_told(self) -> None:
        ended = run("doctor", "--json", "--browser", "/bin/false")
        assert ended.returncode == 6
        assert checks(ended)["browser"]["status"] == "fail"

    def test_a_driver_that_does_not_start_is_told(self) -> None:
        ended = run("doctor", "--json", environ={**os.environ, "PLAYWRIGHT_NODEJS_PATH": "/bin/false"})
        assert ended.returncode == 6
        assert checks(ended)["driver"]["fix"] == "capture setup"

    def test_a_directory_that_cannot_be_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        ended = run("doctor", "--json", "--out", str(tmp_path / "file" / "below"))
        assert ended.returncode == 6
        assert checks(ended)["output"]["status"] == "fail"

    def test_missing_fonts_are_a_warning_with_the_packages(self, tmp_path: Path) -> None:
        # An fc-list that knows one Latin font.
        listing = tmp_path / "fc-list"
        listing.write_text('#!/bin/sh\ncase "$1" in :lang=*) ;; *) echo Liberation Sans ;; esac\n')
        listing.chmod(0o755)
        ended = run("doctor", "--json", environ={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
        fonts = checks(ended)["fonts"]
        assert (ended.returncode, fonts["status"]) == (0, "warn")
        assert "fonts-noto-cjk" in fonts["fix"]

    def test_no_font_at_all_is_a_failure(self, tmp_path: Path) -> None:
        (tmp_path / "fc-list").write_text("#!/bin/sh\n")
        (tmp_path / "fc-list").chmod(0o755)
        ended = run("doctor", "--json", environ={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
        assert (ended.returncode, checks(ended)["fonts"]["status"]) == (6, "fail")

    def test_people_get_a_line_for_each_check(self) -> None:
        said = run("doctor").stdout
        for name in checks(run("doctor", "--json")):
            assert name in said


def test_capturing_without_a_browser_names_the_command_that_mends_it(
    bare_machine: dict[str, str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>Harbour ferry back after storm</h1>")
    ended = run("page", str(page), "--out", str(tmp_path / "out"), environ=bare_machine)
    assert ended.returncode == 6
    assert "capture setup" in ended.stderr
    assert "Traceback" not in ended.stderr
