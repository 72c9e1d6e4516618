"""The language that a page is really written in: templates leave `lang="en"` on pages of every tongue."""

import re
from collections import Counter
from collections.abc import Container
from itertools import chain

from capture.extract.times.lexicon import primary
from capture.extract.tree import SILENT_TAGS, TreeIndex

# The commonest short words of running text, such as few other languages have.
_COMMON: dict[str, str] = {
    "ca": "els les amb per que una dels són però més aquest",
    "cs": "že se na je ve jako byl který jsem podle také už",
    "da": "og det at er til på som med har ikke af den",
    "de": "der die und das ist nicht mit auf für ein von auch",
    "en": "the and of to in is that for with was on are",
    "es": "el los las que del con por una para más como según",
    "et": "ja on ei et see ka kui mis oli aga",
    "fi": "ja on ei että se oli myös kuin mutta ovat joka jota sekä mukaan vain uusi vuoden tämä",
    "fr": "les des est une dans que pour qui sur avec pas aux",
    "hr": "je da na se su za od koji nije bi kako",
    "hu": "az és hogy nem egy is meg volt csak már ezt két majd első után szerint pedig lehet",
    "id": "yang dan di ini dengan untuk dari tidak itu pada",
    "it": "il di che la per non una sono della con del gli",
    "lt": "ir kad yra su tai bet kaip buvo jau nuo",
    "lv": "un ir ka no par ar tas uz bet arī",
    "nb": "og det er som på ikke av til har med for ble",
    "nl": "de het een van en dat niet zijn voor met ook aan",
    "pl": "nie się na jest że do to jak przez po dla od",
    "pt": "não que uma para com os dos da em mais foi pelo",
    "ro": "și în este că la cu pe care nu din pentru mai",
    "sk": "že sa na je ako aj by ktorý pre podľa sú už",
    "sl": "je in da na za se so ki tudi pri bi kot",
    "sv": "och att det som är på för inte med har till av",
    "sw": "na ya wa kwa katika ni za kuwa la hiyo",
    "tr": "ve bir bu için ile olarak daha çok gibi olan",
    "vi": "và của là có cho không được trong người này",
}

# By the codes of letters.
_SCRIPTS: tuple[tuple[str, Container[int]], ...] = (
    ("ja", range(0x3041, 0x30FB)), ("ko", range(0xAC00, 0xD7A4)), ("zh", range(0x4E00, 0xA000)),
    ("el", range(0x391, 0x3CF)), ("he", range(0x5D0, 0x5EB)), ("th", range(0xE01, 0xE4F)), ("hi", range(0x904, 0x93A)),
    ("bn", range(0x985, 0x9BA)), ("ta", range(0xB85, 0xBBA)), ("ka", range(0x10D0, 0x10F1)),
    ("fa", frozenset(map(ord, "پچژگ"))), ("ar", range(0x621, 0x64B)), ("uk", frozenset(map(ord, "іїєґ"))),
    ("ru", range(0x430, 0x450)),
)  # fmt: skip
_SHARE_SCRIPT = {
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"}, "uk": {"uk", "be", "kk"}, "ar": {"ar", "fa",
    "ur", "ps", "ku"},
    "fa": {"fa", "ur", "ps", "ku"}, "hi": {"hi", "mr", "ne", "sa"}, "zh": {"zh", "ja"}, "bn": {"bn", "as"},
    "he": {"he", "yi"},
}  # fmt: skip
# Letters that hardly another language has.
_LETTERS: dict[str, str] = {
    "cs": "ěřů", "da": "æø", "de": "ßü", "es": "ñ¿¡", "lt": "ėųį", "lv": "āēīļņķ", "nb": "æø", "pl": "łąęśżź",
    "pt": "ãõ", "ro": "ășț", "sk": "ľĺŕ", "sv": "å", "tr": "ğış", "vi": "ơưạảấầậắặẹẻếềểễệỉịọỏốồộớờợụủứừựỳỷỹ",
}  # fmt: skip
# The same of endings and elisions.
_SIGNS: dict[str, re.Pattern[str]] = {
    language: re.compile(signs)
    for language, signs in {
        "et": r"õ|üü|öö",
        "fi": r"ää|yy|(?:ssa|ssä|sta|stä|lla|llä|nen|aan|ään|een)\b",
        "fr": r"[èêœ]|\b(?:d|l|qu|s|n)['’]",
        "hu": r"[őű]|(?:ban|ben|nak|nek|ság|ség|ról|ből|hoz)\b",
        "it": r"\b(?:dell|all|nell|un)['’]|[òà]\b",
    }.items()
}
_LANGUAGES_OF: dict[str, list[str]] = {}
"""The languages that a word is common in."""
for _language, _words in _COMMON.items():
    for _word in set(_words.split()):
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_ASCII = frozenset(map(chr, range(128)))
_WORD = re.compile(r"[^\W\d_]+")
# Enough to tell languages apart, little enough to cost under a millisecond.
_SAMPLE = 4000
# Hits, and how many times those of the runner-up, that tell a language: against the page's word, and without it.
_AGAINST = (15, 2.0)
_WITHOUT = (4, 1.3)


def page_language(tree: TreeIndex) -> str | None:
    """BCP 47 tag: the page's own unless its text is plainly in another language; None if neither tells."""
    declared = tree.page.language or None
    own = primary(declared)
    spoken = _spoken(_sample(tree), _WITHOUT if own is None else _AGAINST)
    if own is None or spoken is None:
        return declared or spoken
    if spoken in (own, "en") or own in _SHARE_SCRIPT.get(spoken, ()):
        return declared  # English is understood in any case
    if own not in _COMMON and own not in dict(_SCRIPTS):
        return declared  # a small language that the table does not hold looks like its neighbour
    return spoken


def _sample(tree: TreeIndex) -> str:
    """Running text first: menus are short, and often in another language."""
    tags, parents = tree.tag, tree.parent
    texts = [tree.data[node] for node in tree.printed if tags[parents[node]] not in SILENT_TAGS]
    long, short = [text for text in texts if len(text) >= 60], [text for text in texts if len(text) < 60]
    parts: list[str] = []
    length = 0
    for text in chain(long, short):
        parts.append(text[:600])
        length += len(parts[-1])
        if length > _SAMPLE:
            break
    return " ".join(parts).lower()


def _spoken(sample: str, clear: tuple[int, float]) -> str | None:
    # Letters are counted by the kinds of characters beyond ASCII, of which a text has few.
    foreign = "".join(set(sample) - _ASCII)
    scripts = {
        language: sum(sample.count(letter) for letter in foreign if ord(letter) in script)
        for language, script in _SCRIPTS
    }
    if any(scripts.values()) and (letters := sum(map(str.isalpha, sample))):
        for language, count in scripts.items():
            share = 0.03 if language in ("uk", "fa", "ja") else 0.4
            if count > share * letters:
                return language
    counts = Counter(_WORD.findall(sample))
    hits = dict.fromkeys(_COMMON, 0)
    for word, count in counts.items():
        for language in _LANGUAGES_OF.get(word, ()):
            hits[language] += count
    for language, own in _LETTERS.items():
        hits[language] += sum(sample.count(letter) for letter in foreign if letter in own)
    if foreign or "'" in sample:
        for language, signs in _SIGNS.items():
            hits[language] += len(signs.findall(sample))
    (best, language), (second, _) = sorted(((count, language) for language, count in hits.items()), reverse=True)[:2]
    least, ahead = clear
    return language if best >= least and best >= ahead * second else None
