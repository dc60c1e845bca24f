"""The steps of the chain over the quarters, and beside them credit checks, reports and talks."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import shares
from dashboard.components import commitment_words as say
from dashboard.components import figures, filters
from dashboard.reads import commitments
from dashboard.words import t

PICTURES = (("chain", commitments.STEPS), ("beside", ("M06-1", "M05-1", "M22-1")))


def show(view: Scope) -> None:
    """Two pictures side by side; one without a single figure is left out."""
    found = commitments.trend(view)
    drawn = [(key, {_named(c): found[c] for c in codes if found[c].height}) for key, codes in PICTURES]
    kept = [(key, series) for key, series in drawn if series]
    for place, (key, series) in zip(st.columns(len(kept), gap="large") if kept else [], kept, strict=True):
        with place:
            figures.show(
                shares.draw(series, chosen=view.quarter),
                lambda series=series: _twin(series),
                key=f"commitments_trend_{key}",
                heading=_moved(series, view.quarter),
                caption=t(f"commitments.trend.{key}_caption", view=filters.described(view)),
                how=t("commitments.how.trend"),
                view=view,
                shares=[t("indicator.value"), t("indicator.low"), t("indicator.high")],
            )


def _named(code: str) -> str:
    return t("commitments.pooled", step=say.step(code)) if code in commitments.POOLED else say.step(code)


def _moved(series: Mapping[str, pl.DataFrame], quarter: str) -> str:
    """What has moved by more than both intervals since the same quarter a year before; else that nothing has."""
    before, parts = f"{int(quarter[:4]) - 1}{quarter[4:]}", []
    for name, frame in series.items():
        then, now = ({r["quarter"]: r for r in frame.iter_rows(named=True)}.get(q) for q in (before, quarter))
        if then and now and (now["low"] > then["high"] or now["high"] < then["low"]):
            change = words.points(now["x"] / now["n"] - then["x"] / then["n"])
            parts.append(t("commitments.trend.moved", step=name, change=change))
    return t("commitments.trend.since", parts=words.listed(parts)) if parts else t("commitments.trend.steady")


def _twin(series: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    parts = [
        frame.select(
            pl.lit(name).alias(t("commitments.head.share")), pl.col("quarter").alias(t("common.quarter")),
            (pl.col("x") / pl.col("n")).alias(t("indicator.value")), pl.col("x").alias(t("indicator.x")),
            pl.col("n").alias(t("indicator.n")), pl.col("low").alias(t("indicator.low")), pl.col("high").alias(t("indicator.high")),
        )
        for name, frame in series.items()
    ]  # fmt: skip
    return pl.concat(parts).sort(t("common.quarter"), descending=True)
