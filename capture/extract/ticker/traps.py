"""Lists that carry times and are no tickers: comments, forums, tweets, fixtures, schedules, lengths, references."""

import re
from collections.abc import Callable, Sequence
from statistics import median
from urllib.parse import urlsplit

from capture.extract.ticker.page import RunPage
from capture.extract.ticker.records import Group
from capture.extract.ticker.rows import Row

# Most of the rows: one odd row must not make or save a list.
_MOST = 0.6
_COMMENT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|comment-?(?:list|body|item|thread|section)|disqus|kommentare?|comentarios?"
    r"|commentaires?|commenti|opmerkingen|reactions?|reacties|leserkommentar\w*|replies|guestbook)(?:$|[\s_-])",
    re.IGNORECASE,
)
_COMMENT_LINK = re.compile(r"comment|reply|respond|kommentar|coment|^c\d+$", re.IGNORECASE)
_REPLY = re.compile(
    r"(?:log in to )?(?:reply|antworten|antwoorden?|répondre|responder|rispondi|svara?|vastaa|ответить|відповісти|yanıtla|odpowiedz"
    r"|odpovědět|回复|回覆|返信|답글|permalink|report(?: abuse)?|melden|like)\W*",
    re.IGNORECASE,
)
_SOCIAL = re.compile(
    r"(?:^|\.)(?:twitter|x|t|facebook|instagram|tiktok|youtube|threads|bsky|mastodon|vk|t\.me|pic\.twitter)\.(?:com|co|net|app|me|social)$"
)
_FORUM_PATH = re.compile(
    r"/(?:threads?|forums?|topic|board|viewtopic|showthread|members?|user-\w+|profile|community|diskussion)(?:/|\.|\?|$)",
    re.IGNORECASE,
)
_MARKET_PATH = re.compile(
    r"/(?:anzeigen?|kleinanzeigen?|stellen(?:markt|angebote?)?|classifieds?|jobs?|listings?|deals?|coupons?|clasificados|annonces?)/",
    re.IGNORECASE,
)
_EVENT_PATH = re.compile(
    r"/(?:events?|termine?|veranstaltung\w*|kalender|calendar|agenda|fixtures?|match(?:es|center|centre)?|spielplan|spiele?|m"
    r"|schedule|programm?e?|tv-programm|sendung\w*|partidos?|calendario)/",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"^\W*(?:[\w.'’&-]+ ){1,5}(?:v|vs\.?|gegen|contra|kontra|@)(?: [\w.'’&-]+){1,5}\W*$", re.IGNORECASE)
_PAIR = re.compile(
    r"^\W*(?:[^\W\d][\w.'’&]*\s){0,3}[^\W\d][\w.'’&]*\s*[-–—:]\s*(?:[^\W\d][\w.'’&]*\s){0,3}[^\W\d][\w.'’&]*\W*$"
)
_REFERENCE = re.compile(
    r"\b(?:retrieved|archived|accessed|abgerufen|archiviert|consulté|archivé|consultado|archivado|consultato|geraadpleegd"
    r"|dostęp|hämtad|viitattu|citováno|acesso em|дата обращения|閲覧)\b|^\W*\^",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"video|/vid\w*\d|/watch|/player|/clip|mediathek|/audio|podcast", re.IGNORECASE)
_CLOCK_LENGTH = re.compile(r"\d{1,2}:\d{2}:\d{2}")


