"""Whether the rest of the story is kept from readers who do not pay or sign in."""

import re

from capture.extract.article.lines import PageLines
from capture.extract.article.marks import Mark
from capture.extract.article.witness import article_objects
from capture.models.base import Finding
from capture.models.extraction import Metadata

# For lower-case text: a pattern that ignores case costs four times as much.
_WALL = re.compile(
    r"subscri(?:be|ption) to (?:continue|read|unlock|keep)|(?:for|only) (?:to |our )?(?:subscribers|members)|"
    r"subscribers only|already a "
    r"(?:subscriber|member)|(?:sign|log) in to (?:continue|read)|to continue reading|(?:continue|"
    r"keep) reading (?:for|with)|register to read|"
    r"unlock (?:this|the) (?:article|story)|jetzt weiterlesen|weiterlesen mit|nur für abonnent|"
    r"für abonnenten|sie haben bereits ein abo|"
    r"réservé (?:à nos|aux) abonné|il vous reste .{1,12} à lire|pour lire la suite|contenido exclusivo para|"
    r"solo para suscriptores|"
    r"para seguir leyendo|para assinantes|continue lendo|riservato agli abbonati|per continuare a leggere|"
    r"alleen voor abonnees|"
    r"verder lezen|for abonnenter|läs vidare|dla subskrybentów|только для подписчиков|会員限定|有料会員|"
    r"订阅后|구독자 전용"
)
_BEHIND, _MAX_WEIGHT = 14, 300.0
_NOT_FREE = frozenset({"false", "no", "0"})


def find_paywall(page: PageLines, metadata: Metadata, *, last: int) -> Finding | None:
    """A finding if a wall stands right behind the last line that is read; None if none does.

    Metadata that calls the story not free is only believed where the markup or the words of a wall are there too: many
    sites say so of stories that they show whole.
    """
    stated = any(str(item.get("isAccessibleForFree", "")).lower() in _NOT_FREE for item in article_objects(metadata))
    for index in range(max(0, last - 3), min(len(page.lines), last + _BEHIND)):
        line = page.lines[index]
        if not line.visible or line.weight > _MAX_WEIGHT:
            continue
        marked = bool(page.marks(index) & Mark.PAYWALL)
        if _WALL.search(line.text.lower()) or (stated and marked):
            return Finding(
                code="paywall", severity="warning",
                message=f"the story may go on behind a wall: {line.text[:80]!r}", node=page.tree.node_id(line.node),
            )  # fmt: skip
    return None
