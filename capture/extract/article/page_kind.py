"""What the page is: a story, or one of the pages that stand in a story's place or list many."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from capture.extract.article.lines import PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.phrases import KINDS, phrases
from capture.extract.article.region import leads_away
from capture.extract.article.witness import json_ld_objects, types_of
from capture.extract.article.word_table import WordTable
from capture.models.extraction import Metadata, PageKind
from capture.models.page import NodeFlag
from capture.patterns import on_demand

_LIVE = int(Mark.LIVE)
_CONSENT_BIT = 1 << KINDS.index("consent")
_NOT_FOUND = on_demand(
    r"\b404\b|(?:page|seite|página|pagina|page) (?:not found|nicht gefunden|introuvable|no encontrada|"
    r"non trovata|não encontrada|"
    r"could not be found|cannot be found|can't be found|doesn't exist|does not exist|existiert nicht|"
    r"niet gevonden|ikke funnet)|"
    r"not found|nicht gefunden|introuvable|no (?:se ha )?encontrad[oa]|non trovata|não encontrada|"
    r"niet gevonden|hittades inte|"
    r"finnes ikke|nie znaleziono|не найден|bulunamadı|tidak ditemukan|không tìm thấy|見つかりません|找不到|"
    r"찾을 수 없|غير موجود|"
    r"\b(?:403|410|500|502|503)\b.{0,30}(?:error|forbidden|gone|unavailable)|access denied|"
    r"service unavailable|bad gateway",
    re.IGNORECASE,
)  # fmt: skip
_CHALLENGE = on_demand(
    r"just a moment|attention required|checking (?:if|your browser|the site)|"
    r"verify(?:ing)? (?:that )?you(?:'re| are)? (?:a )?human|"
    r"are you (?:a )?(?:robot|human)|not a robot|captcha|unusual (?:traffic|activity)|security check|"
    r"bot (?:check|detection)|"
    r"pardon our interruption|ddos|enable javascript and cookies|kein roboter|pas un robot|no (?:es|"
    r"eres) un robot|не робот",
    re.IGNORECASE,
)  # fmt: skip
_CONSENT = WordTable((word, word) for word in (
    "cookie", "consent", "privacy", "datenschutz", "einwillig", "zustimm", "confidentialité", "privacidad",
    "personal data", "personenbezogen", "données", "legitimate interest", "berechtigte", "vendors", "partner ",
    "partners ", "partnern ",
))  # fmt: skip
# What a page of scripts says to those who run none; the words of a blocked embed are the same.
_NO_SCRIPTS = re.compile(r"javascript|browser", re.IGNORECASE)
_VIDEO_TYPES = frozenset({"videoobject", "tvepisode", "episode", "movie", "clip"})
_INDEX_TYPES = frozenset({"collectionpage", "itemlist", "searchresultspage", "profilepage"})
_ARTICLE_TYPES = frozenset({"newsarticle", "article", "blogposting", "reportagenewsarticle", "opinionnewsarticle"})
_FRONT_PAGES = frozenset({"", "index.html", "index.htm", "index.php", "home", "en", "de", "fr", "es"})
# Of a list of stories each has at most this much prose.
_TEASER = 300.0
# A story shorter than this, in Latin letters, may be a notice or a teaser just as well.
_VERY_SHORT = 140.0
_A_SENTENCE = 40.0
# What is more than captions, where a page says that it has a gallery.
_PROSE_PER_PICTURE = 350.0
# A page with this much to read, and a story as long, is no consent wall, whatever it speaks of.
_MUCH = 6000.0
# A story longer than this, signed and dated, is one beyond doubt.
_PLENTY = 1500.0


class Kind(NamedTuple):
    """What the page is, how sure that is (0 to 1), and why, in plain words."""

    kind: PageKind
    certainty: float
    reason: str


class StoryFacts(NamedTuple):
    """What is known of the story that was read."""

    kept: list[int]
    prose: float
    """Letters of its paragraphs."""
    images: int
    headline: str | None
    has_time: bool
    has_author: bool


def page_kind(page: PageLines, metadata: Metadata, story: StoryFacts) -> Kind:
    """The first that holds: challenge, error, consent wall, live blog, video, gallery, index, article."""
    types = {kind for item in json_ld_objects(metadata) for kind in types_of(item)}
    title = f"{page.tree.page.title} {story.headline or ''}"
    if story.prose < 900 and _CHALLENGE().search(title + " " + _first_text(page)) and not types & _ARTICLE_TYPES:
        return Kind("challenge", 0.9, "little text, and words of a bot check")
    if story.prose < 2500 and _NOT_FOUND().search(title) and not types & _ARTICLE_TYPES:
        return Kind("error", 0.9, f"its title or heading says so: {title.strip()[:60]!r}")
    if _is_consent_wall(page, story):
        return Kind("consent", 0.9, "what can be read speaks of cookies and consent")
    if "liveblogposting" in types or _is_live_blog(page, story):
        return Kind("live-blog", 0.9, "posts with times of their own, or stated by its metadata")
    index = _index_reason(page, metadata, story, types)
    if index:
        return Kind("index", 0.8, index)
    if story.prose < 700 and _is_video(page, metadata, types):
        return Kind("video", 0.8, "a player and little text")
    if _is_gallery(page, story, types):
        return Kind("gallery", 0.7, f"{story.images} pictures and little text beside them")
    signed = story.headline is not None and story.has_time and story.has_author
    if story.prose < _VERY_SHORT and not ((signed or types & _ARTICLE_TYPES) and story.prose > _A_SENTENCE):
        return Kind("other", 0.6, "too little text for a story")
    if types & _ARTICLE_TYPES:
        return Kind("article", 0.9, "prose below a headline, stated by its metadata")
    if signed and story.prose >= _PLENTY:
        return Kind("article", 0.9, "plenty of prose below a headline, with author and time")
    if not (story.has_time or story.has_author):
        return Kind("article", 0.4, "prose below a headline, neither signed nor dated")
    return Kind("article", 0.8, "prose below a headline")


def _first_text(page: PageLines) -> str:
    return " ".join(line.text for line in page.lines[:40] if line.visible)[:1500]


def _is_consent_wall(page: PageLines, story: StoryFacts) -> bool:
    """Whether consent text is most of what is read, or covers the window while nothing else is shown."""
    shown = [line for line in page.lines if line.visible and line.link < 0.5]
    total = sum(line.weight for line in shown) or 1.0
    if story.prose >= _MUCH and total >= _MUCH:
        return False
    about = sum(page.lines[i].weight for i in story.kept if _CONSENT.within(page.lines[i].text.lower()))
    if story.prose and about > 0.6 * story.prose and story.prose < _MUCH:
        return True
    if story.prose - about > 800 or total >= _MUCH:
        return False
    overlay = sum(
        line.weight for line in shown
        if page.tree.flags[line.first] & NodeFlag.FIXED
        or (phrases(line.text) & _CONSENT_BIT and not _NO_SCRIPTS.search(line.text))
        or _CONSENT.within(line.text.lower())
    )  # fmt: skip
    return overlay > 0.7 * total


def _is_live_blog(page: PageLines, story: StoryFacts) -> bool:
    live = sum(1 for i in story.kept if page.marks(i) & _LIVE)
    return live >= 6 and live > 0.5 * len(story.kept)


def _is_video(page: PageLines, metadata: Metadata, types: set[str]) -> bool:
    if metadata.open_graph.get("og:type", "").startswith("video") or (
        types & _VIDEO_TYPES and not types & _ARTICLE_TYPES
    ):
        return True
    players = [node for node in page.tree.tagged.get("video", ()) if page.tree.box(node).width > 400]
    return (
        bool(players)
        and not types & _ARTICLE_TYPES
        and bool(re.search(r"/(?:video|watch|clip)s?/", page.tree.page.url))
    )


def _is_gallery(page: PageLines, story: StoryFacts, types: set[str]) -> bool:
    stated = bool(types & {"imagegallery", "mediagallery"}) or bool(
        re.search(
            r"/(?:galler(?:y|ies)|slideshow|bilder|fotostrecke|photos|galeria|galerie|fotogalerie)/", page.tree.page.url
        )
    )
    if stated and story.images >= 3 and story.prose < _PROSE_PER_PICTURE * story.images:
        return True
    return story.images >= 6 and story.prose < 60 * story.images and not types & _ARTICLE_TYPES


def _index_reason(page: PageLines, metadata: Metadata, story: StoryFacts, types: set[str]) -> str | None:
    """Why the page is a list of stories; None if it is not."""
    if types & _ARTICLE_TYPES or metadata.open_graph.get("og:type") == "article":
        return None
    path = urlsplit(page.tree.page.url).path.strip("/")
    heads = _linked_headings(page, story)
    links = sum(line.weight for line in page.lines if line.link > 0.5 and line.weight >= 25)
    many = len(heads) >= 3 or links > story.prose
    if path in _FRONT_PAGES and many and story.prose < _TEASER * max(len(heads), 1):
        return "the site's front page, with many linked headlines"
    if types & _INDEX_TYPES and not story.has_author and many:
        return "its metadata calls it a collection"
    if metadata.open_graph.get("og:type") == "website" and len(heads) >= 3 and story.prose < _TEASER * len(heads):
        return f"its metadata calls it a website, and it has {len(heads)} linked headlines"
    if len(heads) >= 4 and not story.has_author and story.prose < _TEASER * len(heads):
        return f"{len(heads)} linked headlines among little prose, and no author of its own"
    return None


def _linked_headings(page: PageLines, story: StoryFacts) -> list[int]:
    """Headings that lead to other pages and stand among the lines that are read, or right before them."""
    if not story.kept:
        return []
    first, last = story.kept[0] - 4, story.kept[-1]
    return [
        i for i in range(max(first, 0), last + 1)
        if page.lines[i].heading and page.lines[i].link > 0.5 and leads_away(page, page.lines[i])
    ]  # fmt: skip
