"""From the freeze on the page stands still: text, picture and print show one and the same moment."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest

from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.hostile import PRINTED, TICKS
from tests.site.server import NewsSite
from tests.site.story import HEADLINE

Serve = Callable[[str], str]

COUNTER = """<!doctype html><body style="margin:0;-webkit-print-color-adjust:exact">
<div id="colour" style="height:120px"></div><p id="count" style="font:40px monospace">0</p>
<noscript><p style="background:#ff00ff">Only without scripts</p></noscript>
<script>
let count = 0;
const show = () => {
  count += 1;
  document.getElementById('count').textContent = 'count ' + count + ' end';
  document.getElementById('colour').style.background = `rgb(${count >> 16 & 255}, ${count >> 8 & 255}, ${count & 255})`;
};
setInterval(show, 5);
(function always() { show(); requestAnimationFrame(always); })();
for (const when of ['beforeprint', 'afterprint', 'resize', 'visibilitychange']) addEventListener(when, () => {
  show(); document.body.insertAdjacentText('beforeend', 'Forged by ' + when);
});
matchMedia('print').addEventListener('change', () => {
  document.body.insertAdjacentText('beforeend', 'Forged by media');
});
</script>"""


def printed(taken: Taken) -> str:
    """Text of all sheets, white space folded."""
    reader = pypdf.PdfReader(io.BytesIO(taken.bundle.read_artifact("page.pdf")))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


@pytest.fixture(scope="session")
def counting(capture: Capturer, serve: Serve) -> Taken:
    return capture(serve(COUNTER))


@pytest.fixture(scope="session")
def ticking(capture: Capturer, site: NewsSite) -> Taken:
    return capture(site.url("/ticking"))


def test_text_picture_and_print_show_one_moment(counting: Taken) -> None:
    count = int(counting.tree.text(counting.by_id("count")).split()[1])
    assert count > 50
    assert counting.picture.getpixel((640, 60)) == (count >> 16 & 255, count >> 8 & 255, count & 255)
    assert f"count {count} end" in printed(counting)
    assert f">count {count} end<" in counting.html


def test_no_script_runs_before_or_after_the_print(counting: Taken) -> None:
    assert "Forged" not in printed(counting)
    assert "Forged" not in counting.tree.text(0)


def test_what_is_for_readers_without_scripts_is_nowhere_to_be_seen(counting: Taken) -> None:
    assert "Only without scripts" not in counting.tree.text(0)
    assert "Only without scripts" not in printed(counting)
    assert (255, 0, 255) not in {colour for _, colour in counting.picture.getcolors(1 << 24) or ()}
    assert "Only without scripts" in counting.html


def test_what_is_for_readers_without_scripts_is_as_the_server_sent_it(capture: Capturer, serve: Serve) -> None:
    """Chromium writes it otherwise as soon as scripts are off: as text, and not as the markup that it is."""
    inner = "<img src='/picture.png?a=1&amp;b=2'> Fish & chips &lt; 5"
    frame = f"&lt;noscript&gt;{inner.replace('&', '&amp;').replace('<', '&lt;')}&lt;/noscript&gt;"
    markup = (
        f"<!doctype html><head><noscript><style>p {{ color: red }}</style></noscript></head><body><h1>{HEADLINE}</h1>"
        f'<div><p>Before</p><noscript>{inner}</noscript><p>After</p></div><iframe srcdoc="{frame}"></iframe></body>'
    )
    taken = capture(serve(markup), artifacts=("html", "rendered", "page"))
    assert f"<div><p>Before</p><noscript>{inner}</noscript><p>After</p></div>" in taken.html
    assert "<head><noscript><style>p { color: red }</style></noscript></head>" in taken.html
    assert "drift" not in taken.findings
    assert "thawed" not in taken.findings


def test_a_list_that_changes_every_20_ms_is_not_torn(ticking: Taken) -> None:
    (headline,) = ticking.tree.elements(0, "h1")
    (number,) = re.findall(rf"{TICKS} (\d+)", ticking.tree.text(headline))
    rows = [ticking.tree.text(link) for link in ticking.tree.elements(0, "a")]
    assert rows == [f"row {number}"] * 60
    assert re.findall(rf"{TICKS} (\d+)", printed(ticking)) == [number]
    assert set(re.findall(r"row (\d+)", printed(ticking))) == {number}
    assert PRINTED not in printed(ticking)


def test_whether_it_was_changing_is_told_and_that_it_stood_still_then(ticking: Taken) -> None:
    drift = ticking.record.drift
    assert drift is not None
    assert drift.after_freeze == drift.after_artifacts
    assert ("drift" in ticking.findings) == (drift.before_freeze != drift.after_freeze)
    assert "thawed" not in ticking.findings
    assert ticking.actions[-1] == "freeze"


def test_animations_are_where_their_boxes_are(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/animation"), artifacts=("rendered", "page"))
    for identifier, colour in (("css", (0xCC, 0x33, 0)), ("web", (0, 0x66, 0x99))):
        assert taken.pixels_in(taken.tree.box(taken.by_id(identifier))) == {colour}


def test_media_are_paused_and_that_is_told(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/media"), artifacts=("rendered", "page"))
    (action,) = (action for action in taken.record.actions if action.kind == "pause-media")
    assert int(action.detail.split()[0]) >= 1


def test_a_document_that_never_ends_coming_in_stands_still_too(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/slow-body"), budgets={"load_s": 1, "quiet_s": 0.5})
    assert "stop-loading" in taken.actions
    assert "thawed" not in taken.findings
    assert taken.record.drift is not None
    assert taken.record.drift.after_freeze == taken.record.drift.after_artifacts
    drips = taken.tree.text(0).count("drip")
    assert drips > 3
    assert printed(taken).count("drip") == drips
    assert HEADLINE in printed(taken)


def test_a_frame_of_another_site_stands_still_with_the_page(capture: Capturer, serve: Serve) -> None:
    inner = serve(COUNTER).replace("127.0.0.1", "localhost")
    taken = capture(
        serve(f'<!doctype html><body style="margin:0"><iframe src="{inner}" width="800" height="400" frameborder="0">')
    )
    count = int(taken.tree.text(taken.by_id("count")).split()[1])
    assert taken.picture.getpixel((400, 60)) == (count >> 16 & 255, count >> 8 & 255, count & 255)
    assert f"count {count} end" in printed(taken)


def test_a_script_that_never_ends_is_stopped_and_the_page_taken(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/spinning?after=0"), timeout_s=12)
    assert taken.record.outcome == "partial"
    assert taken.actions[0] == "stop-script"
    assert "script-stopped" in taken.findings
    assert taken.record.article is not None
    assert taken.record.article.headline == HEADLINE
    assert HEADLINE in printed(taken)
