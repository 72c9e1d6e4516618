"""What a full capture costs against a raw Playwright script: goto, full-page PNG, PDF, content.

    python -m tests.benchmarks.speed [--pages light text heavy] [--rounds 5] [--warm-pages 6] [--json OUT.json]

Ours is measured without and with the recording of the network (page.wacz). All run alternately, in the same minutes, on
the same pages; read the ratios, not the seconds. Cold: a fresh process for every page. Warm: the cost of one more page
in a process that has its browser already, measured as the difference between a run of many pages and a run of one. CPU
is that of the whole process tree: this process makes itself the reaper of orphans, so that no child of the browser
escapes the count. Memory is the highest sum of resident pages of the tree, looked at twenty times a second; what
processes share counts for each.
"""

import argparse
import ctypes
import io
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image

from capture.observe.browsers import find_browser

_PR_SET_CHILD_SUBREAPER = 36
_WORDS = (
    "harbour",
    "council",
    "ferry",
    "reef",
    "market",
    "school",
    "storm",
    "grant",
    "village",
    "bridge",
    "clinic",
    "water",
    "coral",
    "budget",
    "minister",
    "survey",
    "road",
    "island",
    "forecast",
    "fishing",
    "airport",
    "election",
    "museum",
    "garden",
    "power",
    "report",
    "station",
    "library",
    "pilot",
    "festival",
    "river",
    "court",
)
_STEPS = (
    "navigate",
    "load",
    "quiet",
    "settle",
    "watch",
    "freeze",
    "observe",
    "screenshot",
    "pdf",
    "extract",
    "digest-after",
    "record",
    "cut",
    "archive",
)

_PAGES = ("light", "text", "heavy")
_KINDS = ("raw", "ours", "wacz")
_FIELDS = ("cpu_s", "wall_s", "peak_mb")


@dataclass(frozen=True)
class Cost:
    """Of one process tree."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    """Resident memory, megabytes."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm-pages", type=int, default=6)
    parser.add_argument("--pages", nargs="+", choices=_PAGES, default=_PAGES)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worker", choices=("raw", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--urls", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker == "raw":
        _raw(arguments.urls)
        return
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    with _serve() as base, tempfile.TemporaryDirectory(prefix="capture-speed-") as scratch:
        results = _measure(
            base, Path(scratch), arguments.pages, rounds=arguments.rounds, warm_pages=arguments.warm_pages
        )
    _print(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _measure(
    base: str, scratch: Path, pages: list[str], *, rounds: int, warm_pages: int
) -> dict[str, dict[str, object]]:
    results: dict[str, dict[str, object]] = {}
    for name in pages:
        for kind in _KINDS:
            _run(kind, [f"{base}/{name}"], scratch)  # the first of each fills the disk cache and does not count
        cold: dict[str, list[Cost]] = {kind: [] for kind in _KINDS}
        warm: dict[str, list[Cost]] = {kind: [] for kind in _KINDS}
        for turn in range(rounds):
            for kind in _KINDS if turn % 2 else reversed(_KINDS):
                one = _run(kind, [f"{base}/{name}"], scratch)
                many = _run(kind, [f"{base}/{name}"] * warm_pages, scratch)
                cold[kind].append(one)
                more = warm_pages - 1
                wall_s, cpu_s = (many.wall_s - one.wall_s) / more, (many.cpu_s - one.cpu_s) / more
                warm[kind].append(Cost(wall_s, cpu_s, many.peak_mb))
        results[name] = {
            f"{state} {kind}": _compare(costs["raw"], costs[kind])
            for state, costs in (("cold", cold), ("warm", warm))
            for kind in ("ours", "wacz")
        }
        results[name]["steps"] = _steps(scratch)
        results[name] |= {"wall_added_s": _added(warm), "waited_s": _waited(scratch)}
    return results


def _compare(raws: list[Cost], others: list[Cost]) -> dict[str, float]:
    def median(costs: list[Cost], field: str) -> float:
        return round(statistics.median(getattr(cost, field) for cost in costs), 3)

    def ratio(field: str) -> float:
        pairs = zip(others, raws, strict=True)
        return round(statistics.median(getattr(ours, field) / getattr(raw, field) for ours, raw in pairs), 3)

    return {
        **{f"raw_{field}": median(raws, field) for field in _FIELDS},
        **{f"ours_{field}": median(others, field) for field in _FIELDS},
        **{f"{field.rpartition('_')[0]}_ratio": ratio(field) for field in _FIELDS},
    }


def _added(costs: dict[str, list[Cost]]) -> float:
    """Seconds of wall that one more page takes longer with us than with the raw script: at most 0.6 on an idle machine.

    The least of all rounds: what else the machine does can only add to it.
    """
    pairs = zip(costs["ours"], costs["raw"], strict=True)
    return round(min(ours.wall_s - raw.wall_s for ours, raw in pairs), 3)


def _waited(scratch: Path) -> float:
    """Median seconds from load to freeze, over the last run: what it takes to bring a page to rest."""
    rest = ("quiet", "reach", "overlays", "watch-begin", "settle", "watch", "freeze")
    spent = [
        sum(
            step["duration_s"] for step in json.loads(path.read_text(encoding="utf-8"))["steps"] if step["name"] in rest
        )
        for path in scratch.glob("out/*/*/data/capture.json")
    ]
    return round(statistics.median(spent), 3)


def _run(kind: str, urls: list[str], scratch: Path) -> Cost:
    out = scratch / "out"
    if kind == "raw":
        command = [sys.executable, "-m", "tests.benchmarks.speed", "--worker", "raw", "--urls", *urls]
    else:
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, "-m", "capture", "page", *urls, "--out", str(out)]
        command += ["--no-wacz"] if kind == "ours" else []
    before, started = _children_cpu_s(), time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak_mb = 0.0
    while True:
        try:
            code = running.wait(0.05)
        except subprocess.TimeoutExpired:
            peak_mb = max(peak_mb, _tree_mb(running.pid))
        else:
            break
    if code:
        raise subprocess.CalledProcessError(code, command)
    wall = time.perf_counter() - started
    _reap()
    return Cost(wall, _children_cpu_s() - before, peak_mb)


