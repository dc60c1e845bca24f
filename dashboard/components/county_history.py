"""The places a region could have had on one indicator, quarter by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import places
from dashboard.components import county_words as say
from dashboard.components import figures, filters, notes
from dashboard.components.tables import Column, frame
from dashboard.reads import county, shell
from dashboard.reads.county import Profile
from dashboard.words import t

Row = Mapping[str, Any]


def show(view: Scope, found: Profile) -> None:
    """The chooser, what can be said of rise and fall, the intervals, and the table of all quarters."""
    ranked = [row for row in found.rows if row["rank_low"] is not None or row["indicator"] == view.indicator]
    options = {row["indicator"]: words.named(row) or row["indicator"] for row in ranked}
    if not options:
        return
    chosen = filters.choose("indicator", options, label=t("county.history.choose"))
    quarters = county.history(view, chosen)
    caption = t("county.history.caption", view=filters.described(view), name=options[chosen])
    if all(row["rank_low"] is None for row in quarters):
        section = notes.section_html(t("county.history.heading_none", name=options[chosen]), caption)
        notes.block(f"{section}<p class=xh-quiet>{_why(quarters)}</p>")
        return
    joins = [
        (row["until_on"], words.pick(row, "past_name")) for row in county.past(view) if _is_join(view, row, quarters)
    ]
    if joins:
        caption += t("county.history.join", name=words.listed([name for _, name in joins]))
    figures.show(
        places.draw(quarters, joins=joins), lambda: _twin(quarters, shell.indicators(view)[chosen]), key="places",
        heading=_moved(quarters, options[chosen]), caption=caption, how=t("county.history.how"), view=view,
    )  # fmt: skip


def _is_join(view: Scope, row: Row, quarters: Sequence[Row]) -> bool:
    """Whether another place's figures come in within the quarters shown."""
    day = row["until_on"]
    return bool(day and row["past_code"] and row["past_code"] != view.region and quarters[0]["period_end"] <= day)


def _why(quarters: Sequence[Row]) -> str:
    """No place at all: by the reason of the latest quarter."""
    found = [row["excluded"] for row in quarters if row["excluded"]]
    return t(f"county.excluded.{found[-1]}") if found else t("county.history.none")


def _moved(quarters: Sequence[Row], name: str) -> str:
    """Risen or fallen only where both intervals, like for like, lie apart."""
    now = quarters[-1]
    place = say.places(now["rank_low"], now["rank_high"], now["n_ranked"])
    if not place:
        return t("county.history.heading_now_none", name=name)
    if now["like_low"] is None or now["previous_low"] is None:
        return t("county.history.heading", name=name, place=place)
    moved = (
        "up" if now["like_high"] < now["previous_low"] else "down" if now["like_low"] > now["previous_high"] else "same"
    )
    return t(f"county.history.heading_{moved}", name=name, place=place, quarter=words.quarter(now["previous_quarter"]))


def _twin(quarters: Sequence[Row], card: Row) -> pl.DataFrame:
    columns = [
        Column(t("common.quarter"), lambda r: words.quarter(r["quarter"])),
        Column(t("county.head.value"), lambda r: _value(r, card)),
        Column(t("county.head.x"), lambda r: r["numerator"]),
        Column(t("county.head.n"), lambda r: r["denominator"]),
        Column(t("county.head.place"), lambda r: say.places(r["rank_low"], r["rank_high"], r["n_ranked"]) or say.unranked(r)),
        Column(t("county.head.rank"), lambda r: r["rank"]),
        Column(t("county.head.tied"), lambda r: r["n_tied"]),
        Column(t("county.head.ranked"), lambda r: r["n_ranked"]),
        Column(t("county.head.tier"), lambda r: t(f"county.tier.{r['tier']}") if r["tier"] else ""),
        Column(t("county.head.excluded_others"), lambda r: r["n_excluded"]),
        Column(t("county.head.verdict"), lambda r: words.judgement(r["word"])),
    ]  # fmt: skip
    return frame(quarters[::-1], columns)


def _value(row: Row, card: Row) -> str:
    return (
        words.blank(row["blank"] or "not_returned") if row["value"] is None else words.value(row["value"], card["unit"])
    )
