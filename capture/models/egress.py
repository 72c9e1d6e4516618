"""What a captured page made the browser connect to, and what it was kept from."""

from typing import Literal

from pydantic import AwareDatetime, Field

from capture.models.base import FrozenModel

EgressTrouble = Literal["refused-address", "dns", "refused", "timeout", "unreachable", "too-many"]
"""Why there was no connection. `refused-address`: none was tried, as the host is at no address that may be visited;
`refused`: the server refused it; `too-many`: too many were open."""


class JudgedAddress(FrozenModel):
    """One address of a host."""

    address: str
    refused: str | None = None
    """Why it may not be visited; None if it may."""


class EgressDecision(FrozenModel):
    """A host and port that the browser asked for, and what came of it."""

    host: str
    """As the browser names it: lower case, punycode."""
    port: int
    first_seen: AwareDatetime
    addresses: tuple[JudgedAddress, ...]
    """All that the host resolved to, once for the whole capture; empty if it could not be resolved."""
    allowed: bool
    """Whether there was an address that may be visited."""
    connected_to: str | None = None
    """Of the latest connection; None if there was none."""
    connections: int = Field(default=0, ge=0)
    trouble: EgressTrouble | None = None
    """Of the latest attempt; None if it succeeded."""


class Egress(FrozenModel):
    """All decisions of one capture on where the browser may connect to."""

    checked: bool
    """False if a proxy did the connecting: it alone knows where to."""
    granted: tuple[str, ...] = ()
    """Addresses that are allowed since the address asked for is there, public or not."""
    decisions: tuple[EgressDecision, ...] = ()
    """The first 500, in the order in which they were first asked for."""
    hosts: int = Field(default=0, ge=0)
    """How many there were in all: hosts and ports."""
    refused_hosts: int = Field(default=0, ge=0)
    """How many of these were not allowed."""
