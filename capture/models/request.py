"""What to capture and how: resolved once, stored with the result."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import Field

from capture.models.base import FrozenModel, Size

ArtifactKind = Literal["html", "rendered", "viewport", "page", "article", "tickers", "pdf", "wacz", "screen-pdf"]
"""`screen-pdf` is made only if asked for."""
ALL_ARTIFACTS: tuple[ArtifactKind, ...] = ("html", "rendered", "viewport", "page", "article", "tickers", "pdf", "wacz")

ConsentPolicy = Literal["reject", "accept", "leave"]
"""How consent dialogs are answered. `reject`: where there is a button for that, else left; `leave`: nothing that lies
over the page is touched."""
MAX_SCREENS = 60
"""Screens to scroll at most; a page that grows for ever is captured as far as it came."""


class StepBudgets(FrozenModel):
    """Seconds that each step may take at most. A step that runs out is recorded, and the capture goes on."""

    navigation_s: float = Field(default=30, gt=0)
    """Until the first byte of the document."""
    load_s: float = Field(default=15, gt=0)
    """From there to the load event."""
    quiet_s: float = Field(default=4, gt=0)
    """For the network to fall quiet."""
    answer_s: float = Field(default=10, gt=0)
    """For the page to answer at all; a script that keeps it from doing so for longer is stopped."""
    scroll_s: float = Field(default=6, gt=0)
    images_s: float = Field(default=5, gt=0)
    fonts_s: float = Field(default=3, gt=0)
    layout_s: float = Field(default=2, gt=0)
    """For what is on the screen to stop moving about."""
    growth_s: float = Field(default=4, gt=0)
    """For text that goes on coming while the network is quiet, as by a timer."""
    text_s: float = Field(default=3, gt=0)
    """For a page of scripts that shows no text yet to show some."""
    watch_s: float = Field(default=20, gt=0)
    """For spots that show one headline after another to begin again; pages without one are not waited for."""
    overlays_s: float = Field(default=8, gt=0)
    """For dialogs to come, to be answered and to go; pages without one are not waited for."""
    wish_s: float = Field(default=20, gt=0)
    """For what `wait_for` names, and for each of `clicks`."""
    observe_s: float = Field(default=20, gt=0)
    screenshot_s: float = Field(default=60, gt=0)
    """For all tiles of a tall page: 200,000 px take 10 s on two idle cores. What is there when it runs out is kept."""
    pdf_s: float = Field(default=30, gt=0)
    record_s: float = Field(default=10, gt=0)
    """For bodies that the browser has not handed out when the page was taken."""

    @property
    def settle_s(self) -> float:
        """For the whole of settling; layout, growth and text are waited for at the same time."""
        return self.scroll_s + self.images_s + self.fonts_s + max(self.layout_s, self.growth_s, self.text_s)


class ArchiveLimits(FrozenModel):
    """Bounds of what is kept of bodies. One that does not fit is left out whole, and that is recorded."""

    body_bytes: int = Field(default=64 * 1024 * 1024, ge=0, le=1024**3)
    """Of one body, codings undone."""
    archive_bytes: int = Field(default=256 * 1024 * 1024, ge=0, le=1024**3)
    """Of all bodies together."""


class CaptureSettings(FrozenModel):
    """How to capture. The values used are stored in the record, with the secrets left out (`disclosed`)."""

    artifacts: tuple[ArtifactKind, ...] = ALL_ARTIFACTS
    viewport: Size = Size(width_px=1280, height_px=800)
    locale: str = "en-US"
    """BCP 47, for Accept-Language and `navigator.language`."""
    timezone: str | None = None
    """IANA name the browser claims; None: that of this machine."""
    timeout_s: float = Field(default=90, gt=0)
    """Hard deadline of a whole capture."""
    budgets: StepBudgets = StepBudgets()
    user_agent: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request."""
    storage_state: Path | None = None
    """Playwright storage state (cookies, local storage) of a logged-in session."""
    proxy: str | None = None
    """`http://`, `https://` or `socks5://` address; user and password may stand in it."""
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    """What a page may lead the browser to, besides the public internet and what is at its own address."""
    consent: ConsentPolicy = "reject"
    wait_for: str | None = None
    """A CSS selector of something that must be shown, or `js:` and an expression that must be true, before the page is
    taken."""
    clicks: tuple[str, ...] = ()
    """CSS selectors of what is pressed after that, in order."""
    delay_s: float = Field(default=0, ge=0)
    """Waited after that."""
    scroll_screens: int = Field(default=MAX_SCREENS, ge=0)
    """To scroll through at most; 0: the page is not scrolled."""
    insecure: bool = False
    """Go on when the server's certificate is not valid."""
    page_format: Literal["A4", "Letter"] = "A4"
    witness: bool = False
    """Look up headline and ticker titles in the text of the print as well, which costs as much CPU as printing it."""
    archive_limits: ArchiveLimits = ArchiveLimits()
    keep_secrets: bool = False
    """Keep the values of cookies and passwords in recorded headers, instead of commitments to them."""
    self_check: bool = False
    """Load the page once more from its archive, and hold what is read there against the record."""
    scale: Literal[1, 2] = 1
    """Pixels a CSS pixel, in pictures and for the page, which may then fetch finer images."""


class CaptureRequest(FrozenModel):
    """One page to capture."""

    url: str
    """As asked for; http, https or file."""
    settings: CaptureSettings = CaptureSettings()
