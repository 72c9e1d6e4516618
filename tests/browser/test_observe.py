"""What one pass over the live page brings back: order, text, visibility, frames, shadow roots."""

from collections.abc import Callable

import pytest

from capture.models.page import NodeFlag, NodeKind
from tests.browser.capturer import Capturer, Taken
from tests.site.behaviours.hostile import FORGED
from tests.site.behaviours.layout import HIDDEN_WORDS
from tests.site.server import NewsSite
from tests.site.story import HEADLINE, PARAGRAPHS, TICKER

SEEN = ("html", "rendered")
RENDERED, VISIBLE, CLIPPED, OUTSIDE, FIXED = NodeFlag

Serve = Callable[[str], str]


@pytest.fixture(scope="session")
def hidden(capture: Capturer, site: NewsSite) -> Taken:
    return capture(site.url("/hidden"), artifacts=SEEN)


@pytest.fixture(scope="session")
def frames(capture: Capturer, site: NewsSite) -> Taken:
    return capture(site.url("/frames"), artifacts=SEEN)


@pytest.fixture(scope="session")
def shadow(capture: Capturer, site: NewsSite) -> Taken:
    return capture(site.url("/shadow"), artifacts=SEEN)


@pytest.fixture(scope="session")
def lone(capture: Capturer, site: NewsSite) -> Taken:
    return capture(site.url("/control-text"), artifacts=SEEN)


class TestVisibility:
    @pytest.mark.parametrize(
        ("why", "has", "lacks"),
        [
            ("none", NodeFlag(0), RENDERED),
            ("attribute", NodeFlag(0), RENDERED),
            ("visibility", RENDERED, VISIBLE),
            ("opacity", RENDERED, VISIBLE),
            ("offscreen", RENDERED | VISIBLE | OUTSIDE, CLIPPED),
            ("clip", RENDERED | VISIBLE | CLIPPED, OUTSIDE),
            ("collapsed", RENDERED | VISIBLE | CLIPPED, OUTSIDE),
            ("tiny", NodeFlag(0), RENDERED),
            ("white", RENDERED | VISIBLE, CLIPPED | OUTSIDE | FIXED),
        ],
    )
    def test_of_hidden_texts_the_reason_is_known(self, hidden: Taken, why: str, has: NodeFlag, lacks: NodeFlag) -> None:
        flags = hidden.flags(hidden.text_node(f"The {HIDDEN_WORDS[why]} fish"))
        assert flags & has == has
        assert not flags & lacks

    def test_a_text_that_is_shown_has_no_such_flag(self, hidden: Taken) -> None:
        assert hidden.flags(hidden.text_node("The visible fish")) == RENDERED | VISIBLE

    def test_what_is_fixed_to_the_window_is_told(self, capture: Capturer, site: NewsSite) -> None:
        taken = capture(site.url("/sticky"), artifacts=SEEN)
        assert taken.flags(taken.text_node("Fixed footer")) == RENDERED | VISIBLE | FIXED
        assert not taken.flags(taken.text_node("Sticky header")) & FIXED

    def test_what_a_pane_can_scroll_to_is_not_clipped_what_it_cuts_off_is(
        self, capture: Capturer, site: NewsSite
    ) -> None:
        pane = capture(site.url("/pane"), artifacts=SEEN)
        assert pane.flags(pane.text_node("The end of the pane.")) == RENDERED | VISIBLE
        folded = capture(site.url("/collapsed-body"), artifacts=SEEN)
        assert folded.flags(folded.text_node(PARAGRAPHS[-1])) & CLIPPED
        (headline,) = folded.tree.elements(0, "h1")
        assert folded.flags(headline) == RENDERED | VISIBLE

    def test_an_absolute_box_is_cut_by_its_containing_block_alone(self, capture: Capturer, serve: Serve) -> None:
        """CSS 2, 11.1.1: `overflow` of an ancestor between the box and its containing block does not cut it."""
        taken = capture(
            serve(
                '<div style="height:40px;overflow:hidden"><p style="position:absolute;top:300px">Escapes.</p></div>'
                '<div style="height:40px;overflow:hidden;position:relative">'
                '<p style="position:absolute;top:300px">Is held.</p></div>'
            ),
            artifacts=SEEN,
        )
        assert not taken.flags(taken.text_node("Escapes.")) & CLIPPED
        assert taken.flags(taken.text_node("Is held.")) & CLIPPED


