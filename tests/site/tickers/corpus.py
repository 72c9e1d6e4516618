"""The pages of the corpus, each with what a careful reader says of it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.site.corpus import paired

FOLDER = Path(__file__).parent
FLOORS = FOLDER / "floors.json"


@dataclass(frozen=True)
class CorpusPage:
    """`<name>.html` and `<name>.expected.json`; the package's docstring says what the latter holds."""

    name: str
    html: bytes
    expected: dict[str, Any]

    @property
    def url(self) -> str:
        """The address that the page is served at."""
        return str(self.expected["url"])

    @property
    def captured_at(self) -> datetime:
        """The instant that the page is held to have been captured at, UTC."""
        return datetime.fromisoformat(self.expected["captured_at"]).astimezone(UTC)


def load_corpus() -> tuple[CorpusPage, ...]:
    """All pages by name. Raises ValueError if a page lacks its expectation, or the other way round."""
    return tuple(
        CorpusPage(name, page.read_bytes(), json.loads(expectation.read_text(encoding="utf-8")))
        for name, (page, expectation) in paired(FOLDER).items()
    )
