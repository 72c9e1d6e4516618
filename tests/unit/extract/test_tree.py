"""Questions to a snapshot: family, text as it is read, addresses, selectors; on pages small enough to check by eye."""

from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from capture.extract.tree import TreeIndex, fold
from capture.models.base import NodeId
from capture.models.page import Frame, NodeFlag, RenderedPage
from tests.unit.extract.rendered import rendered

URL = "https://news.example/town/story"
WHEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FAMILY = "<html><body><ul><li>One</li><li>Two <b>bold</b></li></ul><p>Three</p></body></html>"


def page_of(html: str) -> RenderedPage:
    return rendered(html, url=URL, observed_at=WHEN)


def tree_of(html: str) -> TreeIndex:
    return TreeIndex(page_of(html))


def first(tree: TreeIndex, tag: str) -> int:
    return next(tree.elements(0, tag))


def flagged(tree: TreeIndex, words: str, flags: NodeFlag) -> TreeIndex:
    """The same tree, its one text `words` with these flags."""
    node, page = tree.data.index(words), tree.page
    changed = (*page.nodes.flags[:node], int(flags), *page.nodes.flags[node + 1 :])
    return TreeIndex(page.model_copy(update={"nodes": page.nodes.model_copy(update={"flags": changed})}))


class TestFamily:
    def test_a_subtree_is_a_range_of_ids(self) -> None:
        tree = tree_of(FAMILY)
        second = list(tree.elements(0, "li"))[1]
        assert [tree.tag[node] or tree.data[node] for node in tree.subtree(second)] == ["li", "Two ", "b", "bold"]
        assert list(tree.subtree(0)) == list(range(tree.count))

    def test_parents_children_and_ancestors_agree(self) -> None:
        tree = tree_of(FAMILY)
        bold = first(tree, "b")
        assert [tree.tag[node] for node in tree.ancestors(bold)] == ["li", "ul", "body", "html", ""]
        for node in range(1, tree.count):
            assert node in tree.children(tree.parent[node])
            assert all(tree.contains(up, node) for up in tree.ancestors(node))
        assert not tree.contains(first(tree, "p"), bold)
        assert tree.contains(bold, bold)

    def test_elements_are_those_of_the_tags_in_order(self) -> None:
        tree = tree_of(FAMILY)
        assert [tree.tag[node] for node in tree.elements(0, "p", "li")] == ["li", "li", "p"]
        assert [tree.tag[node] for node in tree.elements(first(tree, "ul"))] == ["ul", "li", "li", "b"]

    def test_texts_are_those_with_a_character_in_them(self) -> None:
        tree = tree_of("<div> \n <p>A</p>\u00a0<p> b </p></div>")
        assert [tree.data[node] for node in tree.texts(0)] == ["A", " b "]

    def test_attributes_are_as_written(self) -> None:
        tree = tree_of('<p id="one" data-x="" title=" a &amp; b ">x</p>')
        node = first(tree, "p")
        assert tree.attributes(node) == {"id": "one", "data-x": "", "title": " a & b "}
        assert (tree.attribute(node, "title"), tree.attribute(node, "nothing")) == (" a & b ", None)
        assert tree.attributes(0) == {}


class TestText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>One</p><p>two</p>", "One two"),
            ("<p>One<br>two</p>", "One two"),
            ("<div>One<div>two</div>three</div>", "One two three"),
            ("<p>O<b>n</b>e <i>two</i></p>", "One two"),
            ("<p>\n One\u00a0 \t two\n</p>", "One two"),
            ("<ul><li>One</li><li>two</li></ul>", "One two"),
            ("<table><tr><td>One</td><td>two</td></tr></table>", "One two"),
            ("<p>One</p><script>code()</script><style>p {}</style><p>two</p>", "One two"),
            ("<p>One<svg><text>drawn</text></svg>two</p>", "One two"),
            ("<p>One<select><option>no</option></select><textarea>no</textarea></p>", "One"),
            ("<p>One<noscript>no</noscript></p>", "One"),
            ("", ""),
        ],
    )
    def test_is_what_a_reader_reads_with_a_blank_at_every_end_of_a_line(self, html: str, text: str) -> None:
        assert tree_of(html).text(0) == text

    @pytest.mark.parametrize(
        ("flags", "is_read"),
        [
            (NodeFlag.RENDERED | NodeFlag.VISIBLE, True),
            (NodeFlag.RENDERED | NodeFlag.VISIBLE | NodeFlag.FIXED, True),
            (NodeFlag.RENDERED | NodeFlag.VISIBLE | NodeFlag.CLIPPED, False),
            (NodeFlag.RENDERED | NodeFlag.VISIBLE | NodeFlag.OUTSIDE, False),
            (NodeFlag.RENDERED, False),
            (NodeFlag(0), False),
        ],
    )
    def test_leaves_out_what_is_not_seen_unless_told_to_keep_it(self, flags: NodeFlag, is_read: bool) -> None:
        tree = flagged(tree_of("<p>Seen</p><p>Perhaps</p>"), "Perhaps", flags)
        assert tree.text(0) == ("Seen Perhaps" if is_read else "Seen")
        assert tree.text(0, hidden=True) == "Seen Perhaps"
        assert tree.is_visible(tree.data.index("Perhaps")) == is_read

    @given(st.lists(st.text(alphabet="ab \n\xa0", max_size=6), min_size=1), st.integers(0, 20))
    def test_can_be_had_up_to_a_length(self, texts: list[str], longest: int) -> None:
        tree = tree_of("<html><body>" + "".join(f"<p>{text}<i>{text}</i></p>" for text in texts) + "</body></html>")
        assert tree.text(0, longest=longest) == tree.text(0)[:longest]

    def test_of_a_silent_element_itself_can_be_asked_for(self) -> None:
        tree = tree_of('<script type="application/json">{"a": 1}</script>')
        assert tree.text(first(tree, "script")) == '{"a": 1}'

    @given(st.text(alphabet=" \t\n\x1c\x85\u00a0\u00ad\u200b\u2003\u2028\u3000ab", max_size=12))
    def test_fold_leaves_single_blanks_between_words_only(self, text: str) -> None:
        assert fold(text) == " ".join(text.split())


