"""The steps of the chain over the quarters, and with them credit checks, reports and talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import shares
from dashboard.components import commitment_words as say
from dashboard.components import figures, filters
from dashboard.reads import commitments
from dashboard.reads.base import Row
from dashboard.words import t


def show(view: Scope) -> None:
    """One line a share; none where nothing was ever counted."""
    found = commitments.trend(view)
    series = {_named(code, is_pooled): rows for code, (rows, is_pooled) in found.items()}
    if not series:
        return
    figures.show(
        shares.draw(series, chosen=view.quarter),
        lambda: shares.twin(series, t("commitments.head.share")),
        key="commitments_trend",
        heading=_moved(series, view.quarter),
        caption=t("commitments.trend.caption", view=filters.described(view)),
        how=t("commitments.how.trend"),
        view=view,
        shares=[t("indicator.value"), t("indicator.low"), t("indicator.high")],
    )


def _named(code: str, is_pooled: bool) -> str:
    return t("commitments.pooled", step=say.step(code)) if is_pooled else say.step(code)


def _moved(series: Mapping[str, Sequence[Row]], quarter: str) -> str:
    """What has moved by more than both intervals since the same quarter a year before; else that nothing has."""
    changes = shares.changes(series, quarter)
    parts = [
        t("commitments.trend.moved", step=name, change=words.points(change))
        for name, (change, is_beyond) in changes.items()
        if is_beyond
    ]
    if parts:
        return t("commitments.trend.since", parts=words.listed(parts))
    return t("commitments.trend.steady" if changes else "commitments.trend.alone")
