"""A PDF says where it came from, and is the browser's own but for that."""

import io
import re
import xml.dom.minidom
from datetime import datetime

import pypdf
import pytest

from capture.label import PdfLabel, label_pdf
from capture.pdf_update import UnknownForm, sheet_count

LABEL = PdfLabel(
    title="Tide turns (again)",
    url="https://mail.example/tide?a=1&b=(2)",
    captured_at=datetime.fromisoformat("2024-10-23T09:35:00+13:00"),
    capture_id="0b5f2c7e-5a0e-4f0e-9f0e-1c1f4e2d3a4b",
    tool="capture 9.9",
)


def printed(
    *, catalog: str = "/Pages 3 0 R", trailer: str = "", size: str = "596 843", resources: str = "", content: str = ""
) -> bytes:
    """A PDF of two sheets in a tree of two levels, laid out as Chromium lays it out."""
    sheet = f"<</Type /Page\n/Resources <<{resources}>>\n/MediaBox [0 0 {size}]\n/Contents 7 0 R\n/Parent %d 0 R>>"
    objects = [
        "<</Title (old)\n/Creator (Chromium)\n/Producer (Skia/PDF m1)\n/CreationDate (D:20240101000000+00'00')>>",
        f"<</Type /Catalog\n{catalog}>>",
        "<</Type /Pages\n/Count 2\n/Kids [4 0 R 5 0 R]>>",
        sheet % 3,
        "<</Type /Pages\n/Count 1\n/Parent 3 0 R\n/Kids [6 0 R]>>",
        sheet % 5,
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
    ]
    pdf, offsets = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += f"{number} 0 obj\n{written}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    pdf_end = f"xref\n0 8\n0000000000 65535 f \n{table}trailer\n<</Size 8\n/Root 2 0 R\n/Info 1 0 R{trailer}>>\n"
    return pdf + f"{pdf_end}startxref\n{len(pdf)}\n%%EOF\n".encode()


def test_what_was_printed_stays_in_front_unchanged() -> None:
    labelled = label_pdf(printed(), LABEL, on_sheets=True)
    assert labelled.startswith(printed())
    assert labelled == label_pdf(printed(), LABEL, on_sheets=True)


def test_each_new_object_is_where_the_table_says() -> None:
    labelled = label_pdf(printed(), LABEL, on_sheets=False)
    start = int(re.findall(rb"startxref\n(\d+)", labelled)[-1])
    entries = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", labelled[start:])
    assert [int(number) for number, _ in entries] == [1, 2, 8]
    for number, offset in entries:
        assert labelled[int(offset) :].startswith(number + b" 0 obj\n")
    assert b"/Size 9" in labelled[start:]
    assert b"/Prev %d" % printed().index(b"xref\n") in labelled[start:]


def test_the_information_names_origin_instant_and_capture() -> None:
    added = label_pdf(printed(), LABEL, on_sheets=False)[len(printed()) :]
    assert rb"/Title (Tide turns \(again\))" in added
    assert rb"/SourceURL (https://mail.example/tide?a=1&b=\(2\))" in added
    assert b"/CapturedAt (2024-10-22T20:35:00Z)" in added
    assert b"/Creator (capture 9.9)" in added
    assert b"/Producer (Skia/PDF m1)" in added
    assert b"/CreationDate (D:20240101000000+00'00')" in added


@pytest.mark.parametrize("title", ["日本 – ‘tide’", "bell\x07 & <b>", "half \ud800 a pair", ")(\\", ""])
def test_any_title_gives_well_formed_metadata(title: str) -> None:
    added = label_pdf(printed(), LABEL._replace(title=title), on_sheets=False)[len(printed()) :]
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
        printed().replace(b"xref\n0 8", b"xref\n1 7"),
        printed().replace(b"startxref\n", b"startxref\n9"),
    ],
)
def test_what_is_of_another_form_is_refused(pdf: bytes) -> None:
    with pytest.raises(UnknownForm):
        label_pdf(pdf, LABEL, on_sheets=False)


def read(pdf: bytes) -> list[list[str]]:
    """Lines of text of each sheet."""
    return [sheet.extract_text().splitlines() for sheet in pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages]


@pytest.mark.parametrize("resources", ["", "/Font <</F4 9 0 R>>", "/ProcSet [/PDF /Text]"])
def test_each_sheet_says_address_instant_capture_and_number(resources: str) -> None:
    first, second = read(label_pdf(printed(resources=resources), LABEL, on_sheets=True))
    assert first[0] == second[0] == LABEL.url
    assert [line.split("  ")[0] for line in (first[1], second[1])] == ["captured 2024-10-22 20:35:00 UTC"] * 2
    assert [line.split()[-2:] for line in (first[1], second[1])] == [
        [LABEL.capture_id, "1/2"],
        [LABEL.capture_id, "2/2"],
    ]


def test_what_a_sheet_leaves_behind_does_not_move_its_label() -> None:
    """Chromium turns a sheet upside down for what it draws, and does not turn it back."""
    where: list[tuple[float, float]] = []
    pdf = label_pdf(printed(content=".24 0 0 -.24 0 843 cm"), LABEL, on_sheets=True)
    sheet = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    sheet.extract_text(visitor_text=lambda text, moved, at, *_: where.append((at[4], at[5])) if text.strip() else None)
    assert where[0] == (28, 829)


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        ("https://mail.example/潮", ["https://mail.example/%E6%BD%AE"]),
        (f"https://mail.example/{'a' * 150}", [f"https://mail.example/{'a' * 129}", "a" * 21]),
        (f"https://mail.example/{'a' * 999}", [f"https://mail.example/{'a' * 129}", "a" * 150, "a" * 147 + "..."]),
    ],
)
def test_an_address_goes_on_in_the_next_line(url: str, lines: list[str]) -> None:
    first, _ = read(label_pdf(printed(), LABEL._replace(url=url), on_sheets=True))
    assert first[:-1] == lines


def test_on_a_narrow_sheet_the_foot_takes_more_lines() -> None:
    first, _ = read(label_pdf(printed(size="250 400"), LABEL, on_sheets=True))
    assert first == [LABEL.url, "captured 2024-10-22 20:35:00 UTC", LABEL.capture_id, "1/2"]


@pytest.mark.parametrize(
    ("was", "now"), [(b"/Contents 7 0 R", b""), (b"/Resources <<>>", b""), (b"/MediaBox", b"/Box")]
)
def test_a_sheet_of_another_kind_is_refused(was: bytes, now: bytes) -> None:
    with pytest.raises(UnknownForm):
        label_pdf(printed().replace(was, now.ljust(len(was))), LABEL, on_sheets=True)


def test_sheets_are_counted() -> None:
    assert sheet_count(printed()) == 2