def why_not(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    """Why the list is no ticker, in plain words; None if nothing speaks against it."""
    if len(rows) < 3:
        return f"only {len(rows)} rows with headline and time"
    for trap in _TRAPS:
        reason = trap(page, group, rows)
        if reason:
            return reason
    return None


def _share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> float:
    return sum(1 for row in rows if holds(row)) / len(rows)


def _is_comments(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    tree = page.tree
    for node in (group.container, *(up for up, _ in zip(tree.ancestors(group.container), range(4), strict=False))):
        names = f"{tree.attribute(node, 'class') or ''} {tree.attribute(node, 'id') or ''}"
        if _COMMENT_CLASS.search(names) and tree.tag[node] not in ("body", "html"):
            return f"comments: {names.strip()[:60]}"
    fragments = [urlsplit(row.title.url).fragment if row.title.url else "" for row in rows]
    if sum(1 for fragment in fragments if _COMMENT_LINK.search(fragment)) > _MOST * len(rows):
        return "comments: the links lead to comments of this page"

    def replies(row: Row) -> bool:
        return any(_REPLY.fullmatch(run.text) for run in page.runs[row.cell.start : row.cell.stop])

    def is_marked(row: Row) -> bool:
        names = f"{tree.attribute(row.cell.node, 'class') or ''} {tree.attribute(row.cell.node, 'id') or ''}"
        return _COMMENT_CLASS.search(names) is not None and not row.title.run.heading

    if _share(rows, replies) > _MOST or _share(rows, is_marked) > _MOST:
        return "comments: every row can be answered"
    return None


def _stays_on_page(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    here = page.tree.page.url.split("#")[0]

    def stays(row: Row) -> bool:
        url = row.title.url
        return url is not None and row.title.run.link >= 0 and "#" in url and url.split("#")[0] == here

    return "the headlines lead to places of this page" if _share(rows, stays) > _MOST else None


def _is_social(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    own = urlsplit(page.tree.page.url).netloc

    def social(row: Row) -> bool:
        host = urlsplit(row.title.url or "").netloc
        return (
            (host != own and _SOCIAL.search(host) is not None) or row.title.text.startswith(("http", "@", "pic.twitter"))
        )

    def forum(row: Row) -> bool:
        return _FORUM_PATH.search(urlsplit(row.title.url or "").path + "/") is not None

    def market(row: Row) -> bool:
        return _MARKET_PATH.search(urlsplit(row.title.url or "").path) is not None

    if _share(rows, social) > 0.5:
        return "posts of a social network"
    if _share(rows, forum) > _MOST:
        return "threads of a forum"
    if _share(rows, market) > _MOST:
        return "offers of a market"
    return None


def _is_lengths(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    clocks = [row.printed for row in rows if row.printed and row.printed.kind == "clock"]
    if len(clocks) < len(rows):
        return None
    if _share(rows, lambda row: row.attribute is not None) > 0.5:
        return None
    minutes = [(clock.hour or 0) * 60 + (clock.minute or 0) for clock in clocks]
    falls = sum(1 for left, right in zip(minutes, minutes[1:], strict=False) if right <= left)
    in_order = falls >= len(minutes) - 1 - (len(minutes) > 4)
    doubtful = sum(1 for clock in clocks if clock.maybe_duration) / len(clocks)
    if doubtful > _MOST and not in_order:
        return "the times are lengths of recordings"
    if all(_CLOCK_LENGTH.fullmatch(clock.text) for clock in clocks) and not in_order:
        return "the times are lengths of recordings"
    if _share(rows, lambda row: _VIDEO.search(row.title.url or "") is not None) > _MOST and not in_order:
        return "the times are lengths of recordings"
    if (
        not in_order
        and max(minutes) < 360
        and all(":" in clock.text for clock in clocks)
        and len(set(minutes)) > 1
        and len(rows) <= 20
        and falls < len(minutes) - 2
        and _share(rows, lambda row: row.title.url is None) > 0.5
    ):
        return "the times are lengths of recordings"
    return None


def _is_weak(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    doubtful = [row.printed for row in rows if row.printed and row.printed.weak and row.attribute is None]
    if len(doubtful) <= 0.5 * len(rows):
        return None
    if all(time.kind == "clock" for time in doubtful):
        minutes = [(time.hour or 0) * 60 + (time.minute or 0) for time in doubtful]
        falls = sum(1 for left, right in zip(minutes, minutes[1:], strict=False) if right <= left)
        if falls >= len(minutes) - 1 - (len(minutes) > 4) and len(set(minutes)) > 1:
            return None
    return "what looks like times may as well be numbers"


def _is_fixtures(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    if _share(rows, lambda row: _VERSUS.match(row.title.text) is not None) > 0.5:
        return "fixtures: side against side"
    if _share(rows, lambda row: _PAIR.match(row.title.text) is not None and row.title.run.words <= 6) > _MOST:
        return "fixtures: side against side"
    if _share(rows, lambda row: _EVENT_PATH.search(row.title.url or "") is not None) > _MOST:
        return "the links lead to events"
    return None


def _is_short(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    words = median(row.title.run.words for row in rows)
    if words < 2.5:
        return f"the texts are no headlines: {words:g} words in the middle"
    return None


def _is_prose(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    def reference(row: Row) -> bool:
        return any(_REFERENCE.search(run.text) for run in page.runs[row.cell.start : row.cell.stop])

    def within_text(row: Row) -> bool:
        run, tree = row.title.run, page.tree
        if run.heading:
            return False
        node = run.home
        while node > 0 and not page.is_block[node]:
            node = tree.parent[node]
        start, stop = page.span(node)
        start, stop = max(start, row.cell.start), min(stop, row.cell.stop)
        beside = sum(
            other.words
            for other in page.runs[start:stop]
            if other is not run and not other.is_time and other.visible and _line_of(page, other) == node
        )
        return beside > max(12, run.words)

    if _share(rows, reference) > 0.5:
        return "references of a text"
    if _share(rows, within_text) > 0.5:
        return "sentences of a text"
    return None


def _line_of(page: RunPage, run: object) -> int:
    node = run.home  # type: ignore[attr-defined]
    while node > 0 and not page.is_block[node]:
        node = page.tree.parent[node]
    return node


def _is_plain(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    """Texts that neither lead anywhere nor look like headlines."""

    def plain(row: Row) -> bool:
        run = row.title.run
        return row.title.url is None and not run.heading and run.weight < 600

    if _share(rows, plain) <= _MOST:
        return None
    words = median(row.title.run.words for row in rows)
    if words > 16 or _share(rows, lambda row: row.title.text.endswith((".", "!", "?"))) > 0.5:
        return "sentences without links"
    return None


_TRAPS = (
    _is_comments,
    _stays_on_page,
    _is_social,
    _is_lengths,
    _is_weak,
    _is_fixtures,
    _is_short,
    _is_prose,
    _is_plain,
)
