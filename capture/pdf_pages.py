"""Pictures and text of a PDF's pages, made in a process of its own: a PDF is a program, and may be a hostile one.

    python -m capture.pdf_pages FILE.pdf DIRECTORY

writes 1.png, 2.png... and text.txt into DIRECTORY, and a line of JSON for each page to stdout, so that what was done in
time is there when it is ended.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import NamedTuple

PICTURES = 20
"""Pages that become pictures, from the first on: a picture of text takes 0.1 s and 100 kB."""
TEXTS = 500
"""Pages whose text is read."""
_TEXT_CHARACTERS = 100_000
"""Of a page; more than this is no page that anybody reads."""
_SCALE = 1.5
"""Pixels a point: 108 an inch, at which small print can be read."""
_MAX_PIXELS = 8_000_000
"""Of a picture. A page may be as large as its box says, 14,400 points a side and more."""
_MAX_SIDE = 8_000
"""Of one of its sides."""
_MEMORY_BYTES = 2 << 30
_CPU_S = 60
_WITHIN_S = 30.0


class PdfPages(NamedTuple):
    """What could be made of a PDF."""

    total: int | None
    """Pages in all; None if it cannot be read."""
    pictures: tuple[Path, ...] = ()
    text: Path | None = None
    reason: str | None = None
    """Why this is not all."""


async def render_pdf(pdf: Path, directory: Path, *, within_s: float = _WITHIN_S) -> PdfPages:
    """Pictures and text of the first pages, as far as they can be made in `within_s`; never raises for a bad PDF."""
    command = (sys.executable, "-m", "capture.pdf_pages", str(pdf), str(directory))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    lines: list[dict[str, int | str]] = []

    async def listen() -> None:
        assert process.stdout
        async for line in process.stdout:
            lines.append(json.loads(line))

    late = False
    try:
        async with asyncio.timeout(within_s):
            await listen()
            await process.wait()
    except TimeoutError:
        late = True
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _told(lines, directory, late=late, ended_well=process.returncode == 0, within_s=within_s)


def _told(
    lines: list[dict[str, int | str]], directory: Path, *, late: bool, ended_well: bool, within_s: float
) -> PdfPages:
    """What the other process has said it did."""
    if not lines or "pages" not in lines[0]:
        why = (
            str(lines[0]["error"])
            if lines
            else f"its reader took more than {within_s:g} s"
            if late
            else "its reader broke"
        )
        return PdfPages(None, reason=f"it cannot be read as a PDF: {why}")
    count = int(lines[0]["pages"])
    pictured = [directory / f"{line['picture']}.png" for line in lines if "picture" in line]
    texts = sum("text" in line for line in lines)
    reasons = [str(line["error"]) for line in lines if "error" in line][:3]
    if late:
        reasons.append(f"time was up after {within_s:g} s")
    elif not ended_well:
        reasons.append("its reader broke")
    if not reasons and len(pictured) < count:
        reasons.append(
            f"pictures are made of the first {PICTURES} pages" + (f", text of {TEXTS}" if texts < count else "")
        )
    return PdfPages(count, tuple(pictured), directory / "text.txt" if texts else None, "; ".join(reasons) or None)


def _render(pdf: Path, directory: Path) -> None:
    """In the other process."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  # 30 ms and a native library, for a process of its own only

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        _say(error=str(error))
        return
    _say(pages=len(document))
    with (directory / "text.txt").open("w", encoding="utf-8", errors="replace", newline="\n") as text:
        for number in range(min(len(document), TEXTS)):
            try:
                page = document[number]
                words = page.get_textpage()
                text.write(words.get_text_range(0, min(words.count_chars(), _TEXT_CHARACTERS)).replace("\r\n", "\n"))
                text.write("\f")
                text.flush()
                _say(text=number + 1)
                if number < PICTURES:
                    width, height = page.get_size()
                    fitting = (_MAX_PIXELS / max(width * height, 1)) ** 0.5, _MAX_SIDE / max(width, height, 1)
                    scale = min(_SCALE, *fitting)
                    page.render(scale=scale).to_pil().save(directory / f"{number + 1}.png")
                    _say(picture=number + 1)
                page.close()
            except (pypdfium2.PdfiumError, ValueError, MemoryError, OSError) as error:
                _say(error=f"page {number + 1}: {error}"[:200])


def _say(**facts: int | str) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    _render(Path(sys.argv[1]), Path(sys.argv[2]))
