"""What the names in the markup say of a box: words in `class`, `id`, `role` and the like, in the languages sites are built in."""

import re
from enum import IntFlag, auto
from functools import lru_cache


class Mark(IntFlag):
    """What a box is called by its authors. Evidence, not proof: a class can outlive what it once named."""

    BODY = auto()
    LEAD = auto()
    HEADLINE = auto()
    META = auto()
    AUTHOR = auto()
    CAPTION = auto()
    COMMENT = auto()
    SHARE = auto()
    RELATED = auto()
    POPULAR = auto()
    PROMO = auto()
    NEWSLETTER = auto()
    AD = auto()
    NAVIGATION = auto()
    FOOTER = auto()
    HEADER = auto()
    SIDE = auto()
    CONSENT = auto()
    OVERLAY = auto()
    PAYWALL = auto()
    PLAYER = auto()
    GALLERY = auto()
    EMBED = auto()
    FACTS = auto()
    TAGS = auto()
    CONTENTS = auto()
    CREDIT = auto()
    CORRECTION = auto()
    HIDDEN = auto()
    QUOTE = auto()
    LIVE = auto()


# Matched anywhere within the lower-case names: sites glue words together ("relatedarticles", "teaserbox").
_WORDS: dict[Mark, str] = {
    Mark.BODY: r"article-?_?(body|text|content|main|copy|paragraph|content)|story-?_?(body|text|content|copy)|(post|entry|main|page|news|"
    r"body|text|rich|inner)-?_?(content|body|text|copy)|content-?_?(body|text|article)|articlebody|richtext|wysiwyg|prose|body-?copy|"
    r"paragraph|fliesstext|corpo|cuerpo|texte|detail-?text",
    Mark.LEAD: r"standfirst|stand-?first|subhead|sub-?head|sub-?title|sub-?headline|dek\b|deck\b|lead\b|leadin|\blede|lead-?text|intro|teaser-?text|vorspann|"
    r"abstract|summary|excerpt|chapeau|chapo|entradilla|bajada|copete|ingress|manchet|description|kicker-?text|article-?lead|underrubrik|preamble",
    Mark.HEADLINE: r"headline|\btitle\b|(article|post|entry|story|page|main|news)-?_?title|heading|titulo|titre|titel|überschrift|h1\b",
    Mark.META: r"byline|by-line|dateline|\bdate|datetime|time-?stamp|\btime\b|publish|\bmeta\b|(article|post|entry|story)-?_?(meta|info|date|time|head\b)|"
    r"posted-?on|pub-?date|updated|last-?mod|reading-?time|info-?line|authoring|credits?-?line|view-?count|views\b",
    Mark.AUTHOR: r"author|\bbio\b|biograph|contributor|autor|writer|journalist|about-?the|profile|verfasser|redakteur|byline-?bio",
    Mark.CAPTION: r"caption|legend|bildunter|bildtext|cutline|image-?(text|desc|info|title|meta)|photo-?(text|desc|info|title|meta|credit)|pie-?de-?foto|figure|"
    r"(picture|img|image|photo|bild|foto)-?_?(wrap|container|box|block|holder|credit|copy)|media-?(caption|info|desc)|wp-caption|didascalia",
    Mark.COMMENT: r"comment|disqus|kommentar|discussion|respond|replies|\breply|talkback|livefyre|coral-|spot-?im|viafoura|guestbook|yorum|komment|leserbrief",
    Mark.SHARE: r"share|sharing|social|addthis|sharedaddy|follow|facebook|whatsapp|\bprint\b|printfriend|e?mail-?(to|this|link|friend)|bookmark|tell-?a-?friend|"
    r"like-?button|fb-|toolbar|tool-?box|tools\b|action-?bar|actions\b|partager|compartir|paylas",
    Mark.RELATED: r"relat|more-?(on|from|stories|news|articles|in)|read-?(more|also|next)|also-?(read|see|like)|see-?also|similar|recommend|\brecs?\b|you-?may|up-?next|"
    r"next-?(article|story|post|up)|prev-?(article|story|post)|post-?navigation|nav-?links|verwandt|mehr-?zum|weiter(lesen|e)|lire-?aussi|"
    r"linked|inline-?(article|story|teaser|link)|crosslink|link-?list|linkbox|outbrain|taboola|plista|zergnet|revcontent|further|onward|les-?mer|lees-?ook|"
    r"teaser|\bcards?\b|story-?list|article-?list|news-?list|post-?list|headlines|archive|\bmore\b|suggest|discover|swiper|carousel|slick-|ilgili|baca-?juga|contextual|interlink",
    Mark.POPULAR: r"popular|most-?(read|view|share|comment|watch)|trending|top-?(stories|news|articles)|meistgelesen|latest|recent|hot-?news|ranking|mas-?leid|plus-?lus|ticker|newest",
    Mark.PROMO: r"promo|banner|cta\b|call-?to-?action|campaign|donat|support-?(us|box)|appeal|spende|membership|marketing|\boffer|shop|affiliate|product|widget|callout|app-?download|"
    r"download|\bbuy\b|merch|store\b|tippspiel|gewinnspiel|sweepstake|abo-?(box|teaser|hinweis)|whats-?app-?channel",
    Mark.NEWSLETTER: r"newsletter|sign-?up|signup|mailing|subscri|email-?form|mc-embed|mailchimp|push-?(notif|box)|notification|follow-?us",
    Mark.AD: r"\bads?\b|advert|adsense|\bad-|-ad\b|adslot|ad-?(box|unit|wrap|container|block|space|zone)|sponsor|anzeige|werbung|publicid|reklam|doubleclick|\bdfp|gpt-|google-?ad|"
    r"native-?ad|commercial|iqd|paid",
    Mark.NAVIGATION: r"\bnav|navi\b|navbar|navigat|menu|breadcrumb|crumbs|sitemap|skip-?(link|to)|\btabs?\b|pagination|pager|paging|page-?links|topbar|toplinks|jump",
    Mark.FOOTER: r"foot(?!age|ball|note)|bottom|impressum|colophon|copyright|legal|disclaimer|\bafter-?(article|content|post|entry)|article-?end|end-?of",
    Mark.HEADER: r"\bheader|masthead|site-?head|page-?head|global-?head|logo|branding",
    Mark.SIDE: r"side-?bar|sidebar|\baside|\bside\b|side-?(col|rail|nav|box)|right-?(col|rail|bar)|left-?(col|rail|bar)|\brail\b|rightside|secondary|marginal|column-?right|rhs\b|seitenleiste|sticky",
    Mark.CONSENT: r"cookie|consent|gdpr|privacy|opt-?in|cmp-|onetrust|didomi|usercentrics|datenschutz|ccpa|external-?content|embed-?consent|zustimm",
    Mark.OVERLAY: r"modal|popup|pop-?up|overlay|lightbox|dialog|drawer|tooltip|toast|interstitial|off-?canvas|flyout|dropdown|snackbar|\balert",
    Mark.PAYWALL: r"paywall|regwall|meter|premium|piano|tp-|barrier|gate\b|login|sign-?in|register|locked|plus-?(box|teaser|offer)|subscriber|offer-?page",
    Mark.PLAYER: r"player|video|audio|podcast|jw-|vjs|brightcove|youtube|listen|transcript|text-?to-?speech|\btts|vorlesen|readspeaker|playlist|soundcite",
    Mark.GALLERY: r"gallery|slideshow|slider|fotostrecke|bildstrecke|diapo|photo-?set|galeri",
    Mark.EMBED: r"embed|twitter|tweet|instagram|tiktok|oembed|social-?post|iframely|infogram|datawrapper|reddit|bluesky|fb-post",
    Mark.FACTS: r"info-?box|fact-?box|facts|fakten|infokasten|\bbox\b|side-?story|explainer|hintergrund|key-?(points|facts|takeaways)|at-?a-?glance|summary-?box|steckbrief|faktaboks|bullet|highlights|"
    r"glossar|backgrounder|info-?kasten|panel|note-?box|recuadro|despiece|snippet|resumo|zusammenfassung|auf-?einen-?blick",
    Mark.TAGS: r"\btags?\b|tag-?(list|links|cloud|s\b)|taglist|topics?\b|keyword|categor|schlagw|filed-?under|etiquet|subjects?\b|themen|rubrik|\bterms\b|label",
    Mark.CONTENTS: r"\btoc\b|table-?of-?contents|inhaltsverzeichnis|jump-?links|anchor-?nav|on-?this-?page",
    Mark.CREDIT: r"credit|source|quelle|agency|copyright|rights|provider|wire|photographer",
    Mark.CORRECTION: r"correction|editor-?s?-?note|update-?note|disclaimer|erratum|hinweis|note\b|notice|trust-?project|disclosure|transparen",
    Mark.HIDDEN: r"hidden|invisible|\bhide\b|sr-only|screen-?reader|visually|visuallyhidden|off-?screen|a11y|accessib|print-only|no-?print|d-none|noscript",
    Mark.QUOTE: r"pull-?quote|pullquote|blockquote|\bquote|zitat|citation",
    Mark.LIVE: r"live-?(blog|ticker|post|entry|update|feed)|liveblog|ticker-?(entry|post|item)",
}  # fmt: skip
_PATTERNS = tuple((mark, re.compile(pattern)) for mark, pattern in _WORDS.items())
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_TAGS: dict[str, Mark] = {
    "nav": Mark.NAVIGATION, "footer": Mark.FOOTER, "aside": Mark.SIDE, "dialog": Mark.OVERLAY, "figure": Mark.CAPTION,
    "figcaption": Mark.CAPTION, "menu": Mark.NAVIGATION,
}  # fmt: skip
_ROLES: dict[str, Mark] = {
    "navigation": Mark.NAVIGATION, "complementary": Mark.SIDE, "contentinfo": Mark.FOOTER, "banner": Mark.HEADER,
    "dialog": Mark.OVERLAY, "alertdialog": Mark.OVERLAY, "search": Mark.NAVIGATION, "menu": Mark.NAVIGATION,
    "toolbar": Mark.SHARE, "tooltip": Mark.OVERLAY, "feed": Mark.RELATED, "note": Mark.CORRECTION,
}  # fmt: skip
_PROPERTIES: dict[str, Mark] = {
    "articlebody": Mark.BODY, "headline": Mark.HEADLINE, "description": Mark.LEAD, "alternativeheadline": Mark.LEAD,
    "author": Mark.META | Mark.AUTHOR, "creator": Mark.META | Mark.AUTHOR, "datepublished": Mark.META,
    "datemodified": Mark.META, "caption": Mark.CAPTION, "keywords": Mark.TAGS, "copyrightholder": Mark.CREDIT,
    "comment": Mark.COMMENT, "breadcrumb": Mark.NAVIGATION, "text": Mark(0),
}  # fmt: skip
# Attributes that sites name components by; their values read like class names.
NAMING_ATTRIBUTES = (
    "class",
    "id",
    "data-component",
    "data-testid",
    "data-type",
    "data-qa",
    "data-module",
    "aria-label",
)


@lru_cache(maxsize=20_000)
def marks_of_name(name: str) -> int:
    """Marks of one attribute value."""
    spaced = _CAMEL.sub("-", name[:300]).lower().replace("_", "-")
    found = 0
    for mark, pattern in _PATTERNS:
        if pattern.search(spaced):
            found |= mark
    return int(found)


def marks_of(tag: str, attributes: dict[str, str]) -> int:
    """All marks that an element carries itself (those of its ancestors are for the caller to add)."""
    found = int(_TAGS.get(tag, 0))
    if not attributes:
        return found
    for name in NAMING_ATTRIBUTES:
        value = attributes.get(name)
        if value:
            found |= marks_of_name(value)
    role = attributes.get("role")
    if role:
        found |= _ROLES.get(role.lower(), 0)
    prop = attributes.get("itemprop")
    if prop:
        for word in prop.lower().split():
            found |= _PROPERTIES.get(word, 0)
    return found
