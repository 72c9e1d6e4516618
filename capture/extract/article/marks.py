"""What the names in the markup say of a box: words in `class`, `id`, `role` and the like."""

import re
from enum import IntEnum
from functools import lru_cache

from capture.extract.article.word_table import WordTable


class Mark(IntEnum):
    """What a box is called by its authors. Evidence, not proof: a class can outlive what it once named.

    Bits to be combined, yet no `IntFlag`: its operators make a member each time, at ten times the cost of a number.
    """

    BODY = 1 << 0
    LEAD = 1 << 1
    HEADLINE = 1 << 2
    META = 1 << 3
    AUTHOR = 1 << 4
    CAPTION = 1 << 5
    COMMENT = 1 << 6
    SHARE = 1 << 7
    RELATED = 1 << 8
    POPULAR = 1 << 9
    PROMO = 1 << 10
    NEWSLETTER = 1 << 11
    AD = 1 << 12
    NAVIGATION = 1 << 13
    FOOTER = 1 << 14
    HEADER = 1 << 15
    SIDE = 1 << 16
    CONSENT = 1 << 17
    OVERLAY = 1 << 18
    PAYWALL = 1 << 19
    PLAYER = 1 << 20
    GALLERY = 1 << 21
    EMBED = 1 << 22
    FACTS = 1 << 23
    TAGS = 1 << 24
    CONTENTS = 1 << 25
    CREDIT = 1 << 26
    CORRECTION = 1 << 27
    HIDDEN = 1 << 28
    QUOTE = 1 << 29
    LIVE = 1 << 30


