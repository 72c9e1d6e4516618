"""Says in a PDF's own metadata where it came from: title, address, instant, capture and tool.

Appended as an incremental update (PDF 32000-1, 7.5.6): the bytes that the browser printed stay as they are, in front.
Written here because libraries that write PDF took 4 to 550 ms of CPU for prints of 75 kB to 2.4 MB and 60 ms to load
(pypdf 7.1, pikepdf 10.18), where this takes less than one, and a whole capture a second.
"""

import re
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple, NoReturn

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0, 2.2: what cannot stand in a document, not even as a reference."""
_DELIMITERS = re.compile(rb"[\\()\r\n]")


class UnknownForm(ValueError):
    """The file is not in the form in which Chromium prints; it can be used, but not labelled."""


class PdfLabel(NamedTuple):
    """What the metadata shall say."""

    title: str
    url: str
    captured_at: datetime
    capture_id: str
    """UUID."""
    tool: str


def label_pdf(pdf: bytes, label: PdfLabel) -> bytes:
    """`pdf` with `label` in its document information and as XMP; the same input gives the same bytes.

    Raises `UnknownForm` if `pdf` has no classical cross-reference table, or metadata of its own, or is encrypted.
    """
    form = _Form.of(pdf)
    catalog, information = form.dictionary(form.root), form.dictionary(form.info)
    if b"/Metadata" in catalog:
        _refuse("it has XMP metadata already")
    kept = b"\n".join(re.findall(rb"/(?:Producer|CreationDate|ModDate) \([^()\\]*\)", information))
    producer = re.search(rb"/Producer \(([^()\\]*)\)", information)
    packet = _packet(label, producer=producer.group(1).decode("latin-1") if producer else "").encode("utf-8")
    objects = {
        form.info: b"<<" + _information(label) + kept + b">>",
        form.root: catalog[:-2] + b"\n/Metadata %d 0 R>>" % form.size,
        # Never compressed: programs that know nothing of PDF find the packet by its text (XMP 1, 7.1).
        form.size: b"<</Type /Metadata /Subtype /XML /Length %d>>\nstream\n%b\nendstream" % (len(packet), packet),
    }
    return pdf + _update(form, objects, after=len(pdf))


def sheets(pdf: bytes) -> int:
    """Pages of a PDF as Chromium prints it."""
    return max((int(count) for count in re.findall(rb"/Type /Pages\s*/Count (\d+)", pdf)), default=0)


class _Form(NamedTuple):
    """Where things stand in a file with one cross-reference table, of one section, all objects outside of streams."""

    pdf: bytes
    table: int
    """Offset of the table."""
    entries: int
    """Offset of its first entry."""
    size: int
    root: int
    info: int

    @classmethod
    def of(cls, pdf: bytes) -> "_Form":
        end = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf[-64:])
        table = int(end.group(1)) if end else len(pdf)
        head = re.compile(rb"xref\s+0 (\d+)\s+").match(pdf, table)
        trailer = pdf[pdf.rfind(b"trailer") :]
        numbers = [re.search(rb"/%b (\d+)(?: 0 R)?" % name, trailer) for name in (b"Size", b"Root", b"Info")]
        if not head or not all(numbers) or b"/Encrypt" in trailer or b"/Prev" in trailer:
            _refuse("its cross-reference table is of another kind")
        size, root, info = (int(found.group(1)) for found in numbers if found)
        return cls(pdf, table, head.end(), size, root, info)

    def dictionary(self, number: int) -> bytes:
        """An object that is a dictionary, as written."""
        entry = re.compile(rb"(\d{10}) 00000 n").match(self.pdf, self.entries + 20 * number)
        start = int(entry.group(1)) if entry else len(self.pdf)
        found = re.compile(rb"%d 0 obj\s*(<<.*?>>)\s*endobj" % number, re.DOTALL).match(self.pdf, start)
        if found is None or b"stream" in found.group(1):
            _refuse(f"object {number} is not where it should be")
        return found.group(1)


def _update(form: _Form, objects: dict[int, bytes], *, after: int) -> bytes:
    body, table = b"\n", b"xref\n"
    for number, content in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, after + len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    trailer = b"trailer\n<</Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d>>\n"
    trailer %= (form.size + 1, form.root, form.info, form.table)
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (after + len(body))


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


def _refuse(why: str) -> NoReturn:
    raise UnknownForm(f"the PDF cannot be labelled: {why}")
