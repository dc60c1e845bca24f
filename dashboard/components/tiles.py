"""The tiles of the overview as one block of HTML: forty widgets would cost forty round trips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import streamlit as st

from dashboard import links, theme, words
from dashboard.access import Scope
from dashboard.components import flags, grounds
from dashboard.components.headline import marks, verdict
from dashboard.words import t

Row = Mapping[str, Any]
WIDE, HIGH, PAD = 74, 18, 3
PLAIN = " /:='-.,()"  # may stand as they are inside a quoted data URI
BY_NEED = ("lagging", "not_met", "watch", "insufficient", "on_course", "met", None)


def counts(now: Mapping[str, int], before: Mapping[str, int] | None, order: Sequence[str]) -> None:
    """How many indicators carry each word, with the quarter before beside it."""
    st.html(f"<ul class=xh-counts>{''.join(_count(word, now, before) for word in order if _is_shown(word, now))}</ul>")


def _is_shown(word: str, now: Mapping[str, int]) -> bool:
    return word != "no_target" or bool(now.get(word))


def _count(word: str, now: Mapping[str, int], before: Mapping[str, int] | None) -> str:
    n = now.get(word, 0)
    step = "" if before is None or word == "no_target" else _step(n - before.get(word, 0))
    sign = theme.JUDGEMENTS[word].sign
    return (
        f"<li style='border-left-color:{theme.JUDGEMENTS[word].colour}'><b>{n}</b>"
        f"<span>{sign} {escape(words.judgement(word))}<small>{step}</small></span></li>"
    )


def _step(difference: int) -> str:
    if not difference:
        return t("overview.count_same")
    return t("overview.count_step", n=f"{difference:+d}".replace("-", "−"))


def by_need(rows: Sequence[Row]) -> list[Row]:
    """What needs a decision first, in the plan's order within each word."""
    return sorted(rows, key=lambda row: BY_NEED.index(row["word"]))


def show(rows: Sequence[Row], view: Scope) -> None:
    """One tile per indicator; each is a link to its page."""
    full = [row for row in rows if row["value"] is not None]
    blank = [row for row in rows if row["value"] is None]
    html = f"<div class=xh-tiles>{''.join(_tile(row, view) for row in full)}</div>"
    if blank:
        html += f"<p class=xh-caption>{t('overview.blank_tiles', n=len(blank))}</p>"
        html += f"<div class='xh-tiles small'>{''.join(_blank_tile(row, view) for row in blank)}</div>"
    st.html(html)


def _blank_tile(row: Row, view: Scope) -> str:
    """A tile without a figure says which blank it is and takes no more room than that."""
    to = escape(links.href("indicator", view, indicator=row["indicator"]), quote=True)
    why = words.blank(row["blank"]) if row["blank"] else flags.why(row)
    return (
        f"<a class='xh-link xh-tile b-insufficient' href='{to}'><h3>{escape(words.named(row))}</h3>"
        f"<span class=t>{verdict(row)} {escape(why)}</span></a>"
    )


def _tile(row: Row, view: Scope) -> str:
    word = row["word"] or "no_target"
    to = escape(links.href("indicator", view, indicator=row["indicator"]), quote=True)
    value = escape(words.value(row["value"], row["unit"]))
    return (
        f"<a class='xh-link xh-tile b-{word}' href='{to}'><h3>{escape(words.named(row))}</h3>"
        f"<span class=v>{value}</span><wbr><span class=n>{words.fraction(row['numerator'], row['denominator'])}</span>"
        f"<span class=t>{verdict(row)}{marks(row)} {_change(row)}</span><span class=t>{_held_to(row)}</span>{spark(row)}</a>"
    )


def _change(row: Row) -> str:
    if row["value"] is None or row["previous_value"] is None:
        return ""
    step = words.change(row["value"] - row["previous_value"], row["unit"])
    return escape(
        t("overview.tile_change", change=step) if any(c in "123456789" for c in step) else t("overview.count_same")
    )


def _held_to(row: Row) -> str:
    """Target with its date and the pace, or in a word why there is none."""
    if row["target"] is None:
        return escape(flags.why(row)) if row["word"] in (None, "insufficient") else ""
    said = [
        t(
            "overview.tile_target",
            target=grounds.target(row["target"], row["comparator"], row["unit"]),
            day=words.day(row["target_on"]),
        )
    ]
    if row["expected"] is not None and row["word"] not in ("met", "not_met"):
        said.append(t("overview.tile_pace", expected=words.value(row["expected"], row["unit"])))
    return "<br>".join(escape(part) for part in said)


def spark(row: Row) -> str:
    """The last quarters as a line, the target dashed. A missing quarter is a gap, never bridged.

    A picture by data URI: Streamlit's sanitiser drops inline SVG. Decoration; the numbers stand beside it.
    """
    found = list(row["recent_values"] or [])
    known = [v for v in found if v is not None]
    if len(known) < 3:
        return ""
    bars = [*known, *([row["target"]] if row["target"] is not None else [])]
    low, high = min(bars), max(bars)
    span = (high - low) or 1.0
    step = (WIDE - 2 * PAD) / max(1, len(found) - 1)

    def y(v: float) -> str:
        return f"{HIGH - PAD - (v - low) / span * (HIGH - 2 * PAD):.0f}"

    points = [(f"{PAD + i * step:.0f}", None if v is None else y(v)) for i, v in enumerate(found)]
    lines = "".join(f"M{' '.join(run)}" for run in _runs(points))
    target = (
        ""
        if row["target"] is None
        else f"<path d='M{PAD} {y(row['target'])}H{WIDE - PAD}' stroke='{theme.SPARK_TARGET}' stroke-dasharray='3 2'/>"
    )
    end = next(
        (
            f"<circle cx='{x}' cy='{h}' r='2.2' fill='{theme.SPARK}' stroke='none'/>"
            for x, h in reversed(points)
            if h is not None
        ),
        "",
    )
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDE}' height='{HIGH}' fill='none'>{target}"
        f"<path d='{lines}' stroke='{theme.SPARK}' stroke-width='1.6'/>{end}</svg>"
    )
    return (
        f'<img class=xh-spark alt="" width={WIDE} height={HIGH} src="data:image/svg+xml,{quote(picture, safe=PLAIN)}">'
    )


def _runs(points: Sequence[tuple[str, str | None]]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for x, y in points:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x} {y}")
    return [run for run in runs if len(run) > 1]
