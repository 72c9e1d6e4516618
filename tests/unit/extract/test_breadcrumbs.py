"""The trail of sections is found by name and by look, and nothing else is taken for one."""

import pytest

from capture.extract.breadcrumbs import find_breadcrumbs
from capture.extract.tree import TreeIndex
from tests.unit.extract.articles import NOW, URL
from tests.unit.extract.rendered import rendered


def trail_of(body: str) -> tuple[str, ...]:
    page = rendered(f"<html><body>{body}</body></html>", url=URL, observed_at=NOW)
    return find_breadcrumbs(TreeIndex(page)).trail


@pytest.mark.parametrize(
    "body",
    [
        '<ul class="breadcrumbs"><li><a href="/">Home</a></li><li><a href="/n">News</a></li><li>Port</li></ul>',
        '<nav aria-label="Breadcrumb"><ol><li><a href="/">Home</a></li><li>News</li><li>Port</li></ol></nav>',
        '<div id="breadcrumb"><a href="/">Home</a> &gt; <a href="/n">News</a> &gt; <a href="/n/p">Port</a></div>',
        '<div class="BreadCrumb">You are here: <a href="/">Home</a> / <a href="/n">News</a> / Port</div>',
        '<div><a href="/">Home</a> » <a href="/n">News</a> » Port</div>',
        "<p><font><a href='/'>Home</a> › <a href='/n'>News</a> › <b>Port</b></font></p>",
        "<b>Quay Monitor</b><br><a href='/'>Home</a> &gt; <a href='/n'>News</a> &gt; Port<br>" + "Text.<br>" * 99,
    ],
)
def test_trails_in_common_markups(body: str) -> None:
    assert trail_of(body) == ("Home", "News", "Port")


@pytest.mark.parametrize(
    "body",
    [
        "<p>The port expects more than 3 > 2 ships, a spokesman wrote on the blackboard.</p>",
        '<ul><li><a href="/1">Barge strikes gate</a></li><li><a href="/2">Choir wins silver</a></li></ul>',
        '<div>» <a href="/1">Barge strikes gate</a><br>» <a href="/2">Choir wins silver</a></div>',
    ],
)
def test_what_is_no_trail(body: str) -> None:
    assert trail_of(body) == ()


def test_the_decision_names_the_node() -> None:
    page = rendered(
        '<html><body><div class="crumbs"><a href="/">A</a> > B</div></body></html>', url=URL, observed_at=NOW
    )
    tree = TreeIndex(page)
    (decision,) = find_breadcrumbs(tree).decisions
    assert decision.chosen is not None
    assert decision.chosen.node is not None
    assert tree.attribute(decision.chosen.node, "class") == "crumbs"