class TestAddresses:
    @pytest.mark.parametrize(
        ("href", "address"),
        [
            ("/x", "https://news.example/x"),
            ("x?a=1#b", "https://news.example/town/x?a=1#b"),
            ("//other.example/y", "https://other.example/y"),
            (" https://a.example/ ", "https://a.example/"),
            ("javascript:void 0", None),
            ("mailto:desk@news.example", None),
            ("data:text/html,x", None),
            ("http://[broken", None),
            ("", None),
        ],
    )
    def test_of_a_link_are_absolute_or_none(self, href: str, address: str | None) -> None:
        tree = tree_of(f'<a href="{href}">x</a>')
        assert tree.href(first(tree, "a")) == address

    @given(
        st.text(alphabet="ahtps:/.?#;&=@[]% \té\u2028", max_size=16),
        st.sampled_from(["", "https://a.example", "/", "x"]),
    )
    @example("/.x", "")
    @example("//b.example/..", "")
    @example("b/../c;d?#", "/")
    def test_are_joined_as_the_standard_library_joins_them(self, text: str, start: str) -> None:
        tree, reference = tree_of("<a>x</a>"), start + text
        try:
            joined = urljoin(URL, reference.strip())
        except ValueError:
            joined = None
        assert tree.resolve(first(tree, "a"), reference) == joined

    def test_without_href_there_is_none(self) -> None:
        tree = tree_of("<a>x</a>")
        assert tree.href(first(tree, "a")) is None

    def test_follow_the_first_base_of_their_document(self) -> None:
        tree = tree_of('<base href="/old/"><base href="/no/"><a href="x">x</a>')
        assert tree.href(first(tree, "a")) == "https://news.example/old/x"

    def test_in_a_frame_follow_its_own_document_and_in_srcdoc_its_parents(self) -> None:
        page = page_of('<iframe><div><a href="x">x</a></div></iframe>')
        tree = TreeIndex(page)
        owner, root = first(tree, "iframe"), first(tree, "div")
        for url, address in (("https://b.example/f/", "https://b.example/f/x"), ("about:srcdoc", f"{URL[:-5]}x")):
            frames = (*page.frames, Frame(url=url, owner=NodeId(owner), root=NodeId(root)))
            column = tuple(int(node >= root) for node in range(tree.count))
            nodes = page.nodes.model_copy(update={"frame": column})
            framed = TreeIndex(page.model_copy(update={"frames": frames, "nodes": nodes}))
            assert framed.href(first(framed, "a")) == address
            assert framed.frame_url(first(framed, "a")) == url

    @pytest.mark.parametrize(
        ("outer", "base"),
        [("", "https://news.example/town/deep/x"), ('<base href="/o/">', "https://news.example/o/deep/x")],
    )
    def test_in_a_srcdoc_frame_follow_a_base_of_its_own(self, outer: str, base: str) -> None:
        page = page_of(f'{outer}<iframe><div><base href="deep/"><a href="x">x</a></div></iframe>')
        tree = TreeIndex(page)
        root = first(tree, "div")
        frames = (*page.frames, Frame(url="about:srcdoc", owner=NodeId(first(tree, "iframe")), root=NodeId(root)))
        nodes = page.nodes.model_copy(update={"frame": tuple(int(node >= root) for node in range(tree.count))})
        framed = TreeIndex(page.model_copy(update={"frames": frames, "nodes": nodes}))
        assert framed.href(first(framed, "a")) == base


def test_a_selector_finds_its_node_again() -> None:
    tree = tree_of(FAMILY)
    assert tree.css_path(first(tree, "b")) == "html > body > ul > li:nth-of-type(2) > b"
    paths = [tree.css_path(node) for node in tree.elements(0)]
    assert len(set(paths)) == len(paths)


def test_what_has_no_style_is_told_by_its_tag_whether_it_parts_lines() -> None:
    tree = tree_of("<p>a</p><span>b</span><h2>c</h2><br>")
    blocks = {tree.tag[node] for node in tree.elements(0) if tree.is_block(node)}
    assert blocks == {"p", "h2", "br"}
