"""One indicator as a strip: one's own value on the spread of comparable regions and of all, the better side on the right.

A cell that draws itself from a handful of numbers, so that a hundred and forty of them travel in a few kilobytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import theme

Row = Mapping[str, Any]
MARGIN = 3  # of a hundred, at both ends: a mark at the edge stays whole
# Letters of the style sheet: a-b all, c-d peers, e-f their middle half, m their median, o one's own, t the target.
PLACES = {
    "a": "all_low", "b": "all_high", "c": "near_low", "d": "near_high", "e": "near_quarter_low", "f": "near_quarter_high",
    "m": "near_middle", "o": "own", "t": "target",
}  # fmt: skip
ENDS = ("ab", "cd", "ef")
ENDS_AT = {"a": MARGIN, "b": 100 - MARGIN, "c": MARGIN, "d": 100 - MARGIN}  # what the style sheet takes for granted


def cell(row: Row, own: float) -> str:
    """The strip as a table cell. `row`: all_*, near_* (low, quarter_low, middle, quarter_high, high), target, word, direction."""
    known = {k: v for k, name in PLACES.items() if (v := own if name == "own" else row.get(name)) is not None}
    low, high = min(known.values()), max(known.values())
    at = {k: _place(v, low, high, is_down=row.get("direction") == "down") for k, v in known.items()}
    for one, other in ENDS:  # turned round, the low end lies on the right
        if one in at and at[one] > at[other]:
            at[one], at[other] = at[other], at[one]
    style = ";".join(f"--{k}:{v}" for k, v in at.items() if v != ENDS_AT.get(k))
    box = ("<i></i>" if "e" in at else "") + ("<s></s>" if "t" in at else "")
    kind = "s" if "c" in at else "'s n'"
    word = row.get("word") or "no_target"
    return f"<td class={kind} style={style}>{box}<b class=b-{word}>{theme.mark(row.get('word')).sign}</b>"


def _place(value: float, low: float, high: float, *, is_down: bool) -> int:
    share = 0.5 if high == low else (value - low) / (high - low)
    return round(MARGIN + (100 - 2 * MARGIN) * (1 - share if is_down else share))
