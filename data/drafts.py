"""Scenarios that planners save: one TOML file each under the home's drafts/. The only place the dashboard writes to.

A draft may be edited by hand; what cannot be read back is refused with the line's trouble and the way out, and stays where
it is. Nothing here reads a clock: a draft is dated by the as-of day of the snapshot it was made on.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from data.errors import Fixable, NoRoom

NAME = re.compile(r"[\w一-鿿][\w一-鿿 .\-]{0,59}")
LEVELS = ("", "city", "county", "department")  # "": the whole alone, not divided
RULES = ("", "equal_gap_closing", "equal_effort", "peer_percentile", "own")
COMPARATORS = (">=", "<=")
LONGEST_NOTE = 2_000
MOST_UNITS = 2_000
MOST_BYTES = 1_000_000


class DraftUnusable(Fixable):
    """A draft that is not there, cannot be read back, or says what cannot be."""

    exit_code = 4


@dataclass(frozen=True)
class Scenario:
    """One proposed target of one indicator for one year's end, and its split over the units of a level. Rates are 0-1."""

    name: str
    plan: str
    indicator: str
    year: int
    plan_value: float
    comparator: str = ">="
    level: str = ""
    rule: str = ""
    unit_values: Mapping[str, float] = field(default_factory=dict)  # by region or department code; empty: not divided
    region_code: str = ""  # the jurisdiction the whole is
    note: str = ""
    snapshot: str = ""
    as_of: date | None = None

    @property
    def target_on(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)


def save(folder: Path, scenario: Scenario) -> Path:
    """Write a scenario under its name, replacing an earlier one of that name. Raises DraftUnusable, NoRoom."""
    _check(scenario.name, scenario)
    path = _path(folder, scenario.name)
    said = {k: v for k, v in scenario.__dict__.items() if v not in ("", None) and v != {}}
    body = tomli_w.dumps({**said, "unit_values": dict(scenario.unit_values)} if scenario.unit_values else said)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_text(body, encoding="utf-8")
        part.replace(path)
    except OSError as trouble:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        what = (f"无法写入方案草稿:{trouble.strerror}。", f"the draft cannot be written: {trouble.strerror}.")
        raise NoRoom(
            str(folder), what, ("请检查磁盘空间和写入权限。", "Check room on the disk and who may write.")
        ) from trouble
    return path


def load(folder: Path, name: str) -> Scenario:
    """The scenario of a name. Raises DraftUnusable that says what in the file cannot be, and how to mend it."""
    path = _path(folder, name)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _unusable(name, ("文件过大。", "the file is too large."))
        return _read(name, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as trouble:
        what = ("没有这个方案草稿。", "there is no such draft.")
        raise DraftUnusable(name, what, ("请从列表中另选。", "Choose another from the list.")) from trouble
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise _unusable(name, (f"文件无法读取({trouble})。", f"the file cannot be read ({trouble}).")) from trouble


def saved(folder: Path) -> tuple[list[Scenario], list[DraftUnusable]]:
    """Every draft that can be read, by name, and what is wrong with the others."""
    sound, broken = [], []
    for name in names(folder):
        try:
            sound.append(load(folder, name))
        except DraftUnusable as trouble:
            broken.append(trouble)
    return sound, broken


def names(folder: Path) -> list[str]:
    """The drafts there are, readable or not."""
    try:
        return sorted(entry.name.removesuffix(".toml") for entry in os.scandir(folder) if entry.name.endswith(".toml"))
    except OSError:  # no folder yet
        return []


def delete(folder: Path, name: str) -> None:
    """Take a draft away. Raises DraftUnusable where there is none, NoRoom where it may not be taken away."""
    try:
        _path(folder, name).unlink()
    except PermissionError as trouble:
        what = ("无权删除方案草稿。", "the draft may not be deleted.")
        raise NoRoom(str(folder), what, ("请检查写入权限。", "Check who may write there.")) from trouble
    except FileNotFoundError as trouble:
        what = ("没有这个方案草稿。", "there is no such draft.")
        raise DraftUnusable(name, what, ("它可能已被删除。", "It may have been deleted already.")) from trouble


def _read(name: str, told: dict[str, Any]) -> Scenario:
    known = {f.name: f for f in fields(Scenario)}
    for key in told:
        if key not in known:
            raise _unusable(name, (f"不认识“{key}”。", f"{key!r} is not known."))
    for key, kind in _KINDS.items():
        value = told.get(key)
        if key in told and (not isinstance(value, kind) or isinstance(value, bool)):
            raise _unusable(
                name, (f"“{key}”的值不合格式:{value!r}。", f"{key} is {value!r}, which is not of its kind.")
            )
    missing = [key for key in ("plan", "indicator", "year", "plan_value") if key not in told]
    if missing:
        raise _unusable(name, (f"缺少{'、'.join(missing)}。", f"{', '.join(missing)} is missing."))
    values = told.get("unit_values", {})
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in values.values()):
        raise _unusable(name, ("unit_values 中有不是数字的值。", "unit_values holds what is no number."))
    numbers = {"plan_value": float(told["plan_value"]), "unit_values": {k: float(v) for k, v in values.items()}}
    scenario = Scenario(**{**told, **numbers, "name": name})
    _check(name, scenario)
    return scenario


