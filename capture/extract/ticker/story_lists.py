"""Lists of headlines of other stories without times ("Top Stories"); menus and tag clouds are lists, too."""

import re

from capture.extract.ticker import hints
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.runs import Run
from capture.extract.ticker.titles import Title
from capture.extract.tree import TreeIndex

# A menu entry has one to three words, a headline seldom fewer than five.
_HEADLINE_WORDS = 5
_SHORT = 0.4
# Words after a link in its line that make it the start of a sentence; a teaser is in a line of its own.
_SENTENCE_WORDS = 4
_MENU_TAGS = frozenset({"nav", "footer", "form", "select"})
_MENU_ROLES = frozenset({"navigation", "contentinfo", "menu", "menubar", "tablist", "search"})
_MENU_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|footer|breadcrumbs?|tags?|share|social|cookie|consent)(?:$|[\s_-])"
)
_MENU_LEVELS = 6


def headline_links(page: RunPage, *, taken: list[bool]) -> list[int]:
    """Runs that can be headlines of other stories: links of several words, outside menus and other lists."""
    found = []
    menus = _Menus(page.tree)
    here = page.tree.page.url.split("#")[0]
    for run in page.runs:
        if taken[run.index] or run.link < 0 or run.is_time or run.words < 2 or not page.is_headline(run):
            continue
        url = page.url(run)
        if url is None or url.split("#")[0] == here or hints.is_author_link(url, None):
            continue
        if _in_sentence(page, run):
            continue
        if not menus.hold(page.tree.parent[run.link]):
            found.append(run.index)
    return found


def _in_sentence(page: RunPage, run: Run) -> bool:
    """Whether the link is a part of a sentence: plain words lead up to it in its line, or many follow."""
    before = page.runs[run.index - 1] if run.index else None
    if before is not None and before.link < 0 and before.words >= 2 and page.is_same_line(before, run):
        return True
    after = page.runs[run.index + 1] if run.index + 1 < len(page.runs) else None
    return after is not None and after.link < 0 and after.words >= _SENTENCE_WORDS and page.is_same_line(run, after)


def why_not_stories(titles: list[Title], *, has_heading: bool) -> str | None:
    """Why the list is no list of stories; None if nothing speaks against it."""
    urls = {title.url for title in titles if title.url}
    if len(titles) < 3 or len(urls) < 3:
        return "fewer than three addresses of other pages"
    least = _HEADLINE_WORDS if has_heading else _HEADLINE_WORDS + 1
    short = sum(1 for title in titles if title.run.words < least)
    if short > _SHORT * len(titles):
        return f"{short} of {len(titles)} links are too short for headlines"
    if sum(1 for title in titles if hints.is_section_link(title.url)) > len(titles) / 2:
        return "the links lead to sections"
    return None


class _Menus:
    """Which elements are menus; kept, as links share what is around them."""

    def __init__(self, tree: TreeIndex) -> None:
        self._tree = tree
        self._known: dict[int, bool] = {}

    def hold(self, node: int) -> bool:
        """Whether the element, or one near above it, is a menu."""
        for _ in range(_MENU_LEVELS):
            if node <= 0:
                return False
            known = self._known.get(node)
            if known is None:
                known = self._known[node] = self._is_menu(node)
            if known:
                return True
            node = self._tree.parent[node]
        return False

    def _is_menu(self, node: int) -> bool:
        tag, attributes = self._tree.tag[node], self._tree.attributes(node)
        if tag in _MENU_TAGS or attributes.get("role", "") in _MENU_ROLES:
            return True
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()
        return tag not in ("body", "html", "article", "main") and _MENU_CLASS.search(names) is not None
