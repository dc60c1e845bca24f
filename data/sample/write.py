"""Put rows into the files departments send.

What is long enough comes as Parquet, a piece at a time, so that no file ever stands in memory as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import TracebackType

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import tomli_w

from data.sample.deliveries import Deliveries, deliveries
from data.sample.dress import dress
from data.sample.forms import WRITERS, parquet_writer
from data.sample.habits import TYPED, Habit, habit
from data.sample.world import World

LARGEST_SHEET = 800  # rows; larger files go as CSV
LARGEST_TEXT = 30_000  # rows; larger ones as Parquet


class Stopped(Exception):
    """There is no use in going on: somebody else has failed."""


@dataclass
class Outbox:
    """A source folder being filled, and what went into it."""

    root: Path
    rows: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    stop: Event = field(default_factory=Event)  # set where others who fill the folder have failed

    def office(self, feed: str, department: str, plan: Deliveries) -> Office:
        """All files of a department, to be filled part by part."""
        return Office(self, feed, department, plan)

    @contextmanager
    def offices(self, feed: str, world: World, departments: Iterable[str]) -> Iterator[dict[str, Office]]:
        """Those of several departments, by department."""
        with ExitStack() as stack:
            yield {
                department: stack.enter_context(self.office(feed, department, deliveries(world, department, feed)))
                for department in departments
            }

    def send_all(self, feed: str, department: str, plan: Deliveries, rows: pl.DataFrame) -> None:
        """Write each file of a department; `rows` carries the number of its file in `_file`."""
        with self.office(feed, department, plan) as office:
            office.send(rows)

    def send(
        self,
        feed: str,
        department: str,
        received: np.datetime64 | str,
        label: str,
        rows: pl.DataFrame,
        *,
        form: Habit | None = None,
    ) -> Path:
        """Write one file in the department's manner (or another) and return its path."""
        form = fitting(form or habit(feed, department), rows.height)
        path = self.place(feed, department, received, label, form)
        WRITERS[form.kind]([path], [rows.height], dress(feed, rows, form), form)
        self.rows[feed] += rows.height
        return path

    def place(self, feed: str, department: str, received: np.datetime64 | str, label: str, form: Habit) -> Path:
        """Where a file of a department is to lie; its folder stands then."""
        folder = self.root / feed / department / str(received)
        folder.mkdir(parents=True, exist_ok=True)
        self.files[feed] += 1
        return folder / f"{form.stem(feed)}_{label}.{form.kind}"

    def write_calendar(self, entries: list[dict[str, object]]) -> None:
        """due.toml: what is due when."""
        head = "# 演示数据:什么时候应当报什么。 Demo: what is due when.\n\n"
        (self.root / "due.toml").write_text(head + tomli_w.dumps({"due": entries}), encoding="utf-8")


class Office(AbstractContextManager["Office"]):
    """The files of one department and feed, filled part by part and closed together."""

    def __init__(self, outbox: Outbox, feed: str, department: str, plan: Deliveries) -> None:
        self.outbox, self.feed, self.department, self.plan = outbox, feed, department, plan
        self._waiting: list[list[pl.DataFrame]] = [[] for _ in range(len(plan))]
        self._long: dict[int, pq.ParquetWriter] = {}

    def send(self, rows: pl.DataFrame) -> None:
        """Put rows into their files, by `_file`; what is long enough is written at once."""
        if self.outbox.stop.is_set():
            raise Stopped
        file = rows["_file"].to_numpy()
        if np.any(file[1:] < file[:-1]):
            order = self.plan.by_file(file)
            rows, file = rows[order], file[order]
        bounds = np.searchsorted(file, np.arange(len(self.plan) + 1))
        content = rows.drop("_file")
        for number in np.flatnonzero(np.diff(bounds)):
            waiting = self._waiting[number]
            waiting.append(content[int(bounds[number]) : int(bounds[number + 1])])
            is_typed = (self.feed, self.department, self.plan.labels[number]) in TYPED
            if not is_typed and sum(part.height for part in waiting) > LARGEST_TEXT:
                self._write_on(int(number))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            for number in self._long:
                if self._waiting[number]:
                    self._write_on(number)
            self._write_short()
        for writer in self._long.values():
            writer.close()

    def _taken(self, number: int) -> pl.DataFrame:
        rows, self._waiting[number] = pl.concat(self._waiting[number]), []
        return rows

    def _write_short(self) -> None:
        """The files that have not become long: all of one manner are dressed together, which takes a tenth of the time."""
        by_form: dict[Habit, dict[int, pl.DataFrame]] = {}
        for number in [number for number, waiting in enumerate(self._waiting) if waiting]:
            rows = self._taken(number)
            by_form.setdefault(fitting(habit(self.feed, self.department), rows.height), {})[number] = rows
        for form, files in by_form.items():
            paths = [self._place(number, form) for number in files]
            heights = [rows.height for rows in files.values()]
            WRITERS[form.kind](paths, heights, dress(self.feed, pl.concat(files.values()), form), form)
            self.outbox.rows[self.feed] += sum(heights)

    def _place(self, number: int, form: Habit) -> Path:
        received, label = self.plan.received[number], self.plan.labels[number]
        return self.outbox.place(self.feed, self.department, received, label, form)

    def _write_on(self, number: int) -> None:
        rows, form = self._taken(number), habit(self.feed, self.department).as_parquet()
        table = dress(self.feed, rows, form)
        if number not in self._long:
            self._long[number] = parquet_writer(self._place(number, form), table)
        self._long[number].write_table(table.to_arrow())
        self.outbox.rows[self.feed] += rows.height


def fitting(form: Habit, n_rows: int) -> Habit:
    """The manner in which an office sends so many rows: no spreadsheet above LARGEST_SHEET."""
    return form.as_csv() if form.kind == "xlsx" and n_rows > LARGEST_SHEET else form
