"""A PDF in the form in which Chromium prints it: its objects, its sheets in order, and new objects appended.

Appended as an incremental update (PDF 32000-1, 7.5.6): the bytes that the browser printed stay as they are, in front.
Written here because libraries that write PDF took 4 to 550 ms of CPU for prints of 75 kB to 2.4 MB and 60 ms to load
(pypdf 7.1, pikepdf 10.18), where this takes less than one, and a whole capture a second.
"""

import re
from typing import NamedTuple

_MAX_SHEETS = 100_000


class UnknownForm(ValueError):
    """The file is not in the form in which Chromium prints; it can be used, but nothing can be added to it."""


class PrintedPdf(NamedTuple):
    """Where things stand in a file with one cross-reference table, of one section, all objects outside of streams."""

    pdf: bytes
    table: int
    """Offset of the table."""
    entries: int
    """Offset of its first entry."""
    size: int
    """Number of objects; the first new one takes it as its number."""
    root: int
    info: int

    @classmethod
    def of(cls, pdf: bytes) -> "PrintedPdf":
        """Raises `UnknownForm`: no classical cross-reference table, more than one, or encrypted."""
        end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf[-64:])
        table = int(end.group(1)) if end else len(pdf)
        head = re.compile(rb"xref\s+0 (\d+)\s+").match(pdf, table)
        trailer = pdf[pdf.rfind(b"trailer") :]
        numbers = [re.search(rb"/%b (\d+)(?: 0 R)?" % name, trailer) for name in (b"Size", b"Root", b"Info")]
        if not head or not all(numbers) or b"/Encrypt" in trailer or b"/Prev" in trailer:
            raise UnknownForm("its cross-reference table is of another kind")
        size, root, info = (int(found.group(1)) for found in numbers if found)
        return cls(pdf, table, head.end(), size, root, info)

    def dictionary(self, number: int) -> bytes:
        """An object that is a dictionary, as written. Raises `UnknownForm`."""
        entry = re.compile(rb"(\d{10}) 00000 n").match(self.pdf, self.entries + 20 * number)
        start = int(entry.group(1)) if entry else len(self.pdf)
        found = re.compile(rb"%d 0 obj\s*(<<.*?>>)\s*endobj" % number, re.DOTALL).match(self.pdf, start)
        if found is None or b"stream" in found.group(1):
            raise UnknownForm(f"object {number} is not where it should be")
        return found.group(1)

    def sheets(self) -> list[int]:
        """Numbers of the objects that are sheets, in order. Raises `UnknownForm`."""
        pages = re.search(rb"/Pages (\d+) 0 R", self.dictionary(self.root))
        found: list[int] = []
        waiting = [int(pages.group(1))] if pages else []
        while waiting and len(found) < _MAX_SHEETS:
            number = waiting.pop()
            kids = re.search(rb"/Kids \[([^\]]*)\]", self.dictionary(number))
            if kids is None:
                found.append(number)
            else:
                waiting += reversed([int(kid) for kid in re.findall(rb"(\d+) 0 R", kids.group(1))])
        return found

    def updated(self, objects: dict[int, bytes]) -> bytes:
        """The file with `objects` in place of those of the same numbers, or as new ones, appended."""
        body, table, after = bytearray(b"\n"), bytearray(b"xref\n"), len(self.pdf)
        for number, content in sorted(objects.items()):
            table += b"%d 1\n%010d 00000 n \n" % (number, after + len(body))
            body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        trailer = b"trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d>>\n"
        trailer %= (max(self.size, *(number + 1 for number in objects)), self.root, self.info, self.table)
        return b"".join((self.pdf, body, table, trailer, b"startxref\n%d\n%%%%EOF\n" % (after + len(body))))


def sheet_count(pdf: bytes) -> int:
    """Sheets of a PDF as Chromium prints it, read without looking at any object."""
    return max((int(count) for count in re.findall(rb"/Type /Pages\s*/Count (\d+)", pdf)), default=0)
