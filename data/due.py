"""What is due when: `due.toml` of a source, and the periods it makes due by a day.

    [[due]]
    feed = "decisions"
    departments = ["*"]        # every department that sends this feed; or codes or names of departments
    every = "quarter"          # month, quarter or year
    within_days = 10           # calendar days after the period's end
    from = 2024-01-01          # the first period that begins on this day or later
    until = 2026-12-31         # optional: the last period that ends by this day
    region = "360000"          # optional: the jurisdiction it is owed to, where the plans of the source name several

A department named for a feed is held to its own lines only, not to those of "*".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import FEEDS
from data.errors import SourceUnusable
from data.ingest.places import department
from data.mapping import as_day, read_toml, typed, unusable

EVERY = {"month": "1mo", "quarter": "1q", "year": "1y"}
KEYS = {"feed", "departments", "every", "within_days", "from", "until", "region"}
REGION = re.compile(r"\d{6}")
LONGEST = 366  # days; more is a slip, and would reach into the period after next
SCHEMA = {
    "source": pl.String, "region_code": pl.String, "feed": pl.String, "department_code": pl.String, "period": pl.String,
    "period_end": pl.Date, "next_end": pl.Date, "due_on": pl.Date,
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One [[due]] entry. `departments` are codes, or "*" alone."""

    feed: str
    departments: tuple[str, ...]
    every: str
    within_days: int
    begins: date
    until: date | None = None
    region: str | None = None


def read_due(path: Path, departments: Collection[str] = ()) -> list[Due]:
    """Read a due.toml. `departments`: codes a source brings itself. Raises SourceUnusable naming the entry and the key."""
    raw = read_toml(path)
    entries = typed(raw, "due", list, path, [])
    for key in raw:
        if key != "due":
            raise told(
                path, f"{key}", "没有这一项", "is not known here", "每一条写成 [[due]]。", "Write each as [[due]]."
            )
    found = [parse_due(entry, path, f"due[{n}]", departments) for n, entry in enumerate(entries, 1)]
    check_overlaps(found, path)
    return found


def parse_due(raw: object, path: Path, where: str, departments: Collection[str]) -> Due:
    """One entry, every part of it checked."""
    if not isinstance(raw, dict):
        raise told(path, where, "应为表", "should be a table", "写成 [[due]]。", "Write [[due]].")
    for key in raw:
        if key not in KEYS:
            names = ", ".join(sorted(KEYS))
            raise told(path, f"{where}.{key}", "没有这个选项", "is no option", f"可用:{names}。", f"Known: {names}.")
    for key in KEYS - {"until", "departments", "region"}:
        if key not in raw:
            raise told(path, f"{where}.{key}", "未填写", "is missing", "请补上。", "Add it.")
    feed, every = typed(raw, "feed", str, path, "", where), typed(raw, "every", str, path, "", where)
    within = typed(raw, "within_days", int, path, 0, where)
    for key, value, known in (("feed", feed, FEEDS), ("every", every, EVERY)):
        if value not in known:
            names = ", ".join(known)
            raise told(
                path, f"{where}.{key}", f"不能为“{value}”", f"cannot be {value}", f"可用:{names}。", f"Known: {names}."
            )
    if not 0 <= within <= LONGEST:
        raise told(
            path, f"{where}.within_days", f"应在 0 至 {LONGEST} 之间", f"must be 0 to {LONGEST}", "请改正。", "Mend it."
        )
    begins, until = (day_of(raw, key, path, where) for key in ("from", "until"))
    assert begins is not None
    if until and until < begins:
        raise told(path, f"{where}.until", "早于 from", "lies before `from`", "请核对两个日期。", "Check both days.")
    region = typed(raw, "region", str, path, "", where) or None
    if region and not REGION.fullmatch(region):
        raise told(
            path, f"{where}.region", "不是六位区划代码", "is no code of six digits", "如 360000。", "Say 360000."
        )
    return Due(feed, codes(raw, path, where, departments), every, within, begins, until, region)


