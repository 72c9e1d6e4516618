"""Registry of the odd addresses: one small handler each, named after the symptom that a capture of it would show."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.site.exchange import Handler, Request, Response


@dataclass(frozen=True)
class Behaviour:
    """A family of addresses and who answers them."""

    pattern: re.Pattern[str]
    example: str
    what: str
    handler: Callable[..., Response]


BEHAVIOURS: list[Behaviour] = []


def behaviour(path: str, *, example: str | None = None) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Register a handler for `path`; each `{}` in it is one segment, given to the handler after the request."""

    def register(handler: Callable[..., Response]) -> Callable[..., Response]:
        pattern = re.compile(re.escape(path).replace(r"\{\}", "([^/]+)"))
        what = (handler.__doc__ or "").partition("\n")[0]
        BEHAVIOURS.append(Behaviour(pattern, example or path, what, handler))
        return handler

    return register


def behaviour_at(path: str) -> Handler | None:
    """The handler for this path, its segments filled in; None if there is none."""
    for known in BEHAVIOURS:
        if match := known.pattern.fullmatch(path):
            return partial(_call, known.handler, match.groups())
    return None


def _call(handler: Callable[..., Response], segments: tuple[str, ...], request: Request) -> Response:
    return handler(request, *segments)
