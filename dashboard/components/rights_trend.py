"""Shares over the quarters: objections, repairs and wrongful listings four quarters at a time, defects quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import shares
from dashboard.components import figures, filters
from dashboard.reads import rights
from dashboard.reads.base import Row
from dashboard.words import t


def show(view: Scope) -> None:
    """One line a share; none where nothing was ever counted."""
    series = {_named(line): rows for line, rows in rights.trend(view).items()}
    if not series:
        return
    figures.show(
        shares.draw(series, chosen=view.quarter),
        lambda: shares.twin(series, t("figures.share.name")),
        key="rights_trend",
        heading=_moved(series, view.quarter),
        caption=t("rights.caption.trend", view=filters.described(view)),
        how=t("rights.how.trend"),
        view=view,
        shares=[t("indicator.value"), t("indicator.low"), t("indicator.high")],
    )


def _named(line: str) -> str:
    if line in rights.DEFECTS:
        return t(f"rights.short.{line}")
    return t("rights.pooled", line=t(f"rights.line.{line}"))


def _moved(series: Mapping[str, Sequence[Row]], quarter: str) -> str:
    """What has moved by more than both intervals since the same quarter a year before; else that nothing has."""
    changes = shares.changes(series, quarter)
    moved = [f"{name} {words.points(change)}" for name, (change, is_beyond) in changes.items() if is_beyond]
    if moved:
        return t("rights.trend.since", parts=words.listed(moved, 3))
    return t("rights.trend.steady" if changes else "rights.trend.alone")
