"""One defect by region, and every department with its defects, objections and repairs; a name changes the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import breakdown
from dashboard.components import download, figures, filters, notes, tables
from dashboard.components import rights_words as say
from dashboard.components.tables import Column
from dashboard.reads import rights, shell
from dashboard.words import t

Row = Mapping[str, Any]
LEAST, MOST_NAMES = 30, 4
TAKEN = {"value": "value", "n": "x", "n_of": "n", "n_standing": "n_standing", "low": "low", "high": "high"}


def chosen(view: Scope, found: Mapping[str, Row]) -> str:
    """The defect in the address, else the one most of which stand."""
    if view.defect:
        return view.defect
    return max(
        rights.DEFECTS, key=lambda d: ((found.get(d) or {}).get("n_standing") or 0, (found.get(d) or {}).get("n") or 0)
    )


def regions(view: Scope, defect: str) -> None:
    """Its share in the regions below (beside, where none is below)."""
    rows = [
        row | {"name": words.named(row), "value": row["n"] / row["n_of"], "numerator": row["n"], "denominator": row["n_of"], "word": None}
        for row in rights.regions(view).get(defect, ())
    ]  # fmt: skip
    caption = t("rights.caption.drill", defect=say.name(defect), view=filters.described(view))
    if not rows:
        notes.section(t("rights.drill.none", defect=say.name(defect)), caption)
        notes.block(notes.quiet(t("rights.drill.why_none")))
        return

    def to(row: Row) -> str:
        return f"rights?region={row['region_code']}&defect={defect}"

    drawn = breakdown.draw(rows, unit="percent", direction="down", ceiling=1.0, link=to)
    figures.show(
        f"<div class=xh-more>{drawn}</div>", lambda: _twin(rows), key="rights_region",
        heading=_heading(rows, defect), caption=caption, how=t("rights.how.drill"), view=view,
        shares=[t(f"indicator.{k}") for k in ("value", "low", "high")],
    )  # fmt: skip


def _heading(rows: Sequence[Row], defect: str) -> str:
    """Those whose whole interval lies above the share of all; of many one may do so by chance."""
    share = sum(row["n"] for row in rows) / sum(row["n_of"] for row in rows)
    above = [row for row in rows if row["low"] > share and row["n_of"] >= LEAST]
    said = {
        "defect": say.name(defect),
        "share": words.percent(share),
        "n": len(rows),
        "found": sum(1 for row in rows if row["n"] > 0),
    }
    if above:
        names = [row["name"] for row in sorted(above, key=lambda row: -row["value"])]
        return t("rights.drill.above", names=words.listed(names, MOST_NAMES), **said)
    return t("rights.drill.alike" if share else "rights.drill.clean", **said)


def _twin(rows: Sequence[Row]) -> pl.DataFrame:
    named = {"n_standing": say.head("n_standing")}
    every = sorted(rows, key=lambda row: -row["value"])
    heads = {"name": t("common.region"), **{c: named.get(c) or t(f"indicator.{k}") for c, k in TAKEN.items()}}
    return pl.DataFrame({head: [row[c] for row in every] for c, head in heads.items()})


def departments(view: Scope, rows: Sequence[Row], defect: str) -> download.Offer | None:
    """One line a department: what stands, the defect opened, objections and repairs of the last four quarters."""
    notes.section(_worst(rows), t("rights.caption.departments", view=filters.described(view)))
    if not rows:
        notes.block(notes.quiet(t("rights.none.departments")))
        return None
    first = tables.name(t("common.department"), link=lambda r: f"rights?department={r['department_code']}")
    columns = [
        first,
        Column(say.head("n_standing"), lambda r: f"<b>{words.number(r['n_standing'])}</b>", "right_html"),
        Column(say.head("which"), lambda r: _which(r), "html"),
        Column(t(f"rights.short.{defect}"), lambda r: _defect(r["defects"].get(defect)), "right_html"),
        Column(say.head("n_raised"), lambda r: _of(r["objections"], "n_raised"), "right"),
        Column(
            t("rights.line.untouched"),
            lambda r: _share(r["objections"], "n_untouched", "n_with_measures", "untouched"),
            "right_html",
        ),
        Column(say.head("days_answer"), lambda r: _of(r["objections"], "days_median"), "right"),
        Column(say.head("n_applied"), lambda r: _of(r["repairs"], "n_applied"), "right"),
        Column(
            t("rights.line.faulty"), lambda r: _share(r["repairs"], "n_faulty", "n_audited", "faulty"), "right_html"
        ),
        Column(
            t("rights.line.restored"),
            lambda r: _share(r["restored"], "n_restored", "n_found", "restored"),
            "right_html",
        ),
    ]
    notes.block(
        f"<div class=xh-more>{tables.html(rows, columns, caption=t('rights.departments.heading'))}</div>"
        + notes.how_to_read_html(t("rights.how.departments"))
    )
    found = [Column(say.name(d), lambda r, d=d: _of_defect(r, d, "n"), "count") for d in rights.DEFECTS]
    of = [
        Column(t("rights.head.of", defect=t(f"rights.short.{d}")), lambda r, d=d: _of_defect(r, d, "n_of"), "count")
        for d in rights.DEFECTS
    ]
    counts = [
        Column(say.head(c), lambda r, k=k, c=c: rights.count(r[k], c) if r[k] else None, "count")
        for k, names in COUNTS.items()
        for c in names
    ]
    exported = [first, *found, *of, *counts]
    return download.Offer(
        "rights_departments",
        t("rights.departments.heading"),
        lambda: tables.frame(rows, exported),
        t("rights.how.departments"),
    )


COUNTS = {
    "objections": ("n_raised", "n_answered", "n_upheld", "n_with_measures", "n_in_breach", "n_untouched"),
    "repairs": (
        "n_applied",
        "n_granted",
        "n_refused",
        "n_withdrawn",
        "n_too_early",
        "n_audited",
        "n_wrong",
        "n_missed",
    ),
    "restored": ("n_found", "n_restored"),
}


def _of_defect(row: Row, defect: str, name: str) -> int | None:
    return (row["defects"].get(defect) or {}).get(name)


def _which(row: Row) -> str:
    """Its defects that still stand, each with how many."""
    stood = [
        (d, row["defects"][d]["n_standing"]) for d in rights.DEFECTS if row["defects"].get(d, {}).get("n_standing")
    ]
    return "<br>".join(f"{t(f'rights.short.{d}')} {words.number(n)}" for d, n in stood)


def _defect(row: Row | None) -> str:
    return words.NONE if row is None else say.share(row, "n", "n_of", "low", "high")


def _of(row: Row | None, name: str) -> str:
    return words.NONE if row is None or row[name] is None else words.number(row[name])


def _share(row: Row | None, x: str, n: str, name: str) -> str:
    if row is None or not row[n]:
        return words.NONE
    own = {"x": rights.count(row, x), "n": row[n], "low": row[f"{name}_low"], "high": row[f"{name}_high"]}
    return say.share(own, "x", "n", "low", "high")


def _worst(rows: Sequence[Row]) -> str:
    """Who answers for most of what stands."""
    standing = [r for r in rows if r["n_standing"]]
    if not standing:
        return t("rights.departments.clean" if rows else "rights.departments.heading")
    named = [t("rights.finding.item", defect=words.named(r), n=words.number(r["n_standing"])) for r in standing[:3]]
    return t("rights.departments.finding", n=len(standing), names=words.listed(named))


def offices(view: Scope) -> pl.DataFrame:
    """Every office with a defect in the quarter, defect by defect and part by part."""
    read = pl.DataFrame(pl.from_arrow(rights.offices(view)))
    places = {code: words.named(row) for code, row in shell.region_names(view).items()}
    names = {code: words.named(row) for code, row in shell.department_names(view).items()}
    pairs = read.select("defect", "part").unique().iter_rows()
    parts = {f"{d}:{p}": t("common.total") if p == "*" else say.part(view, d, p) for d, p in pairs}
    return read.select(
        pl.col("region_code").replace(places).alias(t("common.region")),
        pl.col("department_code").replace(names).alias(t("common.department")),
        pl.col("defect").replace({d: say.name(d) for d in rights.DEFECTS}).alias(say.head("defect")),
        pl.concat_str("defect", pl.lit(":"), "part").replace(parts).alias(say.head("part")),
        *(
            pl.col(c).alias(say.head(c))
            for c in ("n_standing", "n", "n_of", "n_new", "n_entities", "days_median", "days_most", "n_straddling")
        ),
    )
