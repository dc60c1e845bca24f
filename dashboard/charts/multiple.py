"""How many times as often: a ratio with its interval on a scale of doublings, the line of equality, and what was planned."""

from __future__ import annotations

import math

from dashboard import words

FARTHEST = 64.0  # times; what lies beyond is cut at the edge and said in numbers


def draw(ratio: float | None, low: float | None, high: float | None, planned: float | None) -> str:
    """The line as HTML; empty where nothing can be placed. An end of nought or infinity runs to the edge."""
    known = [v for v in (ratio, low, high, planned) if v is not None and math.isfinite(v) and v > 0]
    if ratio is None or not known:
        return ""
    reach = max(2.0, *(max(v, 1 / v) for v in known))
    reach = 2.0 ** math.ceil(math.log2(min(reach, FARTHEST)) + 0.2)
    left, right = _at(low, reach), _at(high, reach)
    interval = "" if low is None else f"<i class=c style='left:{left};right:calc(100% - {right})'></i>"
    plan = "" if planned is None else f"<i class=g style='left:{_at(planned, reach)}'></i>"
    marks = f"<i class=e></i>{interval}{plan}<b class='m plain' style='left:{_at(ratio, reach)}'></b>"
    ends = f"<span>1/{words.number(reach)}</span><span>1</span><span>{words.number(reach)}</span>"
    return f"<div class=xi-multiple aria-hidden=true><div class=p>{marks}</div><div class=s>{ends}</div></div>"


def _at(value: float | None, reach: float) -> str:
    """Place on a scale of doublings from 1/reach to reach."""
    if value is None or math.isinf(value) or math.isnan(value):
        return "100.0%"
    if value <= 0:
        return "0.0%"
    share = (math.log2(value) / math.log2(reach) + 1) / 2
    return f"{min(max(share, 0), 1) * 100:.1f}%"
