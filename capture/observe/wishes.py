"""What the user wants to be waited for and pressed before the page is taken."""

import asyncio
import json

from capture.errors import ObservationError
from capture.observe.browser import LivePage, playwright_errors
from capture.observe.frames import FrameSession

_POLL_S = 0.05
_MORE_S = 1.0
"""How long a button may be away after what it brought; at the end of a list it stays away."""
JAVASCRIPT = "js:"
"""What follows is an expression for the page's own world; anything else is a CSS selector."""

_SHOWN = "(selector) => { const found = document.querySelector(selector); return found && found.checkVisibility(); }"
_CLICK = """(selector) => {
  const found = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  if (found) found.click();
  return found ? (found.innerText || found.localName).trim().slice(0, 80).toWellFormed() : "";
}"""


async def wait_for(live: LivePage, main: FrameSession, condition: str) -> None:
    """Return when `condition` holds: a selector matches something shown, or the expression is true.

    Raises `ObservationError` if it is neither a selector nor, after `js:`, an expression that can be evaluated.
    """
    while True:
        if condition.startswith(JAVASCRIPT):
            holds = await _true_in_page(live, condition.removeprefix(JAVASCRIPT))
        else:
            with playwright_errors():
                holds = await main.evaluate(f"String(Boolean(({_SHOWN})({json.dumps(condition)})))") == "true"
        if holds:
            return
        await asyncio.sleep(_POLL_S)


async def click(live: LivePage, main: FrameSession, selector: str) -> None:
    """Press the first element shown that matches; wait until there is one."""
    while True:
        with playwright_errors():
            pressed = await main.evaluate(f"({_CLICK})({json.dumps(selector)})")
        if pressed:
            break
        await asyncio.sleep(_POLL_S)
    live.act("click", f"pressed “{pressed}” ({selector}), as asked for")


async def press_for_more(live: LivePage, main: FrameSession, selector: str) -> bool:
    """Press what brings more of the page, as soon as it is shown; False if it is not there within a second."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _MORE_S
    while True:
        with playwright_errors():
            pressed = await main.evaluate(f"({_CLICK})({json.dumps(selector)})")
        if pressed:
            live.act("load-more", f"pressed “{pressed}” ({selector}), as the site's profile says")
            return True
        if loop.time() >= deadline:
            return False
        await asyncio.sleep(_POLL_S)


async def _true_in_page(live: LivePage, expression: str) -> bool:
    """In the page's own world, whose variables the expression may name."""
    with playwright_errors():
        asked = {"expression": f"Boolean({expression})", "returnByValue": True, "silent": True}
        answer = await live.session.send("Runtime.evaluate", asked)
    if "exceptionDetails" in answer:
        told = answer["exceptionDetails"].get("exception", {}).get("description", "it fails")
        if told.startswith("SyntaxError"):
            raise ObservationError(f"--wait-for: {told.splitlines()[0]}")
        return False
    return bool(answer["result"].get("value"))