class TestText:
    def test_is_that_of_the_dom_character_by_character(self, capture: Capturer, serve: Serve) -> None:
        taken = capture(serve("<p id=it>  Fish &amp; chips&nbsp;– “4&nbsp;€”\n\t ≠ 𝟜 \u200b</p>"), artifacts=SEEN)
        (text,) = taken.tree.texts(taken.by_id("it"))
        assert taken.tree.data[text] == "  Fish & chips\u00a0– “4\u00a0€”\n\t ≠ 𝟜 \u200b"

    def test_half_characters_are_replaced_and_counted(self, lone: Taken) -> None:
        rows = [lone.tree.text(node) for node in lone.tree.elements(lone.by_id("rows"), "li")]
        assert rows == ["9:05 First \ufffd row", "8:05 Second \ufffd row", "7:05 Third row"]
        assert lone.tree.attribute(lone.by_id("lone"), "title") == "attribute \ufffd:end"
        assert lone.page.replaced_surrogates == 4

    def test_control_characters_stay_in_the_snapshot(self, lone: Taken) -> None:
        text = lone.tree.data[lone.text_node("escape:")]
        assert "vertical:\x0b:end escape:\x1b[31m:end bell:\x07:end" in text
        assert "bidi:\u202egnp.exe\u202c:end zero:\u200b\u200d\ufeff:end plane16:\U0010fffd:end" in lone.html

    def test_data_of_scripts_is_kept_and_their_code_is_not(self, capture: Capturer, serve: Serve) -> None:
        taken = capture(
            serve(
                '<script type="application/ld+json">{"headline": "Data"}</script>'
                '<script type="application/json" id="state">{"a": 1}</script>'
                "<script>var code = 'never kept';</script><style>p { color: red }</style><p>Text"
            ),
            artifacts=SEEN,
        )
        texts = [text.strip() for text in taken.tree.data if text.strip()]
        assert texts == ['{"headline": "Data"}', '{"a": 1}', "Text"]
        assert "never kept" in taken.html
        assert "color: red" in taken.html

    def test_long_attributes_are_cut_and_whole_in_the_html(self, capture: Capturer, serve: Serve) -> None:
        long = "x" * 9000
        taken = capture(serve(f'<p id="cut" data-long="{long}" data-short="yes">Text'), artifacts=SEEN)
        node = taken.by_id("cut")
        assert taken.tree.attributes(node) == {"id": "cut", "data-long": long[:8192], "data-short": "yes"}
        assert taken.page.cut_attributes == (node,)
        assert long in taken.html


class TestColumns:
    def test_are_in_document_order_with_parents_first(self, frames: Taken, shadow: Taken) -> None:
        for taken in (frames, shadow):
            nodes = taken.page.nodes
            open_nodes: list[int] = []
            for node, parent in enumerate(nodes.parent):
                while open_nodes and open_nodes[-1] != parent:
                    open_nodes.pop()
                assert parent == (open_nodes[-1] if open_nodes else -1), "not the order of a walk"
                open_nodes.append(node)

    def test_only_what_is_rendered_has_a_box_and_a_style(self, hidden: Taken) -> None:
        tree = hidden.tree
        for node in range(tree.count):
            box = tree.box(node)
            if not tree.is_rendered(node):
                assert (box.x, box.y, box.width, box.height) == (0, 0, 0, 0) or tree.style(node) is not None
            elif tree.kind[node] == NodeKind.ELEMENT:
                assert tree.style(node) is not None

    def test_styles_are_the_computed_ones(self, capture: Capturer, serve: Serve) -> None:
        taken = capture(
            serve(
                '<body style="font-size:20px"><p id="it" dir="rtl" style="font-size:1.5em;color:#123456;float:right;'
                'text-transform:uppercase;white-space:pre;overflow:auto;z-index:3;position:relative">Text'
            ),
            artifacts=SEEN,
        )
        style = taken.tree.style(taken.by_id("it"))
        assert style is not None
        assert (style.font_size_px, style.font_weight, style.color) == (30, 400, "rgb(18, 52, 86)")
        assert (style.float, style.position, style.z_index, style.direction) == ("right", "relative", "3", "rtl")
        assert (style.text_transform, style.white_space, style.overflow_y) == ("uppercase", "pre", "auto")

    def test_the_document_is_described(self, capture: Capturer, serve: Serve) -> None:
        quirks = capture(
            serve('<html lang="mi"><title> A  title </title><p style="height:3000px">Text'), artifacts=SEEN
        )
        page = quirks.page
        assert (page.title, page.language, page.compat_mode, page.character_set) == (
            "A title", "mi", "BackCompat", "UTF-8",
        )  # fmt: skip
        assert (page.viewport.width_px, page.viewport.height_px, page.device_scale_factor) == (1280, 800, 1)
        assert page.document.height_px >= 3000
        assert page.observed_at == quirks.record.captured_at

    def test_pictures_tell_whether_they_came(self, capture: Capturer, site: NewsSite) -> None:
        taken = capture(site.url("/broken-images"), artifacts=SEEN, budgets={"load_s": 2, "quiet_s": 1, "images_s": 1})
        states = {
            taken.tree.attribute(image.node, "src"): (image.complete, image.natural_width_px)
            for image in taken.page.images
        }
        assert states["/picture.png"] == (True, 320)
        assert states["/nowhere.png"] == states["/close"] == (True, 0)
        assert states["/slow-headers"] == (False, 0)
        assert "images-missing" in taken.findings


