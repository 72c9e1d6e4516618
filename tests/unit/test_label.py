"""A PDF says where it came from, and is the browser's own but for that."""

import re
import xml.dom.minidom
from datetime import datetime

import pytest

from capture.label import PdfLabel, UnknownForm, label_pdf, sheets

LABEL = PdfLabel(
    title="Tide turns (again)",
    url="https://mail.example/tide?a=1&b=(2)",
    captured_at=datetime.fromisoformat("2024-10-23T09:35:00+13:00"),
    capture_id="0b5f2c7e-5a0e-4f0e-9f0e-1c1f4e2d3a4b",
    tool="capture 9.9",
)


def printed(*, catalog: str = "/Pages 3 0 R", trailer: str = "") -> bytes:
    """A PDF of two empty sheets, laid out as Chromium lays it out."""
    objects = [
        "<</Title (old)\n/Creator (Chromium)\n/Producer (Skia/PDF m1)\n/CreationDate (D:20240101000000+00'00')>>",
        f"<</Type /Catalog\n{catalog}>>",
        "<</Type /Pages\n/Count 2\n/Kids [4 0 R 4 0 R]>>",
        "<</Type /Page\n/Parent 3 0 R\n/MediaBox [0 0 10 10]>>",
    ]
    pdf, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    pdf_end = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<</Size 5\n/Root 2 0 R\n/Info 1 0 R{trailer}>>\n"
    return pdf + f"{pdf_end}startxref\n{len(pdf)}\n%%EOF\n".encode()


def test_what_was_printed_stays_in_front_unchanged() -> None:
    labelled = label_pdf(printed(), LABEL)
    assert labelled.startswith(printed())
    assert labelled == label_pdf(printed(), LABEL)


def test_each_new_object_is_where_the_table_says() -> None:
    labelled = label_pdf(printed(), LABEL)
    start = int(re.findall(rb"startxref\n(\d+)", labelled)[-1])
    entries = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", labelled[start:])
    assert [int(number) for number, _ in entries] == [1, 2, 5]
    for number, offset in entries:
        assert labelled[int(offset) :].startswith(number + b" 0 obj\n")
    assert b"/Size 6" in labelled[start:]
    assert b"/Prev %d" % printed().index(b"xref\n") in labelled[start:]


def test_the_information_names_origin_instant_and_capture() -> None:
    added = label_pdf(printed(), LABEL)[len(printed()) :]
    assert rb"/Title (Tide turns \(again\))" in added
    assert rb"/SourceURL (https://mail.example/tide?a=1&b=\(2\))" in added
    assert b"/CapturedAt (2024-10-22T20:35:00Z)" in added
    assert b"/Creator (capture 9.9)" in added
    assert b"/Producer (Skia/PDF m1)" in added
    assert b"/CreationDate (D:20240101000000+00'00')" in added


@pytest.mark.parametrize("title", ["日本 – ‘tide’", "bell\x07 & <b>", "half \ud800 a pair", ")(\\", ""])
def test_any_title_gives_well_formed_metadata(title: str) -> None:
    added = label_pdf(printed(), LABEL._replace(title=title))[len(printed()) :]
    packet = added[added.index(b"<?xpacket") : added.index(b'<?xpacket end="r"?>') + 19]
    document = xml.dom.minidom.parseString(packet)
    (shown,) = document.getElementsByTagName("rdf:li")[:1]
    text = "".join(node.data for node in shown.childNodes)
    assert text == re.sub("[\x07\ud800]", "\ufffd", title)


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"%PDF-1.7 invented",
        printed(catalog="/Metadata 9 0 R"),
        printed(trailer="/Encrypt 9 0 R"),
        printed(trailer="/Prev 9"),
        printed().replace(b"2 0 obj", b"7 0 obj"),
        printed().replace(b"xref\n0 5", b"xref\n1 4"),
        printed().replace(b"startxref\n", b"startxref\n9"),
    ],
)
def test_what_is_of_another_form_is_refused(pdf: bytes) -> None:
    with pytest.raises(UnknownForm):
        label_pdf(pdf, LABEL)


def test_sheets_are_counted() -> None:
    assert sheets(printed()) == 2
