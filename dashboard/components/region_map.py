"""The map: drawn at once from a geometry the browser keeps; a click selects a region and goes one step down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import map as chart
from dashboard.charts import map_classes
from dashboard.charts.drawn import Drawn
from dashboard.charts.map import Frame, Region
from dashboard.charts.map_classes import Shade
from dashboard.components import filters, notes, region_choice, region_pattern, region_relief
from dashboard.components import region_words as say
from dashboard.reads import boundary, regions, shell
from dashboard.words import t

KEY = "regions_map"
HEIGHT = 500


def show(view: Scope, level: str, places: pl.DataFrame) -> None:
    """The map of a level with its legend; words where there is none."""
    found = boundary.maps(view).get(level)
    spots = boundary.places(view, level)
    by = region_choice.colour(view)
    if not found or not spots:
        said = f"<p><b>{t('regions.map.no_boundary')}</b></p><p>{t('regions.map.no_boundary_next')}</p>"
        notes.block(f"<div class='xh-empty' role='status'>{said}</div>")
        return
    tested = region_pattern.found(view, level) if by == "cluster" else None
    shades, drawn = _painted(view, level, _clusters(view, tested)) if by == "cluster" else _drawn(view, level)
    if view.view == "raised":
        region_relief.show(view, level, places, drawn, shades, frame=_frame(view, level, spots))
    else:
        _flat(view, level, drawn, shades, str(found["version"]), _frame(view, level, spots))
    notes.block(legend(view, by, shades, n_zero=sum(r.sign == map_classes.ZERO for r in drawn)))
    notes.block(_caption(view, level, found, len(spots)))


def _flat(
    view: Scope, level: str, drawn: Sequence[Region], shades: Sequence[Shade], version: str, frame: Frame
) -> None:
    coarser = boundary.maps(view).get("city") if level == "county" else None
    outlines = (coarser["version"], list(boundary.places(view, "city"))) if coarser and coarser["version"] else None
    figure = chart.draw(
        drawn, shades, version=version, frame=frame, outlines=outlines, chosen=view.region, height=HEIGHT
    )
    alt = t(
        "regions.map.alt",
        name=say.indicator(view),
        quarter=words.quarter(view.quarter),
        level=t(f"regions.level.{level}"),
    )
    st.plotly_chart(
        Drawn(figure),
        key=KEY,
        config=chart.CONFIG,
        alt=alt,
        width="stretch",
        on_select=_clicked,
        selection_mode="points",
    )


def _clicked() -> None:
    """Select; where a city was clicked, on to its counties. A second click on the same region leads up again.

    Plotly takes a second click for a deselection and names no point: the one before is meant.
    """
    points = st.session_state[KEY]["selection"]["points"]
    code = points[0].get("location") if points else st.session_state.get(f"{KEY}_last")
    if code:
        st.session_state[f"{KEY}_last"] = code
        go(str(code))


def go(code: str) -> None:
    """Make a region the chosen one, or its parent where it is already."""
    view = filters.scope()
    every = shell.regions(view)
    if code not in every:
        return
    if code == view.region:
        code = every[code]["parent_code"] or code
    elif every[code]["level"] == "city" and regions.counted(view).get(view.indicator, {}).get("county"):
        st.query_params["level"] = "county"
    if code in every:
        st.query_params["region"] = code


def _frame(view: Scope, level: str, spots: dict[str, boundary.Place]) -> Frame:
    """The whole jurisdiction, or the city the chosen region is or lies in."""
    every = shell.regions(view)
    here = every.get(view.region, {})
    city = view.region if here.get("level") == "city" else here.get("parent_code")
    inside = [code for code in spots if every.get(code, {}).get("parent_code") == city] if level == "county" else []
    return chart.around([vars(spots[code]) for code in inside or spots])


@regions.kept
def _drawn(view: Scope, level: str) -> tuple[list[Shade], list[Region]]:
    """The classes, and the regions that have a place on the map."""
    return _painted(view, level)


def _painted(view: Scope, level: str, clusters: Mapping[str, str] | None = None) -> tuple[list[Shade], list[Region]]:
    places, spots = regions.places(view, level), boundary.places(view, level)
    if clusters is not None:
        place = pl.col("region_code").replace_strict(clusters, default=None, return_dtype=pl.String)
        places = places.with_columns(cluster=place)
    shades, shaded = map_classes.shade(places, region_choice.colour(view), say.unit(view))
    rows = regions.by_code(view, level).items()  # in the order of the places, as the shades are
    return shades, [
        Region(
            code,
            words.named(r),
            shade,
            sign,
            spots[code].lon,
            spots[code].lat,
            _wide(spots[code]),
            _said(view, r),
        )
        for (code, r), shade, sign in zip(rows, shaded["shade"].to_list(), shaded["sign"].to_list(), strict=True)
        if code in spots
    ]


def _clusters(view: Scope, tested: regions.Pattern | None) -> dict[str, str]:
    """The result of the chosen quarter's test by region; of another quarter's nothing is drawn."""
    if tested is None or tested.whole["quarter"] != view.quarter:
        return {}
    return {code: row["state"] for code, row in tested.places.items()}


def _wide(spot: boundary.Place) -> float:
    return spot.east - spot.west


def _said(view: Scope, row: say.Row) -> tuple[str, str, str]:
    """Value, possible ranks and gap, as the hover names them."""
    if row["value"] is None:
        return say.why_blank(row), words.NONE, words.NONE
    verdict = f" · {words.judgement(row['word'])}" if row["word"] else ""
    gap = words.NONE if row["gap"] is None else _points(view, row["gap"])
    return f"{say.counts(view, row)}{verdict}", say.ranks(row) or say.why_unranked(view, row), gap


def _points(view: Scope, gap: float) -> str:
    """A gap without its unit, which the hover names once for all: a hundred times it would be a kilobyte of every run."""
    return words.change(gap * 100, "duration") if say.unit(view) == "percent" else words.change(gap, say.unit(view))


def legend(view: Scope, by: str, shades: Sequence[Shade], *, n_zero: int = 0, is_counted: bool = True) -> str:
    """Each class with its look and how many regions it holds; a true zero lies in its class and has a sign of its own."""
    if n_zero:
        shades = [*shades, Shade("zero", "transparent", map_classes.ZERO, t("regions.map.zero"), n_zero)]
    items = "".join(
        f"<li><i style='background:{s.colour}'>{escape(s.sign)}</i>{escape(s.label)}{_count(s) if is_counted else ''}</li>"
        for s in shades
    )
    head = t(f"regions.legend.{by}", name=say.indicator(view), peers=say.peers(view))
    turned = (
        {"down": t("regions.legend.down"), "none": t("regions.legend.none")}.get(regions.direction(view), "")
        if by == "value"
        else ""
    )
    return f"<div class=xg-legend><b>{escape(head)}</b>{turned}<ul>{items}</ul></div>"


def _count(shade: Shade) -> str:
    return f"<small>{words.number(shade.n)}</small>"


def _caption(view: Scope, level: str, found: say.Row, n_spots: int) -> str:
    """Source, date, review number (ruling 20), and what is missing from the map."""
    number = str(found["review_number"] or "").strip()
    said = [
        t("regions.map.caption", described=filters.described(view), level=t(f"regions.level.{level}")),
        t(
            "regions.map.source",
            source=found["source"] or t("common.not_stated"),
            day=words.day(shell.build(view)["as_of"]),
        ),
        t("regions.map.reviewed", number=number) if number else t("regions.map.sketch"),
    ]
    lost = [code for code in str(found["without_geometry"] or "").split(",") if code]
    if lost:
        said.append(t("regions.map.without_geometry", n=words.number(len(lost)), names=say.some(view, lost, 6)))
    strange = [code for code in str(found["without_region"] or "").split(",") if code]
    if strange:
        said.append(t("regions.map.without_region", n=words.number(len(strange)), codes=words.listed(strange, 6)))
    return f"<p class='xh-caption'>{escape(t('regions.dot').join(said))}</p>"