# Words within class names, ids and the like, in the languages that sites are built in. An inner hyphen also matches its
# absence ("article-body", "articlebody"), one at an end is the end of a word ("-ad-" is in "top-ad", not in "header").
_WORDS: dict[Mark, str] = {
    Mark.BODY: """
        article-body article-text article-content article-main article-copy story-body story-text story-content
        story-copy post-content post-body post-text post-copy entry-content entry-body entry-text entry-copy
        main-content main-body main-text main-copy page-content page-body page-text page-copy news-content news-body
        news-text news-copy body-content body-body body-text body-copy text-content text-body text-text text-copy
        rich-content rich-body rich-text rich-copy inner-content inner-body inner-text inner-copy content-body
        content-text content-article wysiwyg prose paragraph fliesstext corpo cuerpo texte detail-text
    """,
    Mark.LEAD: """
        stand-first sub-head sub-title dek- deck- lead- leadin -lede intro teaser-text vorspann abstract summary
        excerpt chapeau chapo entradilla bajada copete ingress manchet description kicker-text article-lead
        underrubrik preamble
    """,
    Mark.HEADLINE: """
        headline -title- article-title post-title entry-title story-title page-title main-title news-title heading
        titulo titre titel überschrift h1-
    """,
    Mark.META: """
        by-line dateline -date datetime time-stamp -time- publish -meta- article-meta article-info article-time
        article-head- post-meta post-info post-time post-head- entry-meta entry-info entry-time entry-head-
        story-meta story-info story-time story-head- posted-on updated last-mod reading-time info-line authoring
        credits-line credit-line view-count views-
    """,
    Mark.AUTHOR: """
        author -bio- biograph contributor autor writer journalist about-the profile verfasser redakteur byline-bio
    """,
    Mark.CAPTION: """
        caption legend bildunter bildtext cutline image-text image-desc image-info image-title image-meta photo-text
        photo-desc photo-info photo-title photo-meta photo-credit pie-de-foto figure picture-wrap picture-container
        picture-box picture-block picture-holder picture-credit picture-copy img-wrap img-container img-box
        img-block img-holder img-credit img-copy image-wrap image-container image-box image-block image-holder
        image-credit image-copy photo-wrap photo-container photo-box photo-block photo-holder photo-copy bild-wrap
        bild-container bild-box bild-block bild-holder bild-credit bild-copy foto-wrap foto-container foto-box
        foto-block foto-holder foto-credit foto-copy media-info media-desc didascalia
    """,
    Mark.COMMENT: """
        comment disqus discussion respond replies -reply talkback livefyre coral- spot-im viafoura guestbook yorum
        komment leserbrief
    """,
    Mark.SHARE: """
        share sharing social addthis follow facebook whatsapp -print- printfriend mail-to mail-this mail-link
        mail-friend bookmark tell-a-friend like-button fb- toolbar tool-box tools- action-bar actions- partager
        compartir paylas
    """,
    Mark.RELATED: """
        relat more-on more-from more-stories more-news more-articles more-in read-more read-also read-next also-read
        also-see also-like see-also similar recommend -recs- -rec- you-may up-next next-article next-story next-post
        next-up prev-article prev-story prev-post post-navigation nav-links verwandt mehr-zum weiterlesen weitere
        lire-aussi linked inline-article inline-story inline-link crosslink link-list linkbox outbrain taboola
        plista zergnet revcontent further onward les-mer lees-ook teaser -cards- -card- story-list article-list
        news-list post-list headlines archive -more- suggest discover swiper carousel slick- ilgili baca-juga
        contextual interlink
    """,
    Mark.POPULAR: """
        popular most-read most-view most-share most-comment most-watch trending top-stories top-news top-articles
        meistgelesen latest recent hot-news ranking mas-leid plus-lus ticker newest
    """,
    Mark.PROMO: """
        promo banner cta- call-to-action campaign donat support-us support-box appeal spende membership marketing
        -offer shop affiliate product widget callout download -buy- merch store- tippspiel gewinnspiel sweepstake
        abo-box abo-teaser abo-hinweis whats-app-channel
    """,
    Mark.NEWSLETTER: """
        newsletter sign-up mailing subscri email-form mc-embed mailchimp push-notif push-box notification follow-us
    """,
    Mark.AD: """
        -ads- -ad- advert adsense adslot ad-box ad-unit ad-wrap ad-container ad-block ad-space ad-zone sponsor
        anzeige werbung publicid reklam doubleclick -dfp gpt- google-ad native-ad commercial iqd paid
    """,
    Mark.NAVIGATION: """
        -nav navi- navbar navigat menu breadcrumb crumbs sitemap skip-link skip-to -tabs- -tab- pagination pager
        paging page-links topbar toplinks jump
    """,
    Mark.FOOTER: """
        footer bottom impressum colophon copyright legal disclaimer -after-article -after-content -after-post
        -after-entry article-end end-of -foot- page-foot site-foot
    """,
    Mark.HEADER: """
        -header masthead site-head page-head global-head logo branding
    """,
    Mark.SIDE: """
        side-bar -aside -side- side-col side-rail side-nav side-box right-col right-rail right-bar left-col
        left-rail left-bar -rail- rightside secondary marginal column-right rhs- seitenleiste sticky
    """,
    Mark.CONSENT: """
        cookie consent gdpr privacy opt-in cmp- onetrust didomi usercentrics datenschutz ccpa external-content
        zustimm embed-placeholder external-embed
    """,
    Mark.OVERLAY: """
        modal pop-up overlay lightbox dialog drawer tooltip toast interstitial off-canvas flyout dropdown snackbar
        -alert
    """,
    Mark.PAYWALL: """
        paywall regwall meter premium piano tp- barrier gate- login sign-in register locked plus-box plus-teaser
        plus-offer subscriber offer-page
    """,
    Mark.PLAYER: """
        player video audio podcast jw- vjs brightcove youtube listen transcript text-to-speech -tts vorlesen
        readspeaker playlist soundcite
    """,
    Mark.GALLERY: """
        gallery slideshow slider fotostrecke bildstrecke diapo photo-set galeri
    """,
    Mark.EMBED: """
        embed twitter tweet instagram tiktok social-post iframely infogram datawrapper reddit bluesky fb-post
        -x-post
    """,
    Mark.FACTS: """
        info-box fact-box facts fakten -box- side-story explainer hintergrund key-points key-takeaways at-a-glance
        summary-box steckbrief faktaboks bullet highlights glossar backgrounder info-kasten panel note-box recuadro
        despiece snippet resumo zusammenfassung auf-einen-blick
    """,
    Mark.TAGS: """
        -tags- -tag- tag-list tag-links tag-cloud tag-s- topics- topic- keyword categor schlagw filed-under etiquet
        subjects- subject- themen rubrik -terms- label
    """,
    Mark.CONTENTS: """
        -toc- table-of-contents inhaltsverzeichnis jump-links anchor-nav on-this-page
    """,
    Mark.CREDIT: """
        credit source quelle agency copyright rights provider wire photographer
    """,
    Mark.CORRECTION: """
        correction editor-s-note editor-note update-note disclaimer erratum hinweis note- notice trust-project
        disclosure transparen
    """,
    Mark.HIDDEN: """
        hidden invisible -hide- sr-only screen-reader visually off-screen a11y accessib print-only no-print d-none
        noscript
    """,
    Mark.QUOTE: """
        blockquote -quote zitat citation
    """,
    Mark.LIVE: """
        live-blog live-ticker live-post live-entry live-update live-feed ticker-entry ticker-post ticker-item
    """,
}
_ALL_WORDS = tuple((word, int(mark)) for mark, words in _WORDS.items() for word in words.split())
_SPACED = WordTable(_ALL_WORDS)
_SQUEEZED = WordTable(
    (word.replace("-", ""), mark)
    for word, mark in _ALL_WORDS
    if "-" in word.strip("-") and not word.startswith("-") and not word.endswith("-")
)
_LONGEST_NAME = 300
_NOT_NAME = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


