"""What the map says, in one line: of the chosen region, else of all. A rank is never said without its interval."""

from __future__ import annotations

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.components import region_words as say
from dashboard.reads import regions
from dashboard.words import t


def title(view: Scope, level: str) -> str:
    """The finding."""
    _, here = regions.here(view, level)
    if here and here["value"] is not None:
        return _of_one(view, here)
    return _of_all(view, level)


@regions.kept
def _of_all(view: Scope, level: str) -> str:
    places = regions.places(view, level)
    known = places.filter(pl.col("value").is_not_null())
    about = {"name": say.indicator(view)}
    if known.is_empty():
        return t(f"regions.title.none_{level or 'county'}", **about)
    if known["tier"].drop_nulls().len():
        return _of_ranks(view, level, known)
    return _of_values(view, level, known)


def _of_one(view: Scope, row: say.Row) -> str:
    if row["excluded"] == "alone":
        return t("regions.title.alone", name=say.indicator(view), value=say.counts(view, row))
    about = {"region": say.full(view, row["region_code"]), "name": say.indicator(view), "value": say.counts(view, row)}
    said = [t("regions.title.one", **about)]
    if row["rank"] is not None:
        said.append(t("regions.title.ranks", ranks=say.ranks(row), n=words.number(row["n_ranked"])))
    if row["gap"] is not None:
        said.append(say.gap(view, row))
    return t("regions.comma").join(said)


def _of_ranks(view: Scope, level: str, known: pl.DataFrame) -> str:
    """Who surely stands in the last or first third; how many cannot be told apart."""
    low = known.filter(pl.col("tier") == "lower").sort("rank", descending=True)["region_code"].to_list()
    high = known.filter(pl.col("tier") == "upper").sort("rank")["region_code"].to_list()
    ranked = known["rank"].drop_nulls().len()
    rest = say.many(level, ranked - len(low) - len(high))
    about = {"name": say.indicator(view), "rest": rest}
    if low and high:
        return t("regions.title.both", **about, low=say.some(view, low), high=say.some(view, high))
    if low:
        return t("regions.title.low", **about, low=say.some(view, low))
    if high:
        return t("regions.title.high", **about, high=say.some(view, high))
    return t("regions.title.unclear", **about)


def _of_values(view: Scope, level: str, known: pl.DataFrame) -> str:
    """Without ranks: verdicts where there are any, else from where to where the values run."""
    about = {"name": say.indicator(view), "many": say.many(level, known.height)}
    bad = known.filter(pl.col("word") == "lagging")["region_code"].to_list()
    if bad:
        return t("regions.title.lagging", **about, who=say.some(view, bad), n=words.number(len(bad)))
    low, high = (words.value(known["value"].min(), say.unit(view)), words.value(known["value"].max(), say.unit(view)))
    return t("regions.title.same" if low == high else "regions.title.range", **about, low=low, high=high)