def codes(raw: Mapping[str, Any], path: Path, where: str, known: Collection[str]) -> tuple[str, ...]:
    """Departments of an entry as codes; names are understood as in files. Absent or ["*"]: all that send the feed."""
    written = typed(raw, "departments", list, path, ["*"], where)
    if written == ["*"]:
        return ("*",)
    found = []
    for name in map(str, written):
        code = name if name in known else department(name)
        if code is None or name == "*":
            raise told(
                path, f"{where}.departments", f"不认识部门“{name}”" if name != "*" else "“*”不能与部门并列",
                f"does not know {name}" if name != "*" else 'cannot hold "*" beside departments',
                "请写部门代码或名称。", "Write codes or names of departments.",
            )  # fmt: skip
        found.append(code)
    if not found:
        raise told(path, f"{where}.departments", "为空", "is empty", '写 ["*"] 或部门代码。', 'Write ["*"] or codes.')
    return tuple(dict.fromkeys(found))


def day_of(raw: Mapping[str, Any], key: str, path: Path, where: str) -> date | None:
    """A day of an entry; the error names the entry."""
    try:
        return as_day(raw.get(key), path)
    except SourceUnusable as error:
        raise told(
            path, f"{where}.{key}", "不是日期", "is no day", "请写成 2024-01-01。", "Write 2024-01-01."
        ) from error


def check_overlaps(entries: list[Due], path: Path) -> None:
    """Two entries that hold one department to one feed at the same time would count it twice."""
    seen: dict[tuple[str, str], list[tuple[int, Due]]] = {}
    for n, entry in enumerate(entries, 1):
        for code in entry.departments:
            earlier = seen.setdefault((entry.feed, code), [])
            for m, other in earlier:
                if entry.begins <= (other.until or date.max) and other.begins <= (entry.until or date.max):
                    raise told(
                        path, f"due[{n}]", f"与 due[{m}] 重复:{entry.feed},{code}", f"repeats due[{m}]: {entry.feed}, {code}",
                        "请合并,或用 from、until 分开。", "Merge them, or part them by from and until.",
                    )  # fmt: skip
            earlier.append((n, entry))


def told(path: Path, key: str, zh: str, en: str, next_zh: str, next_en: str) -> SourceUnusable:
    """SourceUnusable naming the file and the key."""
    return unusable(path, f"{key} {zh}。", f"{key} {en}.", next_zh, next_en)


def due_periods(
    entries: Collection[Due], as_of: date, *, source: str = "", region_code: str | None = None
) -> pl.DataFrame:
    """Periods that had ended by `as_of`: the columns of ref_due, one row per entry, department and period."""
    frames = [periods_of(entry, as_of) for entry in entries]
    rows = pl.concat([pl.DataFrame(schema=SCHEMA).select(*list(SCHEMA)[1:]), *frames])
    owed_to = pl.coalesce("region_code", pl.lit(region_code, pl.String))
    return rows.select(pl.lit(source).alias("source"), owed_to.alias("region_code"), pl.exclude("region_code"))


def periods_of(entry: Due, as_of: date) -> pl.DataFrame:
    """The periods of one entry."""
    step = EVERY[entry.every]
    last = min(as_of, entry.until or as_of)
    starts = pl.date_range(pl.lit(entry.begins).dt.truncate(step), last, step, eager=True).alias("start")
    start = pl.col("start")
    quarter = pl.format("{}Q{}", start.dt.year(), start.dt.quarter())
    period = {"month": start.dt.to_string("%Y-%m"), "quarter": quarter, "year": start.dt.to_string("%Y")}[entry.every]
    ends = start.dt.offset_by(step).dt.offset_by("-1d")
    rows = starts.to_frame().filter(start >= entry.begins, ends <= last)
    rows = rows.select(
        region_code=pl.lit(entry.region, pl.String), feed=pl.lit(entry.feed),
        department_code=pl.lit(list(entry.departments)), period=period, period_end=ends,
        next_end=start.dt.offset_by(step).dt.offset_by(step).dt.offset_by("-1d"),
        due_on=ends.dt.offset_by(f"{entry.within_days}d"),
    )  # fmt: skip
    return rows.explode("department_code")