def _tree_mb(root: int) -> float:
    """Resident memory of a process and all below it."""
    below: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for directory in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((directory / "stat").read_text().rpartition(")")[2].split()[1])
            resident[int(directory.name)] = int((directory / "statm").read_text().split()[1])
        except OSError:
            continue  # it ended meanwhile
        below.setdefault(parent, []).append(int(directory.name))
    pending, pages = [root], 0
    while pending:
        process = pending.pop()
        pages += resident.get(process, 0)
        pending += below.get(process, [])
    return pages * resource.getpagesize() / 1e6


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _reap() -> None:
    """Collect orphans of the run, a second at most: what is not collected is not counted."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.01)


def _raw(urls: list[str]) -> None:
    """The floor: what anyone would write first."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="capture-raw-") as directory:
        browser = playwright.chromium.launch(executable_path=find_browser(environ=os.environ).executable)
        for number, url in enumerate(urls):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            page.goto(url)
            page.screenshot(path=f"{directory}/{number}.png", full_page=True)
            page.pdf(path=f"{directory}/{number}.pdf", print_background=True)
            Path(directory, f"{number}.html").write_text(page.content(), encoding="utf-8")
            context.close()
        browser.close()


def _steps(scratch: Path) -> dict[str, float]:
    """Median wall milliseconds of each step over the last run."""
    seen: dict[str, list[float]] = {}
    for path in scratch.glob("out/*/*/data/capture.json"):
        spent: dict[str, float] = {}
        for step in json.loads(path.read_text(encoding="utf-8"))["steps"]:
            spent[step["name"]] = spent.get(step["name"], 0) + step["duration_s"] * 1000
        for name, value in spent.items():
            seen.setdefault(name, []).append(value)
    return {name: round(statistics.median(seen[name]), 1) for name in _STEPS if name in seen}


