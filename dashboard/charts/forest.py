"""Several ratios on one scale of doublings: interval and value of each, the line of no difference through all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import words

FARTHEST = 16.0  # times; what lies beyond is cut at the edge and said in numbers


@dataclass(frozen=True)
class Line:
    """One ratio; `name` and `said` are HTML of ours, escaped already. Without a value only what is said stands there."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    said: str


def draw(lines: Sequence[Line], *, label: str, foot: str) -> str:
    """The lines as one block of HTML; `foot` says what lies left and right of no difference."""
    reach = _reach(lines)
    body = "".join(
        f"<tr><th scope=row>{x.name}</th><td class=p>{_marks(x, reach)}</td><td>{x.said}</td></tr>" for x in lines
    )
    ends = f"<span>1/{_times(reach)}</span><span>{foot}</span><span>{_times(reach)}</span>"
    scale = f"<tfoot><tr><td></td><td class=s>{ends}</td><td></td></tr></tfoot>"
    return f"<table class=xs-forest aria-label='{label}'><tbody>{body}</tbody>{scale}</table>"


def _reach(lines: Sequence[Line]) -> float:
    known = [v for x in lines for v in (x.value, x.low, x.high) if v is not None and math.isfinite(v) and v > 0]
    farthest = max((max(v, 1 / v) for v in known), default=2.0)
    return float(min(FARTHEST, max(2.0, 2.0 ** math.ceil(math.log2(farthest)))))


def _times(value: float) -> str:
    return words.number(value)


def _marks(line: Line, reach: float) -> str:
    if line.value is None:
        return ""
    left, right = (_at(v, reach) for v in (line.low, line.high))
    interval = "" if line.low is None else f"<i style=left:{left:.1f}%;right:{100 - right:.1f}%></i>"
    return f"{interval}<b style=left:{_at(line.value, reach):.1f}%></b>"


def _at(value: float | None, reach: float) -> float:
    """Place in per cent on a scale of doublings from 1/reach to reach."""
    if value is None or math.isinf(value):
        return 100.0
    if value <= 0:
        return 0.0
    return 100 * min(max((math.log2(value) / math.log2(reach) + 1) / 2, 0), 1)