_TAGS: dict[str, int] = {
    "nav": Mark.NAVIGATION, "footer": Mark.FOOTER, "aside": Mark.SIDE, "dialog": Mark.OVERLAY, "figure": Mark.CAPTION,
    "figcaption": Mark.CAPTION, "menu": Mark.NAVIGATION,
}  # fmt: skip
_ROLES: dict[str, int] = {
    "navigation": Mark.NAVIGATION, "complementary": Mark.SIDE, "contentinfo": Mark.FOOTER, "banner": Mark.HEADER,
    "dialog": Mark.OVERLAY, "alertdialog": Mark.OVERLAY, "search": Mark.NAVIGATION, "menu": Mark.NAVIGATION,
    "toolbar": Mark.SHARE, "tooltip": Mark.OVERLAY, "feed": Mark.RELATED, "note": Mark.CORRECTION,
}  # fmt: skip
_PROPERTIES: dict[str, int] = {
    "articlebody": Mark.BODY, "headline": Mark.HEADLINE, "description": Mark.LEAD, "alternativeheadline": Mark.LEAD,
    "author": Mark.META | Mark.AUTHOR, "creator": Mark.META | Mark.AUTHOR, "datepublished": Mark.META,
    "datemodified": Mark.META, "caption": Mark.CAPTION, "keywords": Mark.TAGS, "copyrightholder": Mark.CREDIT,
    "comment": Mark.COMMENT, "breadcrumb": Mark.NAVIGATION, "text": 0,
}  # fmt: skip
# Attributes that sites name components by; their values read like class names.
NAMING_ATTRIBUTES = frozenset({
    "class", "id", "data-component", "data-testid", "data-type", "data-qa", "data-module", "aria-label",
})  # fmt: skip


@lru_cache(maxsize=20_000)
def marks_of_name(name: str) -> int:
    """Marks of one attribute value."""
    spaced = _CAMEL.sub("-", name[:_LONGEST_NAME]).lower()
    spaced = f"-{_NOT_NAME.sub('-', spaced)}-"
    found = 0
    for mark in (*_SPACED.within(spaced), *_SQUEEZED.within(spaced.replace("-", ""))):
        found |= mark
    return found


def marks_of(tag: str, attributes: dict[str, str]) -> int:
    """All marks that an element carries itself (those of its ancestors are for the caller to add)."""
    found = _TAGS.get(tag, 0)
    if not attributes:
        return found
    for name, value in attributes.items():
        if name in NAMING_ATTRIBUTES:
            found |= marks_of_name(value)
        elif name == "role":
            found |= _ROLES.get(value.lower(), 0)
        elif name == "itemprop":
            for word in value.lower().split():
                found |= _PROPERTIES.get(word, 0)
    return found
