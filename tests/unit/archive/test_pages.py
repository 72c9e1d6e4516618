"""The page that a player of an archive begins with."""

import io
import json
import zipfile
from typing import Any

import pytest

from capture.archive.wacz import DATAPACKAGE, PAGES, write_wacz
from capture.observe.spool import Spool
from tests.unit.archive.recordings import PAGE, exchange, page, recording

START, FRAME = "https://news.example/start", "https://elsewhere.example/frame"


@pytest.mark.parametrize(
    ("shown", "documents", "url", "second"),
    [
        (PAGE, [(PAGE, 200, "F")], PAGE, "00.500"),
        (PAGE + "#comments", [(START, 302, "F"), (PAGE, 200, "F"), (FRAME, 200, "G")], PAGE, "00.501"),
        ("https://news.example/pushed", [(PAGE, 200, "F"), (FRAME, 200, "G")], PAGE, "00.500"),
        (PAGE, [(START, 200, "F"), (PAGE, 200, "F")], PAGE, "00.501"),
        (PAGE, [(START, 302, "F")], START, "00.500"),
        (PAGE, [], PAGE, "02.123"),
    ],
)
def test_it_is_the_last_document_of_the_main_frame(
    shown: str, documents: list[tuple[str, int, str]], url: str, second: str
) -> None:
    exchanges = [
        exchange(number, address, kind="Document", status=status, frame=frame)
        for number, (address, status, frame) in enumerate(documents)
    ]
    file = io.BytesIO()
    with Spool() as spool:
        write_wacz(file, recording(spool, exchanges), page(url=shown))
    with zipfile.ZipFile(file) as package:
        line: dict[str, Any] = json.loads(package.read(PAGES).splitlines()[1])
        stated = json.loads(package.read(DATAPACKAGE))
    assert line["url"] == stated["mainPageUrl"] == url
    assert line["ts"] == f"2026-11-23T15:40:{second}000Z"
    assert line["text"] == "The bridge is open again.\n"
