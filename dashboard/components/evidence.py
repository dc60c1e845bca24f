"""The evidence of a verdict in words: each signal with the number behind it, or why there is none.

Every function takes one row of stat_judgement with unit, direction and series of its card, and gives a phrase without
full stop; never an empty one. `grounds` makes one sentence of those that decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.components.pace import needed
from dashboard.words import t

Row = Mapping[str, Any]
LEAST_POINTS, LEAST_PEERS = 13, 10  # periods for limits, units for a comparison (statistics.md 6)
SHARED = 2 / 3  # of the units: from there on it is called shared
SIGNALS = ("D", "T", "P", "V", "A", "F")
UNDER_A_FLOOR = ("SURELY_UNDER_FLOOR", "UNDER_FLOOR")
FEW = 0.001  # a q below is not told to the digit


def signal(row: Row, letter: str) -> str | None:
    """T4 of `T4 P4 V3`; None where the signal could not be computed."""
    found = (part for part in (row.get("signals") or "").split() if part[0] == letter)
    return next(found, None)


def judged(row: Row) -> float | None:
    """The rate a verdict is reached on: four quarters together where one is too few."""
    x, n = row.get("judged_x"), row.get("judged_n")
    return x / n if x is not None and n else row.get("value")


def is_pooled(row: Row) -> bool:
    """Whether four quarters were judged together."""
    return (row.get("n_pooled") or 1) > 1 and bool(row.get("judged_n"))


def group(row: Row, n: int | None = None) -> str:
    """14个同类县, 20个可比部门: who a unit is compared with."""
    parts = (row.get("peer_group") or row.get("family") or "").split(":")
    n = row.get("n_peers") if n is None else n
    size = words.number(n) if n is not None else ""
    if len(parts) == 1:
        return t(f"evidence.group.{parts[0] if parts[0] in ('departments', 'department') else 'units'}", n=size)
    kind = f"evidence.kind.{parts[-1]}"
    named = t(kind) if words.has(kind) else t("evidence.kind.other")
    return t("evidence.group.region" if len(parts) == 2 else "evidence.group.office", n=size, kind=named)


def peers(row: Row) -> str:
    """Against its peers: inside, or beyond which limit, and how much is left of it after correction for many tests."""
    state, n = signal(row, "P"), row.get("n_peers")
    if state is None:
        if not row.get("peer_group"):
            return t("evidence.peers.nobody")
        if row.get("direction") == "none":
            return t("evidence.no_direction")
        if n is not None and n < LEAST_PEERS:
            return t("evidence.peers.few", group=group(row), least=LEAST_PEERS)
        is_rate = row.get("unit") == "percent" and row.get("judged_n") is not None
        return t(f"evidence.peers.{'untried' if is_rate and n is None else 'not_counts'}")
    centre, side = row.get("peer_centre"), _side(row)
    if centre is None or n is None:  # suppressed with the figures of another unit
        return t("evidence.peers.hidden")
    told = {"group": group(row), "centre": words.value(centre, "percent"), "q": q(row.get("peer_q"))}
    if state in ("P4", "P0"):
        limit = row.get("peer_low998" if side == "below" else "peer_high998")
        value = judged(row)
        is_outside = limit is not None and value is not None and (value < limit if side == "below" else value > limit)
        how = f"limit_{side}" if is_outside else f"exact_{side}"
        return t(f"evidence.peers.{state}", how=t(f"evidence.peers.{how}", limit=words.percent(limit)), **told)
    return t(f"evidence.peers.{state}", side=t(f"evidence.peers.{side}"), **told)


def _side(row: Row) -> str:
    value, centre = judged(row), row.get("peer_centre")
    return "above" if value is not None and centre is not None and value > centre else "below"


def q(found: float | None) -> str:
    """q=0.012, q<0.001; a chance after correction for many tests."""
    if found is None:
        return f"q={words.NONE}"
    return f"q<{FEW}" if found < FEW else f"q={found:.3f}" if found < 0.1 else f"q={found:.2f}"


def change(row: Row, *, with_limits: bool = False) -> str:
    """Its own past: the rules the latest point broke, or that it moves as it always did, or why nobody can say."""
    state = signal(row, "V")
    if state is None:
        return no_series(row)
    if row.get("chart") == "constant" and row.get("process_centre") is not None:
        return t("evidence.change.constant", centre=_amount(row, row.get("process_centre")))
    said, worse = _moved(row, state), row.get("n_worse_of_three") or 0
    if state == "V3" and worse > 1:
        said += t("evidence.comma") + t("evidence.change.of_three", n=worse)
    return said + (t("evidence.change.limits", limits=limits(row)) if with_limits and limits(row) else "")


def _moved(row: Row, state: str) -> str:
    worse = row.get("n_worse_of_three") or 0
    if state == "V2":
        return t("evidence.change.V2_after", n=worse) if worse else t("evidence.change.V2")
    side = "up" if (row.get("direction") == "down") == (state == "V3") else "down"
    is_told = row.get("process_centre") is not None  # else suppressed with the series
    rules = [rule for rule in (row.get("process_rules") or "").split(",") if rule and is_told]
    broken = words.listed(_rule(row, rule, side) for rule in rules) or t("evidence.change.level")
    what = t("evidence.change.net" if row.get("series") == "stock" else "evidence.change.value")
    return t(f"evidence.change.{state}", what=what, rules=broken)


def _rule(row: Row, rule: str, side: str) -> str:
    low, high = _limits(row)
    limit = _amount(row, low if side == "down" else high)
    return t(f"evidence.rule.{rule}_{side}", limit=limit, centre=_amount(row, row.get("process_centre")))


def limits(row: Row) -> str:
    """均值92.1%，控制限88.0%–96.2%. Empty where there are none."""
    centre, (low, high) = row.get("process_centre"), _limits(row)
    if centre is None or low is None or high is None:
        return ""
    return t("evidence.limits", centre=_amount(row, centre), low=_amount(row, low), high=_amount(row, high))


def _limits(row: Row) -> tuple[float | None, float | None]:
    """Cut to what a share can be."""
    low, high = row.get("process_low"), row.get("process_high")
    if low is None or high is None or row.get("unit") != "percent" or row.get("series") == "stock":
        return low, high
    return max(low, 0.0), min(high, 1.0)


def _amount(row: Row, amount: float | None) -> str:
    """A value of the charted series: of a stock it is the net change."""
    return (words.change if row.get("series") == "stock" else words.value)(amount, row.get("unit"))


def no_series(row: Row) -> str:
    """Why there is no verdict on change, in plain words: 13期中仅7期."""
    code = row.get("no_series")
    if code is None:
        return t(f"evidence.no_series.{_uncharted(row)}")
    if code == "NO_VALUE":
        return t("evidence.no_series.NO_VALUE")
    return t(f"evidence.no_series.{code}", n=row.get("n_points") or 0, least=LEAST_POINTS)


def _uncharted(row: Row) -> str:
    if row.get("series") == "year_to_date":
        return "anew"
    if row.get("value") is None:
        return "NO_VALUE"
    return "untried" if row.get("judged_n") is not None else "none"


def assurance(row: Row) -> str:
    """Can the process reach the level asked for? A stock is weighed by its level and its pace."""
    state = signal(row, "A")
    if state is None:
        return _no_assurance(row)
    if row.get("series") == "stock":
        if state != "A3":
            return t(f"evidence.assurance.stock_{state}")
        achieved = row.get("pace_achieved")
        if row.get("pace_required") is None:
            return t("evidence.assurance.stock_A3")
        got = words.change(achieved, row.get("unit")) if achieved is not None else t("evidence.assurance.no_pace")
        return t("evidence.assurance.stock_A3_pace", required=needed(row, row["unit"]), achieved=got)
    if row.get("chart") == "constant" and row.get("process_centre") is not None:
        return t(f"evidence.assurance.constant_{state}", centre=_amount(row, row.get("process_centre")))
    return t(f"evidence.assurance.{state}{'_met' if state == 'A3' and row.get('word') == 'met' else ''}")


def _no_assurance(row: Row) -> str:
    if row.get("target") is None and row.get("floor") is None:
        return t("evidence.assurance.no_target")
    if signal(row, "V") is None and row.get("series") != "stock":
        return no_series(row)
    if row.get("expected") is None and not is_past(row):
        return t("evidence.assurance.no_line")
    return t("evidence.assurance.unknown")


def is_past(row: Row) -> bool:
    """Whether what the unit is held to was due by the quarter's end: a target whose day has come, or a floor not held."""
    due, end = row.get("target_on"), row.get("period_end")
    return row.get("reasons") in UNDER_A_FLOOR or due is None or (end is not None and due <= end)


