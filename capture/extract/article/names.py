"""Names of authors out of bylines and metadata: "By Jane Doe and Ola Nordmann, Staff Writers" names two people."""

import re

from capture.extract.tree import fold
from capture.patterns import on_demand

_LEAD_IN = re.compile(
    r"^(?:interview\s*:|(?:a |an )?(?:(?:news|special|guest|exclusive)\s)?(?:story|article|report|analysis|"
    r"opinion|column|review|interview)?\s*"
    r"(?:written |posted |published |reported |reporting |words |text |compiled |submitted |words and pictures )?by|"
    r"von|par|por|di|της|του|מאת|бо |da|av|af|door|przez|od|autorin/autor|autor(?:in|en|es|a|i)?|author(?:s|"
    r"\(s\))?|text|texte|texto|tekst|redaktion|"
    r"oleh|penulis|yazan|yazar|haber|автор(?:ы)?|текст|تقرير|كتب(?:ه|ت)?|بقلم|स्रोत|ein(?:e)? .{3,40} von|"
    r"(?:a|an|ein|eine|un|une) (?:analysis|analyse|kommentar|gastbeitrag|commentary|essay|tribune) (?:by|von|de|par)|"
    r"(?:ein )?(?:gastbeitrag|kommentar|interview|kolumne|essay|bericht|reportage) von|f\.y\.i\. by|from|de|"
    r"取材・文|文|記者|作者)"
    r"\s*[:：]?\s+|^(?:by|von|author|autor|text|作者|記者|文)\s*[:：]\s*",
    re.IGNORECASE,
)  # fmt: skip
_SPLIT = re.compile(
    r"\s*(?:[;|•·,、，/&＋+\n]|\s[-–—]\s|\s(?:and|und|et|og|och|en|ve|dan|και|и|і|та|ja|oraz|with|mit|avec|"
    r"con|med)\s)\s*", re.IGNORECASE
)  # fmt: skip
_SPLIT_LATIN = re.compile(r"\s+(?:y|e|i)\s+(?=[^\W\d_a-z])")
# These two for lower-case names: patterns that ignore case cost three times as much.
_ROLE = re.compile(
    r"\b(?:reporter|writer|editor|correspondent|journalist|columnist|producer|photographer|contributor|fellow|professor|"
    r"bureau|desk|staff|team|chief|critic|analyst|presenter|host|freelance|director|manager|author of|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journalistin|volontär(?:in)?|reporterin|chefredakteur|ressortleit\w*|"
    r"rédact\w*|journaliste|correspondante?|envoyée?|periodista|redactor\w*|corresponsal|giornalista|inviato|redazione|"
    r"muhabir\w*|editör\w*|wartawan|jurnalis|корреспондент|журналист|редактор|обозреватель|vor ort|in english|"
    r"opinion|analysis|commentary|news|nachrichten|online|stand|uhr|updated|published|min read|lesezeit|minutes?)\b"
)  # fmt: skip
SOURCE_LABEL = (
    r"(?:sources?|quellen?|fonte|fuente|źródło|zdroj|kaynak|источник|bron|kilde|källa|sumber)\s*:"
)  # fmt: skip
"""Pattern of what stands before the name of who delivered a text: no author."""
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|\bcom\b|^(?:by|von|and|und|the|admin|administrator|unknown|guest|staff|null|undefined|none|follow|"
    r"facebook|twitter|share|read more|mehr|autor|author|profile|contributors?|view all|all posts|posts|email|e-mail|"
    r"article|artikel|artículo|date|data|datum|fecha|dato|dátum|tarih|дата|tanggal)$|"
    r"^(?:for|für|about|über|after|nach|before|vor|with|mit|how|wie|why|warum)\s|"
    rf"^{SOURCE_LABEL}"
)  # fmt: skip
# "Jane DoeReporter": markup that parts the two without a blank.
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])[A-ZÄÖÜ][^\W\d_]+$")
_BRACKETS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?\s*")
# "Jane Doe in Apia": where they were, not who.
_PLACE = re.compile(r"(?<=\w)(?:,\s+in\s.*|\s+(?:in|aus|reports from|reporting from)\s+[^\W\d_][\w .-]*)$")
# In Chinese lines a label before the name parts it from the rest: source, editor, comment link.
_LABELS = ("记者", "記者", "作者", "撰文")
_LABELLED = on_demand(rf"(?:{'|'.join(_LABELS)})[\s:：/丨|]*([\u4e00-\u9fff·]{{2,5}})(?=\s|$)")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_SUFFIX = re.compile(r"\s*(?:記者|记者|기자|特派員|編集委員|论者|장관)$")
_EDGES = " \t,.;:|/–—-•·\"'“”„«»<>*"
_MAX_WORDS = 6
PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "di", "del", "della", "van", "von", "der", "den", "ten", "ter", "zu", "bin", "ibn",
    "al", "el", "la", "le", "du", "af", "av", "y", "e", "i",
})  # fmt: skip
"""Words in lower case that stand within names."""
_MAX_LENGTH = 60


def split_names(text: str) -> tuple[str, ...]:
    """The names in a byline or an author field, in order, without lead-ins, roles and addresses."""
    labelled = labelled_name(text)
    if labelled:
        return (labelled.group(1),)
    text = _ADDRESS.sub(" , ", text)
    text = _PLACE.sub("", fold(_BRACKETS.sub(" , ", fold(text))))
    for _ in range(2):
        text = _LEAD_IN.sub("", text).strip()
    names: list[str] = []
    parts = _SPLIT.split(text)
    if _is_sentence(parts[0]):
        return ()
    for part in parts:
        for piece in _SPLIT_LATIN.split(part) if part.count(" ") >= 4 else [part]:
            name = clean_name(piece)
            if name and name not in names:
                names.append(name)
    return tuple(names)


def labelled_name(text: str) -> re.Match[str] | None:
    """The name in group 1 that a Chinese label parts from the rest of the line; the whole match is both."""
    return _LABELLED().search(text) if any(label in text for label in _LABELS) else None


def clean_name(text: str) -> str | None:
    """One name without what stands around it; None if it is none."""
    name = _SUFFIX.sub("", _LEAD_IN.sub("", fold(text).strip(_EDGES)).strip(_EDGES))
    if not name or len(name) < 2 or len(name) > _MAX_LENGTH or name.count(" ") + 1 > _MAX_WORDS:
        return None
    glued = _GLUED.search(name)
    if glued and _ROLE.search(glued.group().lower()):
        name = name[: glued.start()]
    lower = name.lower()
    if _NO_NAME.search(lower) or _ROLE.search(lower) or _is_sentence(name):
        return None
    return name


def _is_sentence(name: str) -> bool:
    """Whether it starts with a capital and goes on in lower case, as no name does."""
    small = sum(word.islower() and word not in PARTICLES for word in name.split())
    return small > 1 and name[0].isupper()
