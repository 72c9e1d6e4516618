"""`capture verify` and `capture show`: what strangers do with a bundle, whole or not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.command import capture
from tests.e2e.conftest import Captured


class TestVerify:
    def test_a_whole_bundle(self, portal: Captured) -> None:
        ended = capture("verify", portal.bundle, "--json")
        assert ended.code == 0
        (said,) = ended.records
        assert said["ok"] is True
        assert said["capture_id"] == portal.record["id"]
        assert said["problems"] == []

    def test_a_changed_byte_is_told_with_its_file(self, copy: Path) -> None:
        page = copy / "data/page.png"
        page.write_bytes(page.read_bytes()[:-1] + b"\0")
        ended = capture("verify", copy)
        assert ended.code == 5
        told = ended.out.decode()
        assert "data/page.png" in told
        assert "digest-mismatch" in told
        assert "data/page.pdf" not in told

    def test_every_problem_is_told_not_only_the_first(self, copy: Path) -> None:
        (copy / "data/page.html").unlink()
        (copy / "data/extra.txt").write_text("slipped in")
        (copy / "data/page.pdf").write_bytes(b"%PDF-1.7 another")
        ended = capture("verify", copy, "--json")
        assert ended.code == 5
        (said,) = ended.records
        found = {(problem["path"], problem["code"]) for problem in said["problems"]}
        assert found >= {
            ("data/page.html", "missing-file"),
            ("data/extra.txt", "unlisted-file"),
            ("data/page.pdf", "digest-mismatch"),
        }

    def test_of_several_bundles_each_is_checked_and_the_worst_decides(self, portal: Captured, copy: Path) -> None:
        (copy / "data/extra.txt").write_text("slipped in")
        ended = capture("verify", copy, portal.bundle, copy.parent / "nothing", "--json")
        assert ended.code == 5
        assert [said["ok"] for said in ended.records] == [False, True, False]

    def test_a_hostile_name_of_a_file_does_not_command_the_terminal(self, copy: Path) -> None:
        (copy / "data" / "\x1b[2Jred\u202e.txt").write_text("x")
        ended = capture("verify", copy)
        assert ended.code == 5
        assert b"\x1b" not in ended.out + ended.err
        assert "\u202e".encode() not in ended.out


class TestShow:
    def test_tells_people_the_article_and_every_headline(self, portal: Captured) -> None:
        ended = capture("show", portal.bundle, "--text")
        assert ended.code == 0
        told = " ".join(ended.out.decode().split())
        article = portal.record["article"]
        assert article["headline"] in told
        for block in (block for block in article["blocks"] if block["kind"] not in {"image", "embed"}):
            assert " ".join(block["text"].split()) in told
        for stories in portal.record["tickers"] + portal.record["story_lists"]:
            assert stories["heading"] in told
            for item in stories["items"]:
                assert " ".join(item["title"].split()) in told

    def test_draws_what_was_found_onto_a_copy(self, portal: Captured, tmp_path: Path) -> None:
        drawn = tmp_path / "found.png"
        assert capture("show", portal.bundle, "--boxes", drawn).code == 0
        with Image.open(drawn) as found, Image.open(portal.bundle / "data/page.png") as page:
            assert found.size == page.size
            assert found.convert("RGB").tobytes() != page.convert("RGB").tobytes()
        assert capture("verify", portal.bundle).code == 0

    def test_a_picture_that_cannot_be_written_is_told(self, portal: Captured, tmp_path: Path) -> None:
        ended = capture("show", portal.bundle, "--boxes", tmp_path / "nowhere" / "found.png")
        assert ended.code == 6
        assert "found.png" in ended.said

    @pytest.mark.parametrize("broken", ["", "[]", '{"schema_version": "9.0"}'])
    def test_a_record_that_is_none_is_told_in_one_line(self, copy: Path, broken: str) -> None:
        (copy / "data/capture.json").write_text(broken)
        ended = capture("show", copy)
        assert ended.code == 5
        error, *hint = ended.err.splitlines()
        assert b"data/capture.json" in error
        assert len(hint) <= 1


class TestSchema:
    def test_an_unknown_name_is_a_usage_error(self) -> None:
        ended = capture("schema", "nothing")
        assert ended.code == 2
        assert "capture, explain, rendered" in ended.said

    def test_is_the_same_every_time(self) -> None:
        first = capture("schema")
        assert first.out == capture("schema").out
        assert json.loads(first.out)["additionalProperties"] is False


def test_a_reader_that_goes_away_is_no_traceback(portal: Captured) -> None:
    """As in `capture show ... | head -n 1`."""
    command = [sys.executable, "-m", "capture", "show", str(portal.bundle), "--text"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        said = shown.stderr.read()
    assert b"Traceback" not in said
    assert b"Exception" not in said
