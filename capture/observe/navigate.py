"""Go to the page: until its document has begun to arrive, then until its load event."""

from capture.models.request import StepBudgets
from capture.observe.browser import LivePage, playwright_errors


async def navigate(live: LivePage, url: str, *, budgets: StepBudgets) -> None:
    """Return when the document of `url`, after all redirects, has begun to arrive.

    Raises `NavigationError` (reason `dns`, `refused`, `tls`, `redirect-loop`, `download`...) or `NavigationTimeout`.
    """
    with playwright_errors():
        await live.page.goto(url, wait_until="commit", timeout=budgets.navigation_s * 1000)


async def await_load(live: LivePage, *, budgets: StepBudgets) -> None:
    """Return at the load event. Raises `NavigationTimeout` if it does not come: what is there can still be captured."""
    with playwright_errors():
        await live.page.wait_for_load_state("load", timeout=budgets.load_s * 1000)