def is_whole(row: Row) -> bool:
    """Whether the row is the whole jurisdiction: it may lag, but it is nobody to name."""
    return row.get("family") == "region" and not row.get("peer_group")


def shared(row: Row) -> str:
    """How many of its kind surely fall short as well."""
    short, units = row.get("n_short") or 0, row.get("n_held_to_it")
    if units is None or units < 2:
        return t("evidence.shared.alone") if units is not None else t("evidence.peers.hidden")
    return t("evidence.shared.count", group=group(row, units), n=words.number(short))


def excused(row: Row) -> str:
    """The same, and why it is nobody's own lag."""
    short, units = row.get("n_short") or 0, row.get("n_held_to_it") or 0
    if units < 2:
        return shared(row)
    return shared(row) + t("evidence.comma") + t(f"evidence.shared.{'all' if short >= SHARED * units else 'some'}")


def forecast(row: Row) -> str:
    """The chance of meeting the target by its date, or why none is stated."""
    p, worse, state = row.get("p_met"), row.get("p_met_worse"), signal(row, "F")
    if p is not None:
        lower = t("evidence.forecast.worse", p=chance(worse)) if worse is not None else ""
        return t("evidence.forecast.p", p=chance(p)) + lower
    code = row.get("no_forecast")
    if state and code == "CONSTANT":
        return t(f"evidence.forecast.constant_{state}")
    why = t(f"evidence.no_forecast.{code}") if code else _nothing_ahead(row)
    return t("evidence.forecast.line", why=why) if state == "F1" else why


def _nothing_ahead(row: Row) -> str:
    if row.get("target") is None:
        return t("evidence.no_forecast.NO_TARGET")
    if row.get("reasons") in UNDER_A_FLOOR:
        return t("evidence.no_forecast.floor")
    if is_past(row):
        return t("evidence.no_forecast.DEADLINE_PASSED")
    return t(f"evidence.no_forecast.{'anew' if row.get('series') == 'year_to_date' else 'none'}")


def chance(p: float | None) -> str:
    """23%, never 0 % or 100 %."""
    if p is None:
        return words.NONE
    return "<1%" if p < 0.01 else ">99%" if p > 0.99 else words.percent(p, 0)


def tested(row: Row) -> str:
    """Of a unit without a target: what its peers and its past say, or why neither says anything."""
    said = [peers(row) if signal(row, "P") else "", change(row) if signal(row, "V") else ""]
    return t("evidence.comma").join(part for part in said if part) or untested(row)


def untested(row: Row) -> str:
    """Why neither peers nor the past can be asked; of a plan that is over they are not."""
    if signal(row, "P") or signal(row, "V"):
        return t("evidence.over")
    if row.get("direction") == "none":
        return t("evidence.no_direction")
    return t("evidence.comma").join((peers(row), no_series(row)))
