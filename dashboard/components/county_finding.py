"""The page's title, and what a region is surely better and surely worse at than regions like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import theme, words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import finding, grounds, notes
from dashboard.components.department_words import chance
from dashboard.components.headline import marks, verdict
from dashboard.reads import shell
from dashboard.reads.county import LEAST_OTHERS, Peers, Profile
from dashboard.words import t

Row = Mapping[str, Any]
MOST = 5


def title(view: Scope, found: Profile, beside: Peers) -> str:
    """余江区：49项指标中达标31项、滞后3项；与10个可比市辖区相比，5项靠前、4项靠后."""
    name = say.name(view, view.region)
    if not found.rows:
        return t("county.title.none", name=name, quarter=words.quarter(view.quarter))
    judged = sum(found.words.values())
    if judged:
        order = theme.ORDER_OVER if shell.plan(view)["is_over"] else theme.ORDER
        stands = t("county.title.stands", n=judged, counts=finding.counted(found.words, order))
    else:
        stands = t("county.title.unjudged", n=len(found.rows))
    return t("county.title.whole", name=name, stands=stands, beside=_beside(view, found, beside))


def _beside(view: Scope, found: Profile, beside: Peers) -> str:
    if shell.plan(view)["is_over"]:
        return t("county.title.over")
    if not beside.rows:
        return t("county.title.alone")
    among = say.among(view, beside)
    if not found.tested:
        return t(f"county.title.{'few' if len(beside.rows) < LEAST_OTHERS else 'untested'}", among=among)
    ahead, behind = len(found.side("ahead")), len(found.side("behind"))
    if not ahead and not behind:
        return t("county.title.alike", among=among, n=found.tested)
    parts = [t(f"county.title.{side}", n=n) for side, n in (("ahead", ahead), ("behind", behind)) if n]
    return t("county.title.sides", among=among, sides=t("county.title.and").join(parts))


def strongest(view: Scope, found: Profile, beside: Peers) -> None:
    """Both lists, by what the tests support and not by place; said so where they support nothing."""
    if not found.rows:
        return
    ahead, behind = found.side("ahead"), _weak(found)
    untested = "" if found.tested else "_untested"
    caption = t("county.sides.caption", among=say.among(view, beside), n=found.tested) if beside.rows else ""
    html = notes.section_html(t("county.sides.behind", n=len(behind)), caption)
    html += _list(behind, t(f"county.sides.no_behind{untested}"), is_weak=True)
    html += notes.section_html(t("county.sides.ahead", n=len(ahead)))
    html += _list(ahead, t(f"county.sides.no_ahead{untested}"), is_weak=False)
    notes.block(f"<div class='xh-more xc-sides'>{html}</div>")


def _weak(found: Profile) -> list[Row]:
    """What lags, those that may be named first; then what is surely behind the peers without lagging."""
    lagging = [row for row in found.rows if row["word"] in ("lagging", "not_met")]
    lagging.sort(key=lambda row: (not row["is_nameable"], row["gap"] or 0.0))
    return lagging + [row for row in found.side("behind") if row not in lagging]


def _list(rows: Sequence[Row], nothing: str, *, is_weak: bool) -> str:
    if not rows:
        return f"<p class=xh-quiet>{nothing}</p>"
    items = "".join(f"<li>{_item(row, is_weak=is_weak)}</li>" for row in rows[:MOST])
    more = f"<p class=xh-caption>{t('county.sides.more', n=len(rows) - MOST)}</p>" if len(rows) > MOST else ""
    return f"<ul class=xh-grounds>{items}</ul>{more}"


def _item(row: Row, *, is_weak: bool) -> str:
    said = grounds.sentence(row) if is_weak else ""
    return (
        f"{verdict(row)}{marks(row)} <b>{say.indicator(row)}</b> {escape(say.value(row))} "
        f"<span class=xh-quiet>{escape(say.counts(row))}</span><small>{escape(_evidence(row))}{escape(said)}</small>"
    )


def _evidence(row: Row) -> str:
    """The median of the peers, the chance after correction, and the places still possible."""
    parts = []
    if row["side"] in ("ahead", "behind"):
        middle = words.value(row["near_middle"], row["unit"])
        parts.append(t(f"county.sides.told_{row['side']}", middle=middle, q=chance(row["q"])))
    if row["side"] == "ahead" and "P0" in (row["signals"] or ""):
        parts.append(t("county.sides.check"))
    place = say.places(row["rank_low"], row["rank_high"], row["n_ranked"])
    parts.append(t("county.sides.place", place=place) if place else "")
    return "".join(parts)
