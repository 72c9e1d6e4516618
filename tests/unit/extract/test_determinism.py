"""The same page gives the same bytes in every process, whatever the order of its sets."""

import os
import subprocess
import sys

from tests.unit.extract.articles import HEADLINE, STORY

# An element with every attribute that may name an author: which of them is told must not hang on chance.
_BYLINE = '<p><a rel="author" itemprop="author creator" property="author" href="/jo">Joan Keel</a></p>'
_PAGE = f"<html lang='en'><body><main><h1>{HEADLINE}</h1>{_BYLINE}{STORY}</main></body></html>"
_SCRIPT = """
import sys
from tests.unit.extract.articles import NOW, URL
from tests.unit.extract.rendered import rendered
from capture.extract.cascade import extract
print(extract(rendered(sys.argv[1], url=URL, observed_at=NOW)).model_dump_json())
"""


def _extracted(*, seed: int) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT, _PAGE], env=environment, capture_output=True, text=True, check=True
    )
    return ended.stdout


def test_every_process_gives_the_same_bytes() -> None:
    outputs = {_extracted(seed=seed) for seed in range(1, 5)}
    assert len(outputs) == 1
    assert "Joan Keel" in outputs.pop()
