"""Facts of what a reader has passed on the way down the page, up to a line: headlines, share bars, tags, authors."""

from dataclasses import dataclass, field

from capture.extract.article.marks import Mark
from capture.extract.article.phrases import KINDS

PASSED = (
    "headlines_between", "related_before", "share_before", "comment_before", "author_before", "tags_before",
    "after_related",
)  # fmt: skip
"""Names of what `Passed.facts` returns, in order."""

_COMMENT, _AUTHOR, _TAGS = Mark.COMMENT, Mark.AUTHOR, Mark.TAGS
_RELATED, _SHARE = (1 << KINDS.index(kind) for kind in ("related", "share"))


@dataclass(slots=True)
class Passed:
    """Counts up to a line."""

    headlines: int = 0
    related: int = 0
    share: int = 0
    comment: int = 0
    author: int = 0
    tags: int = 0
    related_in: dict[int, bool] = field(default_factory=dict)
    """By parent element: whether the last heading in it leads to other stories."""

    def heading(self, up: int, says: int) -> None:
        """Pass a line in the element `up` that stands over those behind it."""
        self.related_in[up] = bool(says & _RELATED)

    def furniture(self, marks: int, says: int) -> None:
        """Pass a short line, by the marks of its boxes and what it says."""
        self.related += bool(says & _RELATED)
        self.share += bool(says & _SHARE)
        self.comment += bool(marks & _COMMENT)
        self.author += bool(marks & _AUTHOR)
        self.tags += bool(marks & _TAGS)

    def facts(self, up: int) -> list[float]:
        """Values of `PASSED` for a line in the element `up`; counts are capped."""
        return [
            float(min(self.headlines, 4)),
            float(min(self.related, 5)),
            float(min(self.share, 9)),
            float(min(self.comment, 5)),
            float(min(self.author, 5)),
            float(min(self.tags, 5)),
            float(self.related_in.get(up, False)),
        ]
