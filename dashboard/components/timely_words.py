"""What every block of the page `timeliness` says the same way: acts, limits, places, rates of small counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.words import t

Row = Mapping[str, Any]
FEW = 10  # below it x of n stands without a percentage


def act(leg: str, code: str) -> str:
    """行政许可; 信用承诺书; 行政许可报送; 行政许可汇总."""
    if leg == "commitment":
        return t("timeliness.act.commitment")
    key = f"data_quality.act.{code}"
    name = t(key) if words.has(key) else code
    return name if leg == "publication" else t(f"timeliness.act.{leg}", act=name)


def done(leg: str) -> str:
    """What the second event of a leg is called: 公示, 报送, 汇总公示."""
    return t(f"timeliness.done.{leg}")


def limit(row: Row) -> str:
    """7个工作日, 5–7个工作日 where several hold; the act's own; none."""
    least, most = row.get("days_least"), row.get("days_most")
    if least is None:
        return t("timeliness.limit.own") if row.get("n_own_limit") else t("timeliness.limit.none")
    return t("timeliness.limit.days", n=str(least) if least == most else f"{least}–{most}")


def force(row: Row) -> str:
    """How firmly the limit is set, the firmest first where several hold: 约束性, 推动, 研究推动."""
    forces = dict.fromkeys(f for f in (row.get("force_most"), row.get("force_least")) if f)
    return t("timeliness.slash").join(t(f"indicator.force.{f}") for f in forces)


def rate(row: Row) -> str:
    """The in-time rate as HTML with x / n; without a percentage where fewer than ten were due."""
    counts = words.fraction(row["n_in_time"], row["n_due"])
    if row["n_due"] < FEW:
        return f"<b>{counts}</b><small>{t('timeliness.few')}</small>"
    return f"<b>{words.percent(row['rate'])}</b><small>{counts}</small>"


def place(view: Scope) -> str:
    """Region and department in front of a sentence, unless it is the whole jurisdiction."""
    if shell.is_whole(view):
        return ""
    parts = [filters.region_name(view)] if view.region != shell.plan(view).get("region_code") else []
    parts += [filters.department_name(view)] if view.department != ALL else []
    return t("timeliness.colon", what=t("timeliness.comma").join(parts))


def region(view: Scope, code: str) -> str:
    """A region by its name."""
    return words.named(shell.region_names(view).get(code, {})) or code


def department(view: Scope, code: str) -> str:
    """A department type by its name."""
    return words.named(shell.department_names(view).get(code, {})) or code
