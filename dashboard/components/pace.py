"""What a target still asks: so much a year, or, within its last year, so much until its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.words import t


def needed(row: Mapping[str, Any], unit: str) -> str:
    """Of a row with pace_required, value, target and target_on. A yearly rate for a few weeks would be absurd."""
    required, missing = row["pace_required"], row["target"] - row["value"]
    if not required:
        return t("pace.nothing")
    if abs(missing) < abs(required):  # less than a year is left
        return t("pace.until", day=words.day(row["target_on"]), missing=words.change(missing, unit))
    return t("pace.a_year", pace=words.change(required, unit))