_KINDS: dict[str, Any] = {
    **dict.fromkeys(
        ("name", "plan", "indicator", "comparator", "level", "rule", "region_code", "note", "snapshot"), str
    ),
    "year": int, "plan_value": (int, float), "unit_values": dict, "as_of": date,
}  # fmt: skip


def _check(name: str, scenario: Scenario) -> None:
    for trouble in _troubles(scenario):
        raise _unusable(name, trouble)


def _troubles(s: Scenario) -> Iterator[tuple[str, str]]:
    if not NAME.fullmatch(s.name):
        yield (
            "名称只用汉字、字母、数字、空格、点、横线,不超过60字。",
            "a name has letters, digits, spaces, dots and dashes, 60 at most.",
        )
    if not 2000 <= s.year <= 2100:
        yield (f"年份 {s.year} 不合理。", f"the year {s.year} cannot be.")
    for key, allowed in (("level", LEVELS), ("rule", RULES), ("comparator", COMPARATORS)):
        if getattr(s, key) not in allowed:
            yield (
                f"“{key}”应为 {'、'.join(allowed)} 之一。",
                f"{key} is {getattr(s, key)!r}; one of {', '.join(allowed)}.",
            )
    for value in (s.plan_value, *s.unit_values.values()):
        if not (value == value and abs(value) < 1e15):
            yield ("目标值不是有限的数。", "a target is no finite number.")
            break
    if not all(re.fullmatch(r"[\w.\-]{1,40}", code) for code in (s.indicator, s.plan, *s.unit_values)):
        yield ("方案、指标或单位代码含有不允许的字符。", "a plan, indicator or unit code holds what no code does.")
    if s.unit_values and not s.level:
        yield ("列有单位目标,但没有写明层级(level)。", "units have targets, but level does not say what they are.")
    if len(s.note) > LONGEST_NOTE or len(s.unit_values) > MOST_UNITS:
        yield ("备注过长或单位过多。", "the note is too long or the units are too many.")


def _path(folder: Path, name: str) -> Path:
    """Where a draft of this name lies. A name is never a path."""
    if not NAME.fullmatch(name) or ".." in name:
        what = ("名称不能用作文件名。", "the name cannot be a file's.")
        raise DraftUnusable(name[:60], what, ("请换一个名称。", "Choose another name."))
    return folder / f"{name}.toml"


def _unusable(name: str, what: tuple[str, str]) -> DraftUnusable:
    return DraftUnusable(name, what, ("请改正该文件,或删除后重新保存。", "Mend the file, or delete it and save anew."))
