"""The site profile: facts about a publisher that its pages do not show."""

from capture.models.base import FrozenModel


class SiteProfile(FrozenModel):
    """What is known of a site beforehand. The empty profile is what every unknown site gets."""

    timezone: str | None = None
    """IANA name of the zone of the clocks that the site prints, e.g. "Pacific/Auckland"."""
