"""Are chances of meeting a target true, better than rules of thumb, and told at once?

Three histories: invented provinces with targets drawn by lot; the demo with targets drawn by lot; the demo with its own.
Every class of chances that holds a hundred targets has to come true within two errors (and a point), errors taken from a
bootstrap of whole indicators: units of one share what moves them all. The Brier score has to beat `last value` and
`straight line`. Where as much falls as rises a damped trend lags behind what falls: that is shown and not claimed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import queries
from metrics import prospect, track_record
from tests.benchmarks import invented_targets
from tests.benchmarks.figures import Figure, Setting, percentile
from tests.benchmarks.protocol import Tab, open_tab
from tests.browser.serving import dashboard

YEAR = 4  # quarters before the date
ENOUGH = 100
POINTS = 1  # beyond two errors: where fifty thousand targets make errors of half a point, no model is as true as that
RESAMPLES = 1_000
SLIDER_MS, FIT_SECONDS = 150, 60
SERIES = 195 * 112


def measure(setting: Setting) -> Iterator[Figure]:
    """Scores and reliability of three histories, the time of a fit, the time of a move of the slider."""
    figure = partial(Figure, "targets", command=setting.command)
    rng = np.random.default_rng(2026)
    for name, drift, is_claimed in (("invented", 0.015, True), ("invented, as many falling as rising", 0.0, False)):
        made = [_invented(rng, drift, nth) for nth in range(setting.times(6, 1))]
        yield from _held(figure, setting, f"{name}, targets by lot", pl.concat(made), is_claimed=is_claimed)
    snapshot = _snapshot(setting.home)
    with duckdb.connect(str(snapshot), read_only=True) as con:
        demo = con.sql(queries.read("outlook_rows")).pl().sort(*prospect.KEY, "quarter")  # lots are drawn in one order
        own = con.sql("select * from stat_target_history").pl()
    lots = track_record.look_back(demo, invented_targets.drawn_by_lot(rng, demo))
    for name, told in (("demo, targets by lot", lots), ("demo, its own targets", own)):
        yield from _held(figure, setting, name, told.with_columns(lot="indicator"))
    yield _fit(figure, setting)
    moves, cpu = asyncio.run(_moves(setting))
    what = "a move of the slider over 100 counties, server"
    for share, name in ((0.5, "median"), (0.95, "p95")):
        yield figure(f"{what} {name}", 1000 * percentile(moves, share), "ms", target=SLIDER_MS, n=len(moves))
    yield figure(f"{what} CPU", 1000 * cpu, "CPU ms", n=len(moves))


def _invented(rng: np.random.Generator, drift: float, nth: int) -> pl.DataFrame:
    rows = invented_targets.province(rng, drift)
    told = track_record.look_back(rows, invented_targets.drawn_by_lot(rng, rows))
    return told.with_columns(lot=pl.concat_str(pl.lit(f"{nth} "), "indicator"))


def _held(figure: Any, setting: Setting, name: str, told: pl.DataFrame, *, is_claimed: bool = True) -> Iterator[Figure]:
    """Scores a year before the date, then each class."""
    own = told.filter(pl.col("p_met").is_not_null() & (pl.col("quarters_before") == YEAR))
    met = own["is_met"].cast(pl.Float64)
    brier, still, line = (float(((own[c] - met) ** 2).mean()) for c in ("p_met", "last_value", "straight_line"))  # type: ignore[arg-type]
    text = f"{name}: Brier {brier:.3f}, last value {still:.3f}, straight line {line:.3f}; ours over the better"
    yield figure(text, brier / min(still, line), "", target=1, n=own.height)
    place = (own["p_met"] * len(track_record.CLASSES)).floor().clip(0, len(track_record.CLASSES) - 1).cast(pl.Int64)
    for nth, named in enumerate(track_record.CLASSES):
        some = own.filter(place == nth)
        if some.height < ENOUGH:
            continue
        said, came = float(some["p_met"].mean()), float(some["is_met"].mean())  # type: ignore[arg-type]
        error = error_by_lots(some)
        beyond = 100 * max(0.0, abs(said - came) - 2 * error)
        text = f"{name}: chance {named} %: said {said:.1%}, came {came:.1%}, error {error:.1%}; apart beyond two errors"
        yield figure(
            text,
            beyond,
            "points",
            target=POINTS if is_claimed and not setting.is_quick else None,
            n=some.height,
        )


def error_by_lots(told: pl.DataFrame, seed: int = 1) -> float:
    """Standard error of (came - said) from a bootstrap of whole lots: p_met, is_met, lot.

    Never less than that of as many independent targets. Source: cluster bootstrap, Davison and Hinkley 1997, ch. 3.8.
    """
    lots = told.group_by("lot", maintain_order=True).agg(
        off=(pl.col("is_met").cast(pl.Float64) - pl.col("p_met")).sum(), n=pl.len()
    )
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(lots.height, np.full(lots.height, 1 / lots.height), RESAMPLES)
    means = (drawn @ lots["off"].to_numpy()) / np.maximum(drawn @ lots["n"].to_numpy(), 1)
    p = told["p_met"].to_numpy()
    return float(max(means.std(ddof=1), np.sqrt((p * (1 - p)).sum()) / told.height))


def _fit(figure: Any, setting: Setting) -> Figure:
    """CPU seconds to look ahead to three years' ends, for as many series as a province has."""
    series = setting.times(SERIES, SERIES // 10)
    rng = np.random.default_rng(3)
    copies = -(-series // (invented_targets.INDICATORS * invented_targets.COUNTIES))
    rows = pl.concat(
        [invented_targets.province(rng).with_columns(pl.col("indicator", "peers") + f"_{k}") for k in range(copies)]
    )
    begun = time.process_time()
    prospect.look_ahead(rows, ["2027Q4", "2028Q4", "2029Q4"])
    seconds = time.process_time() - begun
    return figure("fit of 195 x 112 series, three years' ends", seconds, "CPU s", target=FIT_SECONDS, n=series)


class Sliding(Tab):
    """A tab that moves the slider: the fragment alone is run again, as the front end asks for it."""

    slider, fragment, value = "", "", 0.0

    async def move(self, value: float) -> float:
        """Seconds from the message sent to the answer complete."""
        self.value = value
        return (await self._run(slides=True)).seconds

    def _rerun_message(self, **more: Any) -> bytes:
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg.FromString(super()._rerun_message(**more))
        if more.get("slides"):
            message.rerun_script.fragment_id = self.fragment
            message.rerun_script.widget_states.widgets.add(id=self.slider).double_array_value.data.append(self.value)
        return message.SerializeToString()

    def _take(self, kind: str | None, message: ForwardMsg, size: int) -> None:
        super()._take(kind, message, size)
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "slider":
            self.slider, self.fragment = message.delta.new_element.slider.id, message.delta.fragment_id


async def _moves(setting: Setting) -> tuple[list[float], float]:
    """Seconds of many moves of one reader, after the first; and CPU seconds of the server a move."""
    query = {"indicator": "M13-1-L", "among": "county", "year": "2027", "aim": "95"}
    with dashboard(setting.home) as served:
        tab, _ = await open_tab(served.url)
        sliding = Sliding(
            tab.socket, tab.base, tab.page, tab.hash, tab.query, tab.pages, tab.boxes, tab.chosen, tab.kept
        )
        await sliding.switch("targets", {**tab.query, **query})
        assert sliding.slider and sliding.fragment, "no slider on the page"
        await sliding.move(90)
        begun, times = served.cpu_seconds(), setting.times(60, 10)
        every = [await sliding.move(90 + 0.1 * k) for k in range(1, times + 1)]
        cpu = (served.cpu_seconds() - begun) / times
        await sliding.close()
        assert "script error" not in served.log(), served.log()[-4000:]
    return every, cpu


def _snapshot(home: Path) -> Path:
    name = json.loads((home / "current.json").read_text(encoding="utf-8"))["snapshot"]
    return home / "snapshots" / f"{name}.duckdb"
