"""Says in a PDF where it came from: title, address, instant, capture and tool, in its metadata and on its sheets.

On the sheets it is printed here, not by the browser: Chromium lays out a page of its own for the head and the foot of
every sheet, which took 8 ms a sheet, a third of the print; and what is added here is the page's own in no way.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from capture.pdf_update import PrintedPdf, UnknownForm

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0, 2.2: what cannot stand in a document, not even as a reference."""
_DELIMITERS = re.compile(rb"[\\()\r\n]")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
# Courier is one of the fonts that every reader has (PDF 32000-1, 9.6.2.2), and all its characters are .6 em wide: no
# width has to be looked up.
_TYPE_PT, _LINE_PT, _SIDE_PT, _EDGE_PT = 6, 7, 28, 14
_CHARACTER_PT = 0.6 * _TYPE_PT
_ADDRESS_LINES = 3
"""At the head of a sheet, in the margin that `print_pdf` leaves."""


class PdfLabel(NamedTuple):
    """What the PDF shall say."""

    title: str
    url: str
    captured_at: datetime
    capture_id: str
    """UUID."""
    tool: str


def label_pdf(pdf: bytes, label: PdfLabel, *, on_sheets: bool) -> bytes:
    """`pdf` with `label` in its document information and as XMP; the same input gives the same bytes.

    With `on_sheets`, address, instant, capture and number are in the margins of every sheet too. Raises `UnknownForm`
    if `pdf` is not as Chromium prints, or has metadata of its own.
    """
    form = PrintedPdf.of(pdf)
    catalog, information = form.dictionary(form.root), form.dictionary(form.info)
    if b"/Metadata" in catalog:
        raise UnknownForm("it has XMP metadata already")
    kept = b"\n".join(re.findall(rb"/(?:Producer|CreationDate|ModDate) \([^()\\]*\)", information))
    producer = re.search(rb"/Producer \(([^()\\]*)\)", information)
    packet = _packet(label, producer=producer.group(1).decode("latin-1") if producer else "").encode("utf-8")
    objects = {
        form.info: b"<<" + _information(label) + kept + b">>",
        form.root: catalog[:-2] + b"\n/Metadata %d 0 R>>" % form.size,
        # Never compressed: programs that know nothing of PDF find the packet by its text (XMP 1, 7.1).
        form.size: _stream(packet, b"/Type /Metadata /Subtype /XML "),
    }
    return form.updated(objects | _marks(form, label, first=form.size + 1) if on_sheets else objects)


def _marks(form: PrintedPdf, label: PdfLabel, *, first: int) -> dict[int, bytes]:
    """Every sheet with its head and foot; new objects are numbered from `first` on."""
    sheets = form.sheets()
    font, before = first, first + 1
    objects = {
        font: b"<</Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding>>",
        before: _stream(b"q"),
    }
    for number, sheet in enumerate(sheets, 1):
        page, after = form.dictionary(sheet), before + number
        box = re.search(rb"/MediaBox \[([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+)\]", page)
        if box is None:
            raise UnknownForm(f"sheet {number} has no size")
        marks = _lines(label, f"{number}/{len(sheets)}", [float(side) for side in box.groups()])
        # What the page leaves of its graphics state is put away before anything is written.
        objects[after] = _stream(b"Q\n/Artifact <</Type /Pagination>> BDC\nBT\n.33 g\n" + b"".join(marks) + b"ET\nEMC")
        objects[sheet] = _with_content(page, before=before, after=after, font=font)
    return objects


def _lines(label: PdfLabel, number: str, box: list[float]) -> Iterator[bytes]:
    """What is written on one sheet, as text operators."""
    left, bottom, right, top = box
    columns = max(1, int((right - left - 2 * _SIDE_PT) / _CHARACTER_PT))
    address = _wrapped([quote(label.url, safe=_ASCII)], columns)
    if len(address) > _ADDRESS_LINES:
        address = [*address[: _ADDRESS_LINES - 1], address[_ADDRESS_LINES - 1][:-3] + "..."]
    when = f"captured {label.captured_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    side = (columns - len(label.capture_id)) // 2
    foot = [f"{when:<{side}}{label.capture_id}{number:>{side}}"]
    if side <= len(when):
        foot = _wrapped([when, label.capture_id, number], columns)
    yield b"/CaptureMark %d Tf\n%d TL\n" % (_TYPE_PT, _LINE_PT)
    for lines, above in ((address, top - _EDGE_PT), (foot, bottom + _EDGE_PT + _LINE_PT * (len(foot) - 1))):
        yield b"1 0 0 1 %.2f %.2f Tm\n" % (left + _SIDE_PT, above)
        yield from (_string(line) + b" Tj T*\n" for line in lines)


def _wrapped(lines: Iterable[str], columns: int) -> list[str]:
    return [line[start : start + columns] for line in lines for start in range(0, len(line), columns)]


def _with_content(page: bytes, *, before: int, after: int, font: int) -> bytes:
    """A sheet that draws `before` and `after` around its own content, and knows `font`."""
    around = rb"/Contents [%d 0 R \1 %d 0 R]" % (before, after)
    page, drawn = re.subn(rb"/Contents (\d+ 0 R)", around, page, count=1)
    mark = b"/CaptureMark %d 0 R" % font
    page, known = re.subn(rb"/Font <<", rb"/Font <<" + mark + b"\n", page, count=1)
    if not known:
        page, known = re.subn(rb"/Resources <<", rb"/Resources <</Font <<" + mark + b">>\n", page, count=1)
    if not (drawn and known):
        raise UnknownForm("a sheet of it is of another kind")
    return page


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def _information(label: PdfLabel) -> bytes:
    when = _instant(label.captured_at)
    subject = f"{label.url}, captured {when}, capture {label.capture_id}"
    values = {
        "Title": label.title,
        "Subject": subject,
        "Creator": label.tool,
        "SourceURL": label.url,
        "CapturedAt": when,
        "CaptureId": label.capture_id,
    }
    return b"".join(b"/%b %b\n" % (name.encode(), _string(value)) for name, value in values.items())


def _string(text: str) -> bytes:
    """A text string (PDF 32000-1, 7.9.2.2): plain if ASCII, else UTF-16 in hex."""
    if text.isascii() and text.isprintable():
        return b"(" + _DELIMITERS.sub(lambda found: b"\\" + found.group(), text.encode("ascii")) + b")"
    return b"<" + ("\ufeff" + text).encode("utf-16-be", "replace").hex().encode() + b">"


def _packet(label: PdfLabel, *, producer: str) -> str:
    """XMP 1 (ISO 16684-1): Dublin Core for what the document is, `xmp` and `pdf` for what made it."""

    def clean(text: str) -> str:
        return escape(_NOT_IN_XML.sub("\ufffd", text), quote=False)

    when = _instant(label.captured_at)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{clean(label.title)}</rdf:li></rdf:Alt></dc:title>
<dc:source>{clean(label.url)}</dc:source>
<dc:identifier>urn:uuid:{clean(label.capture_id)}</dc:identifier>
<dc:date><rdf:Seq><rdf:li>{when}</rdf:li></rdf:Seq></dc:date>
<xmp:CreatorTool>{clean(label.tool)}</xmp:CreatorTool>
<pdf:Producer>{clean(producer)}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
