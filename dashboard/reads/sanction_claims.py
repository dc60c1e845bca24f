"""What may be said of a measure. The build decides: the row of the hazard model carries the claim, weighed against the matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Designs = Mapping[tuple[str, str], Row]
DECIDING = ("hazard", "comply")


@dataclass(frozen=True)
class Claim:
    """A claim and why no more is claimed."""

    claim: str
    reason: str | None


def of(designs: Designs) -> Claim:
    """The claim of one measure. Without the deciding design nothing can be said, whatever a before-and-after shows."""
    row = designs.get(DECIDING)
    return Claim(row["claim"], row["reason"]) if row and row["claim"] else Claim("cannot_say", "not_examined")