def _print(results: dict[str, dict[str, object]]) -> None:
    titles = "".join(f"{title:>12}{'ours':>8}{'ratio':>8}" for title in ("raw CPU s", "raw wall s", "raw peak MB"))
    print(f"{'page':<8}{'':<18}{titles}")
    for name, result in results.items():
        for label, row in result.items():
            if not isinstance(row, dict) or label == "steps":
                continue
            cells = (
                f"{row[f'raw_{what}_{unit}']:>12.2f}{row[f'ours_{what}_{unit}']:>8.2f}{row[f'{what}_ratio']:>8.2f}"
                for what, unit in (field.split("_") for field in _FIELDS)
            )
            print(f"{name:<8}{label.replace('wacz', 'with WACZ').replace('ours', 'without'):<18}{''.join(cells)}")
    for name, result in results.items():
        added, waited = result["wall_added_s"], result["waited_s"]
        print(f"{name:<8}wall added to a warm page: {added:g} s, least of all rounds; load to freeze: {waited:g} s")
    for name, result in results.items():
        steps = result["steps"]
        assert isinstance(steps, dict)
        print(f"{name:<8}ms by step: " + "  ".join(f"{step} {value:g}" for step, value in steps.items()))


# The pages: ours, the same on every run.


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words)).capitalize() + "."


def _head(title: str) -> str:
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title><style>"
        "body{font:16px/1.5 serif;margin:0 auto;width:1100px}main{width:720px;float:left}aside{width:320px;float:right}"
        "img{width:220px;height:150px;margin:6px}li{margin:6px 0}section{clear:both;display:grid;gap:8px;"
        "grid-template-columns:repeat(4,1fr)}.card{border:1px solid #ccc;padding:8px}"
        "</style></head><body><header><h3>The Lagoon Post</h3><p>23 Oct 2024 9:35</p></header>"
    )


def _page(name: str) -> bytes:
    """light: 20 kB; text: 300 kB, most of it script and data as on real pages; heavy: 5,000 nodes and 60 images."""
    chance = random.Random(name)
    paragraphs, cards, pictures, data = {
        "light": (24, 0, 0, 0),
        "text": (90, 40, 6, 34_000),
        "heavy": (40, 380, 60, 8_000),
    }[name]
    parts = [_head(name), "<main><article><h1>", _text(chance, 9), "</h1>"]
    for number in range(paragraphs):
        parts.append(f"<p>{_text(chance, 90)}</p>")
        if number < pictures // 4:
            parts.append(f'<img src="/image/{number}.jpg" alt="">')
    parts.append("</article></main><aside><h2>Today's News</h2><ul>")
    for number in range(14):
        title = _text(chance, 8)
        parts.append(f"<li>Region: <a href='/story/{number}'>{title}</a> {9 - number // 3}:{59 - number * 4:02}</li>")
    parts.append("</ul></aside><section>")
    for number in range(cards):
        picture = f'<img src="/image/{number}.jpg" alt="">' if pictures // 4 <= number < pictures else ""
        card = f"<h4><a href='/card/{number}'>{_text(chance, 7)}</a></h4><p><span>{_text(chance, 12)}</span></p>"
        parts.append(
            f"<div class=card>{picture}<div><b>Region</b></div>{card}<div><i>{_text(chance, 3)}</i></div></div>"
        )
    parts.append(f"</section><script>var data = {json.dumps(_text(chance, data))};</script></body></html>")
    return "".join(parts).encode()


def _image(number: int) -> bytes:
    chance = random.Random(number)
    small = Image.frombytes("RGB", (40, 30), bytes(chance.randrange(256) for _ in range(40 * 30 * 3)))
    out = io.BytesIO()
    small.resize((440, 300), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()


class _serve:  # noqa: N801  # reads as what it does
    """A server of the three pages on loopback, from memory."""

    def __enter__(self) -> str:
        content = {f"/{name}": (_page(name), "text/html; charset=utf-8") for name in _PAGES}
        content |= {f"/image/{number}.jpg": (_image(number), "image/jpeg") for number in range(60)}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body, kind = content.get(self.path, (b"", "text/plain"))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


if __name__ == "__main__":
    main()
