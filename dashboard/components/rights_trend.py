"""Shares over the quarters: objections, repairs and wrongful listings four quarters at a time, defects quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import shares
from dashboard.components import figures, filters
from dashboard.reads import rights
from dashboard.words import t


def show(view: Scope) -> None:
    """One line a share; none where nothing was ever counted."""
    series = {_named(line): frame for line, frame in rights.trend(view).items()}
    if not series:
        return
    figures.show(
        shares.draw(series, chosen=view.quarter), lambda: _twin(series), key="rights_trend", heading=_moved(series, view.quarter),
        caption=t("rights.caption.trend", view=filters.described(view)), how=t("rights.how.trend"), view=view,
        shares=[t("indicator.value"), t("indicator.low"), t("indicator.high")],
    )  # fmt: skip


def _named(line: str) -> str:
    if line in rights.DEFECTS:
        return t(f"rights.short.{line}")
    return t("rights.pooled", line=t(f"rights.line.{line}"))


def _moved(series: Mapping[str, pl.DataFrame], quarter: str) -> str:
    """What has moved by more than both intervals since the same quarter a year before; else that nothing has."""
    moved, is_compared = [], False
    for name, frame in series.items():
        then, now = shares.at(frame, shares.year_before(quarter)), shares.at(frame, quarter)
        is_compared = is_compared or bool(then and now and then["n"] and now["n"])
        if then and now and shares.has_moved(then, now):
            moved.append(f"{name} {words.points(now['rate'] - then['rate'])}")
    if moved:
        return t("rights.trend.since", parts=words.listed(moved, 3))
    return t("rights.trend.steady" if is_compared else "rights.trend.alone")


def _twin(series: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    parts = [
        frame.select(
            pl.lit(name).alias(t("figures.share.name")), pl.col("quarter").alias(t("common.quarter")),
            pl.col("rate").alias(t("indicator.value")), *(pl.col(c).alias(t(f"indicator.{c}")) for c in ("x", "n", "low", "high")),
        )
        for name, frame in series.items()
    ]  # fmt: skip
    return pl.concat(parts).sort(t("common.quarter"), descending=True)
