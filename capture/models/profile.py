"""What is known of a site beforehand, as it goes into a capture and stands in its record."""

from pydantic import Field

from capture.models.base import FrozenModel


class LoadMore(FrozenModel):
    """A button that brings more of the page."""

    selector: str = Field(min_length=1)
    """CSS; the first element shown that matches is pressed."""
    times: int = Field(default=1, ge=1, le=50)
    """At most so often; less if it goes away."""


class SiteProfile(FrozenModel):
    """What is known of a site beforehand. The empty profile is what every unknown site gets."""

    name: str | None = None
    """Domain of the site, or path of the file that was given; None for the empty profile."""
    sha256: str | None = None
    """Of the file that it was read from."""
    timezone: str | None = None
    """IANA name of the zone of the clocks that the site prints, e.g. "Pacific/Auckland"."""
    wait_for: str | None = None
    """As `CaptureSettings.wait_for`, which goes before it."""
    clicks: tuple[str, ...] = ()
    """As `CaptureSettings.clicks`, which go before them."""
    load_more: LoadMore | None = None
