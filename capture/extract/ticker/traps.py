"""Lists that carry times and are no tickers: comments, forums, tweets, fixtures, schedules, lengths, references."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from capture.extract.ticker import hints
from capture.extract.ticker.cells import Group
from capture.extract.ticker.page import RunPage
from capture.extract.ticker.rows import Row
from capture.extract.timestamps import PrintedTime, TimeSetting
from capture.models.extraction import Timestamp
from capture.patterns import on_demand

# Most of the rows: one odd row must not make or save a list.
_MOST = 0.6
_COMMENT_CLASS = on_demand(
    r"(?:^|[\s_-])(?:comments?|commentlist|comment-?(?:list|body|item|thread|section)|disqus|kommentare?|comentarios?"
    r"|commentaires?|commenti|opmerkingen|reactions?|reacties|leserkommentar\w*|replies|guestbook)(?:$|[\s_-])",
    re.IGNORECASE,
)
_COMMENT_LINK = re.compile(r"comment|reply|respond|kommentar|coment|^c\d+$", re.IGNORECASE)
_REPLY = on_demand(
    r"(?:log in to )?(?:reply|antworten|antwoorden?|répondre|responder|rispondi|svara?|vastaa|ответить|відповісти"
    r"|yanıtla|odpowiedz"
    r"|odpovědět|回复|回覆|返信|답글|permalink|report(?: abuse)?|melden|like)\W*",
    re.IGNORECASE,
)
_FORUM_PATH = on_demand(
    r"/(?:threads?|forums?|topic|board|viewtopic|showthread|members?|user-\w+|profile|community|diskussion)(?:/|\.|\?|$)",
    re.IGNORECASE,
)
_MARKET_PATH = on_demand(
    r"/(?:anzeigen?|kleinanzeigen?|stellen(?:markt|angebote?)?|classifieds?|jobs?|listings?|deals?|coupons?|clasificados|annonces?)/",
    re.IGNORECASE,
)
_EVENT_PATH = on_demand(
    r"/(?:events?|termine?|veranstaltung\w*|kalender|calendar|agenda|fixtures?|match(?:es|center|centre)?|spielplan|spiele?"
    r"|schedule|programm?e?|tv-programm|sendung\w*|partidos?|calendario)/",
    re.IGNORECASE,
)
_VERSUS = on_demand(r"^\W*(?:[\w.'’&-]+ ){1,5}(?:v|vs\.?|gegen|contra|kontra|@)(?: [\w.'’&-]+){1,5}\W*$", re.IGNORECASE)
_PAIR = on_demand(
    r"^\W*(?:\w+:\s)?(?:[^\W\d][\w.'’&]*\s){0,3}[^\W\d][\w.'’&]*\s*[-–—:]\s*(?:[^\W\d][\w.'’&]*\s){0,3}[^\W\d][\w.'’&]*\W*$"
)
_REFERENCE = on_demand(
    r"\b(?:retrieved|archived|accessed|abgerufen|archiviert|consulté|archivé|consultado|archivado|consultato|geraadpleegd"
    r"|dostęp|hämtad|viitattu|citováno|acesso em|дата обращения|閲覧)\b|^\W*\^",
    re.IGNORECASE,
)
_VIDEO = on_demand(r"video|/vid\w*\d|/watch|/player|/clip|mediathek|/audio|podcast", re.IGNORECASE)
_PROGRAMME = on_demand(
    r"what.s on|events?\b|calendar|agenda|schedule|programme?\b|fixtures?|departures|\btv\b|tonight|termine"
    r"|veranstaltung"
    r"|kalender|programm|spielplan|fahrplan|abfahrt|événement|programme|calendrier|eventos|programa|calendario|partite"
    r"|wydarzenia|terminarz|rozkład|program\b|tapahtumat|arrangement|kalender|etkinlik|события|афиша|расписание|番組|予定",
    re.IGNORECASE,
)
_TO = on_demand(r"\s*(?:[-–—~〜]|to|bis|until|till|au|al|do|до)\s*\d", re.IGNORECASE)
# A clock that jumps up by so much in a list that falls is of the day before (ticker benchmark: rule of annotation).
_MIDNIGHT = 360


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
    here = tree.page.url.split("#")[0]

    def leads_away(row: Row) -> bool:
        url = row.title.url
        return row.title.run.link >= 0 and url is not None and url.split("#")[0] != here and "comment" not in url

    if _share(rows, leads_away) > _MOST:
        return None
    for node in (group.container, *(up for up, _ in zip(tree.ancestors(group.container), range(4), strict=False))):
        names = f"{tree.attribute(node, 'class') or ''} {tree.attribute(node, 'id') or ''}"
        if _COMMENT_CLASS().search(names) and tree.tag[node] not in ("body", "html"):
            return f"comments: {names.strip()[:60]}"
    fragments = [urlsplit(row.title.url).fragment if row.title.url else "" for row in rows]
    if sum(1 for fragment in fragments if _COMMENT_LINK.search(fragment)) > _MOST * len(rows):
        return "comments: the links lead to comments of this page"

    def replies(row: Row) -> bool:
        return any(_REPLY().fullmatch(run.text) for run in page.runs[row.cell.start : row.cell.stop])

    def is_marked(row: Row) -> bool:
        names = f"{tree.attribute(row.cell.node, 'class') or ''} {tree.attribute(row.cell.node, 'id') or ''}"
        return _COMMENT_CLASS().search(names) is not None and not row.title.run.heading

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
        if row.title.text.startswith(("http", "@", "pic.twitter")):
            return True
        url = row.title.url
        return url is not None and urlsplit(url).netloc != own and hints.is_social_link(url)

    def forum(row: Row) -> bool:
        return _FORUM_PATH().search(urlsplit(row.title.url or "").path + "/") is not None

    def market(row: Row) -> bool:
        return _MARKET_PATH().search(urlsplit(row.title.url or "").path) is not None

    if _share(rows, social) > 0.5:
        return "posts of a social network"
    if _share(rows, forum) > _MOST:
        return "threads of a forum"
    if _share(rows, market) > _MOST:
        return "offers of a market"
    return None


def _is_lengths(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    clocks = [row.printed for row in rows if row.printed and row.printed.kind == "clock"]
    if len(clocks) < len(rows) or _share(rows, lambda row: row.attribute is not None) > 0.5:
        return None
    doubtful = sum(1 for clock in clocks if clock.maybe_duration) / len(clocks)
    timed = sum(1 for clock in clocks if clock.second is not None and (clock.hour or 0) < 3) / len(clocks)
    films = _share(rows, lambda row: _VIDEO().search(row.title.url or "") is not None)
    if not _falls(clocks) and not _climbs(clocks) and _share(rows, lambda row: row.title.url is None) > 0.5:
        return "the times are lengths of recordings"
    if films > _MOST and doubtful > 0.3:
        return "the times are lengths of recordings"
    # What climbs from nought are the chapters of one; from a later hour, the news of a day, the oldest first.
    of_a_day = _falls(clocks) or (_climbs(clocks) and all(clock.hour for clock in clocks))
    if timed > _MOST or (not _falls(clocks) and films > _MOST) or (not of_a_day and doubtful > _MOST):
        return "the times are lengths of recordings"
    return None


def _falls(clocks: Sequence[PrintedTime]) -> bool:
    """Whether the clocks run back in time; a jump up of six hours or more is midnight."""
    minutes = [(clock.hour or 0) * 60 + (clock.minute or 0) for clock in clocks]
    rises = [later - sooner for sooner, later in pairwise(minutes) if later > sooner]
    return all(rise >= _MIDNIGHT for rise in rises) and len(rises) <= max(1, len(minutes) // 3)


def _climbs(clocks: Sequence[PrintedTime]) -> bool:
    """Whether the clocks run forward in time; one jump down is midnight."""
    minutes = [(clock.hour or 0) * 60 + (clock.minute or 0) for clock in clocks]
    falls = [sooner - later for sooner, later in pairwise(minutes) if later < sooner]
    return len(falls) <= 1 and all(fall >= _MIDNIGHT for fall in falls) and len(set(minutes)) > 2


def why_not_past(
    rows: Sequence[Row], times: Sequence[Timestamp], setting: TimeSetting, *, heading: str | None
) -> str | None:
    """Why the list tells what is to come, not what was: events, programmes, departures; None if it tells the past."""
    today = setting.today.isoformat()
    ahead = sum(1 for time in times if time.local and time.local[:10] > today)
    if ahead > len(rows) / 2 and setting.now_basis != "latest-date":
        return f"{ahead} of {len(rows)} times lie ahead"
    clocks = [row.printed for row in rows if row.printed and row.printed.has_clock]
    plain = _share(rows, lambda row: row.title.url is None and not row.title.run.heading)
    if len(clocks) == len(rows) and all(clock.kind == "clock" for clock in clocks) and _climbs(clocks):
        last = max((clock.hour or 0) * 60 + (clock.minute or 0) for clock in clocks)
        now = setting.now.hour * 60 + setting.now.minute
        if plain > 0.5 or (setting.now_precision == "minute" and last > now + 15):
            return "the clocks run forward, as in a programme"
    locals_ = [time.local for time in times if time.local]
    if len(locals_) == len(rows) and locals_ == sorted(locals_) and len(set(locals_)) > 2:
        if plain > 0.5:
            return "the times run forward, as in a programme"
        if heading is not None and _PROGRAMME().search(heading):
            return f"the times run forward under {heading!r}"
    return None


def _is_weak(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    doubtful = [row.printed for row in rows if row.printed and row.printed.weak and row.attribute is None]
    if len(doubtful) <= 0.5 * len(rows):
        return None
    if (
        all(time.kind == "clock" for time in doubtful)
        and _falls(doubtful)
        and len({time.text for time in doubtful}) > 1
    ):
        return None
    if _grow_older(doubtful):
        return None
    return "what looks like times may as well be numbers"


def _grow_older(times: Sequence[PrintedTime]) -> bool:
    """Whether they are ages in several units, each as great as the one before: "5m", "25m", "1h", "2d"."""
    ages = [time.age for time in times if time.age is not None]
    return len(ages) == len(times) and ages == sorted(ages) and len({time.unit for time in times}) > 1


def _is_fixtures(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    if _share(rows, lambda row: _VERSUS().match(row.title.text) is not None) > 0.5:
        return "fixtures: side against side"
    if _share(rows, lambda row: _PAIR().match(row.title.text) is not None and row.title.run.words <= 6) > _MOST:
        return "fixtures: side against side"
    if _share(rows, lambda row: _EVENT_PATH().search(row.title.url or "") is not None) > _MOST:
        return "the links lead to events"
    return None


def _is_spans(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    def from_to(row: Row) -> bool:
        time = row.printed
        return time is not None and time.kind == "date" and _TO().match(row.time.text[time.end :]) is not None

    return "spans of time, from one date to another" if _share(rows, from_to) > 0.5 else None


def _is_short(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    words = median(row.title.run.words for row in rows)
    if words < 2.5:
        return f"the texts are no headlines: {words:g} words in the middle"
    return None


def _is_prose(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    def reference(row: Row) -> bool:
        return any(_REFERENCE().search(run.text) for run in page.runs[row.cell.start : row.cell.stop])

    def within_text(row: Row) -> bool:
        run = row.title.run
        if run.heading or run.weight >= 600:
            return False
        line = page.line_of(run)
        start, stop = page.span(line)
        beside = [
            other
            for other in page.runs[max(start, row.cell.start) : min(stop, row.cell.stop)]
            if other is not run and not other.is_time and other.visible and page.line_of(other) == line
        ]
        if run.link < 0:
            # A headline is linked whole or not at all; words linked after it are terms of a sentence.
            return any(other.link >= 0 and other.index > run.index for other in beside)
        before = sum(other.words for other in beside if other.link < 0 and other.index < run.index)
        return before >= 2 or sum(other.words for other in beside) > max(12, run.words)

    if _share(rows, lambda row: row.title.text[:1].islower() or row.title.text[:1] in ",;.)") > 0.5:
        return "fragments of sentences"
    if _share(rows, reference) > 0.5:
        return "references of a text"
    if _share(rows, within_text) > 0.5:
        return "sentences of a text"
    return None


def _is_remarks(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    """What readers said of stories: a sentence, and the story's title and date below it."""

    def remark_first(row: Row) -> bool:
        title = row.title.run
        return not title.heading and any(
            run.words >= 4 and run.link < 0 and not run.heading and run.weight < 600 and run.visible and not run.is_time
            for run in page.runs[row.cell.start : title.index]
        )

    return "remarks of readers above the titles" if _share(rows, remark_first) > _MOST else None


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


def _is_chronicle(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    """Dates of things past or to come, told in the page itself: posts of a live blog have clocks."""
    unlinked = _share(rows, lambda row: row.title.url is None)
    dated = _share(rows, lambda row: row.printed is not None and not row.printed.has_clock and row.printed.unit is None)
    if unlinked > 0.5 and dated > 0.5:
        return "dates without clocks of texts without links"
    return None


def _is_one_moment(page: RunPage, group: Group, rows: Sequence[Row]) -> str | None:
    """One time for all rows, in attributes alone: when something ends, or when the page was made."""
    if all(row.printed is None for row in rows) and len({row.attribute for row in rows}) == 1:
        return "the same time on every row, and none is printed"
    return None


_TRAPS = (
    _is_comments,
    _stays_on_page,
    _is_social,
    _is_lengths,
    _is_weak,
    _is_fixtures,
    _is_spans,
    _is_short,
    _is_prose,
    _is_remarks,
    _is_plain,
    _is_chronicle,
    _is_one_moment,
)
