"""A tiny template language, so that the pages stay HTML that one can read: no dependency, no logic.

`{{name}}` is a value with its markup as it is (our own texts are HTML). `{{#name}}...{{/name}}` repeats for each entry
of a list, or stands once if the value is true; `{{^name}}...{{/name}}` stands if it is empty. Names are looked up
inside out.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_SECTION = re.compile(r"\{\{([#^])(\w+)\}\}\n?(.*?)\{\{/\2\}\}\n?", re.DOTALL)
_VALUE = re.compile(r"\{\{(\w+)\}\}")


def render(template: str, *scopes: Mapping[str, Any]) -> str:
    """Fill `template` from `scopes`, the first that has the name; KeyError if none has it."""

    def look_up(name: str) -> Any:
        for scope in scopes:
            if name in scope:
                return scope[name]
        raise KeyError(name)

    def section(match: re.Match[str]) -> str:
        sign, name, body = match.groups()
        value = look_up(name)
        if sign == "^":
            return "" if value else render(body, *scopes)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "".join(render(body, entry, *scopes) for entry in value)
        return render(body, *scopes) if value else ""

    return _VALUE.sub(lambda match: str(look_up(match[1])), _SECTION.sub(section, template))
