"""What stands on the screen kept as a scenario, those kept before beside it, and the pack that a build reads back."""

from __future__ import annotations

from dashboard.access import Scope
from dashboard.reads.targets import Proposal


def show(view: Scope, proposal: Proposal) -> None:
    """The place of the scenarios at the end of the bench."""