class TestFrames:
    def test_every_sort_is_read_at_its_place(self, frames: Taken) -> None:
        tree, page = frames.tree, frames.page
        assert [frame.reason for frame in page.frames] == [None] * 7
        names = []
        for frame in page.frames[1:]:
            assert frame.owner is not None
            assert frame.root is not None
            assert tree.tag[frame.owner] == "iframe"
            assert tree.parent[frame.root] == frame.owner
            names += [tree.text(node) for node in tree.elements(frame.root, "h2") if tree.frame_url(node) == frame.url]
        assert names == [
            "Latest (same)",
            "Latest (cross-site)",
            "Latest (srcdoc)",
            "Latest (sandboxed)",
            "Latest (nested)",
        ]

    def test_boxes_in_frames_are_those_of_the_page(self, frames: Taken) -> None:
        tree = frames.tree
        for frame in frames.page.frames[1:]:
            assert frame.owner is not None
            outer, inner = tree.box(frame.owner), tree.box(frame.owner + 2)
            assert tree.tag[frame.owner + 2] == "html"
            assert outer.x < inner.x < outer.x + outer.width
            assert outer.y < inner.y < outer.y + outer.height

    def test_frames_that_bring_nothing_do_not_cost_the_page(self, capture: Capturer, site: NewsSite) -> None:
        taken = capture(site.url("/frame-broken"), artifacts=SEEN, budgets={"load_s": 2, "quiet_s": 1})
        assert len(taken.page.frames) == 4
        assert HEADLINE in taken.tree.text(0)
        assert taken.record.article is not None

    def test_a_frame_that_is_not_shown_hides_what_is_in_it(self, capture: Capturer, serve: Serve) -> None:
        taken = capture(
            serve(
                '<iframe style="visibility:hidden" srcdoc="<p>Invisible words</p>"></iframe>'
                '<iframe style="display:none" srcdoc="<p>Undisplayed words</p>"></iframe>'
                '<iframe srcdoc="<p>Plain words</p>"></iframe>'
            ),
            artifacts=SEEN,
        )
        visible = [
            taken.tree.is_visible(taken.text_node(f"{how} words")) for how in ("Invisible", "Undisplayed", "Plain")
        ]
        assert visible == [False, False, True]


class TestShadowRoots:
    def test_are_read_as_a_reader_sees_them(self, shadow: Taken) -> None:
        text = shadow.tree.text(0)
        assert text.index("From the shadow") < text.index(HEADLINE) < text.index("End of the shadow")
        assert text.index("Latest (shadow)") < text.index(f"shadow: {TICKER[0][1]}") < text.index("Slotted by default.")
        assert text.count(HEADLINE) == 1
        assert "No slot shows this." not in text

    def test_what_no_slot_shows_is_there_unseen(self, shadow: Taken) -> None:
        assert shadow.flags(shadow.text_node("No slot shows this.")) == NodeFlag(0)

    def test_slotted_nodes_stand_under_their_slot(self, shadow: Taken) -> None:
        tree = shadow.tree
        story = next(node for node in tree.elements(0, "div") if tree.attribute(node, "slot") == "story")
        assert tree.tag[tree.parent[story]] == "slot"
        assert NodeKind.SHADOW_ROOT in {tree.kind[node] for node in tree.ancestors(story)}


def test_patched_built_ins_forge_nothing(capture: Capturer, site: NewsSite) -> None:
    taken = capture(site.url("/patched"), artifacts=SEEN)
    assert FORGED not in taken.page.strings
    assert taken.record.article is not None
    assert taken.record.article.headline == HEADLINE
    (headline,) = taken.tree.elements(0, "h1")
    assert taken.tree.box(headline).width > 400
    assert FORGED not in taken.html.partition("<script>")[0]


@pytest.mark.parametrize("path", ["/frames", "/shadow", "/hidden", "/portal-tables.html", "/control-text"])
def test_the_html_read_again_by_a_browser_shows_the_same_text(
    path: str, capture: Capturer, site: NewsSite, serve: Serve
) -> None:
    """All that scripts built is in the file, frames and shadow roots too; but a NUL, which HTML cannot carry."""
    taken = capture(site.url(path), artifacts=SEEN)
    again = capture(serve(_without_scripts(taken.html)), artifacts=SEEN)
    assert again.tree.text(0, hidden=True) == taken.tree.text(0, hidden=True).replace("\0", "")
    assert again.tree.text(0) == taken.tree.text(0).replace("\0", "")
    assert text_of_frames(again) == text_of_frames(taken)


def text_of_frames(taken: Taken) -> list[str]:
    """Of each frame by itself: to the page around it, a frame is a box without text."""
    return [taken.tree.text(frame.root) for frame in taken.page.frames[1:] if frame.root is not None]


def _without_scripts(html: str) -> str:
    """Scripts that run again would build everything twice."""
    return html.replace("<script", "<script type=text/plain").replace("&lt;script", "&lt;script type=text/plain")


def test_a_page_that_removes_itself_is_taken_as_the_nothing_that_it_is(capture: Capturer, serve: Serve) -> None:
    taken = capture(serve("<!doctype html><p>Gone<script>document.documentElement.remove()</script>"))
    assert taken.record.outcome == "complete"
    assert taken.tree.text(0, hidden=True) == ""
    assert taken.html.strip() == "<!DOCTYPE html>"
