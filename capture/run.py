"""What all steps of one capture share."""

from dataclasses import dataclass
from pathlib import Path

from capture.material import Material
from capture.models.request import CaptureRequest
from capture.observe.browser import Clock
from capture.observe.names import Resolver
from capture.profiles.schema import SiteProfile
from capture.steps import StepLog


@dataclass(frozen=True)
class Run:
    """One capture under way."""

    request: CaptureRequest
    steps: StepLog
    clock: Clock
    profile: SiteProfile
    resolve: Resolver
    scratch: Path
    """A directory for what is on its way to the bundle; gone when the capture ends."""
    material: Material
