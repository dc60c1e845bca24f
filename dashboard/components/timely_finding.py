"""The title of the page `timeliness`: how late licences and penalties are, side by side and never as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import timely_words as say
from dashboard.reads import timeliness
from dashboard.words import t

Row = Mapping[str, Any]


def title(view: Scope, rows: Sequence[Row]) -> str:
    """Late rates in the form of the official bulletins, then what is still missing."""
    due = [row for row in rows if row["n_due"]]
    if not due:
        return say.place(view) + t(f"timeliness.title.{_why_none(rows)}")
    return say.place(view) + _rates(due) + _missing(due)


def _rates(due: Sequence[Row]) -> str:
    pair = [row for row in due if row["leg"] == "publication" and row["act"] in ("licence", "penalty")]
    if len(pair) == 2:
        worse, better = sorted(pair, key=lambda row: -row["late_rate"])
        if not worse["n_in_time"] < worse["n_due"]:
            return t("timeliness.title.all_in_time", acts=words.listed([_act(worse), _act(better)]))
        apart = "above_none" if better["n_in_time"] == better["n_due"] else "higher"
        key = apart if timeliness.is_later(worse, better) else "beside"
        return t(f"timeliness.title.{key}", one=_act(worse), rate=_late(worse), other=_act(better), other_rate=_late(better))  # fmt: skip
    first = pair[0] if pair else max(due, key=lambda row: row["n_due"])
    if first["n_in_time"] == first["n_due"]:
        return t("timeliness.title.all_in_time", acts=_act(first))
    return t("timeliness.title.one", one=_act(first), rate=_late(first))


def _missing(due: Sequence[Row]) -> str:
    n = sum(row["n_late_open"] for row in due if row["leg"] == "publication")
    return t("timeliness.title.open", n=words.number(n)) if n else ""


def _act(row: Row) -> str:
    return say.act(row["leg"], row["act"])


def _late(row: Row) -> str:
    """A percentage, or the bare counts where fewer than ten were due."""
    late = row["n_due"] - row["n_in_time"]
    return words.fraction(late, row["n_due"]) if row["n_due"] < say.FEW else words.percent(row["late_rate"])


def _why_none(rows: Sequence[Row]) -> str:
    """Why nothing can be judged: nothing begun, no limit, or every limit still running."""
    if not rows:
        return "none_here"
    return "inside" if any(row["n_inside"] for row in rows) else "no_limit"
