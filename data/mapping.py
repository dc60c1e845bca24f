"""What a source says about itself: `source.toml`, and how its files are read where they don't speak our headings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.contracts import FEEDS, Contract
from data.errors import SourceUnusable
from data.row_rules import OPTIONS as ROW_OPTIONS
from data.row_rules import RowRules, parse_rules

ID_SCHEMES = ("uscc", "any")
UNITS = ("count", "share", "percent", "value", "yuan", "10k_yuan")


@dataclass(frozen=True, eq=False)  # one object a source and feed, and a key of caches
class FeedMapping:
    """How the files of one feed differ from ours. A source that brings its own regions is not held to six digits.

    date_formats: {column: strptime formats}; "*" holds for every date column. values: "" stands for an empty cell.
    read_from: other feeds whose folders are read for this one too (one export that is a register and its grades).
    rules: rows left out and columns composed of others; each is a key of its own in the TOML (row_rules.py).
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    date_formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    skip_rows: int | None = None
    sheet: str | None = None
    id_scheme: str = "uscc"
    read_from: tuple[str, ...] = ()
    rules: RowRules = field(default_factory=RowRules)
    regions_file: Path | None = None
    departments_file: Path | None = None


@dataclass(frozen=True)
class SourceSettings:
    """The whole of a source.toml. Every part of it may be absent."""

    name: str = ""
    plans: tuple[str, ...] = ()
    demo: bool = False
    as_of: date | None = None
    feeds: Mapping[str, FeedMapping] = field(default_factory=dict)
    regions_file: Path | None = None
    departments_file: Path | None = None
    due_file: Path | None = None
    boundaries_file: Path | None = None

    def mapping(self, feed: str) -> FeedMapping:
        """The mapping of one feed; an empty one where the file says nothing about it."""
        return self.feeds.get(feed) or plain_mapping(self.regions_file, self.departments_file)


@lru_cache(maxsize=64)
def plain_mapping(regions_file: Path | None, departments_file: Path | None) -> FeedMapping:
    """The mapping of a feed the source says nothing about."""
    return FeedMapping(regions_file=regions_file, departments_file=departments_file)


def read_settings(source: Path) -> SourceSettings:
    """Read SOURCE/source.toml, or the TOML file itself. A folder without one has the plain settings.

    Raises SourceUnusable with the line (bad TOML) or the key (unknown feed, column or option).
    """
    path = source / "source.toml" if source.is_dir() else source
    if not path.exists():
        if source.is_dir():
            return SourceSettings(name=source.name, due_file=due_beside(source))
        raise unusable(path, "找不到这个文件。", "This file does not exist.", "请检查路径。", "Check the path.")
    settings = parse_settings(read_toml(path), path)
    return settings if settings.due_file else replace(settings, due_file=due_beside(path.parent))


def due_beside(folder: Path) -> Path | None:
    """The due calendar of a source, where it has one under the plain name."""
    path = folder / "due.toml"
    return path if path.is_file() else None


def read_toml(path: Path) -> dict[str, Any]:
    """The file as tables; where TOML or UTF-8 is broken, the error names the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise unusable(
            path, f"不是合格的 TOML:{error}。", f"Not valid TOML: {error}.",
            "请按提示的行列改正(line 行, column 列)。", "Mend the line and column named.",
        ) from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise unusable(
            path, "编码不是 UTF-8。", "The file is not UTF-8.", "请另存为 UTF-8。", "Save it as UTF-8."
        ) from error
    except OSError as error:
        raise unusable(
            path, "无法读取。", "The file cannot be read.", "请检查权限。", "Check its permissions."
        ) from error


def parse_settings(raw: Mapping[str, Any], path: Path) -> SourceSettings:
    """Tables of a source.toml as settings. Keys we do not know are left to others (`types`, notes)."""
    regions, departments = beside(raw, "regions", path), beside(raw, "departments", path)
    feeds = typed(raw, "feeds", dict, path, {})
    return SourceSettings(
        name=typed(raw, "name", str, path, path.parent.name),
        plans=tuple(typed(raw, "plans", list, path, [])),
        demo=typed(raw, "demo", bool, path, False),
        as_of=as_day(raw.get("as_of"), path),
        feeds={
            name: parse_feed(name, table, path, regions_file=regions, departments_file=departments)
            for name, table in feeds.items()
        },
        regions_file=regions,
        departments_file=departments,
        due_file=beside(raw, "due", path),
        boundaries_file=beside(raw, "regions", path, key="boundaries"),
    )


def parse_feed(
    feed: str, raw: Mapping[str, Any], path: Path, *, regions_file: Path | None, departments_file: Path | None
) -> FeedMapping:
    """One [feeds.NAME] table. Raises SourceUnusable naming the feed, key or column that is not ours."""
    if feed not in FEEDS:
        known = ", ".join(FEEDS)
        raise unusable(
            path, f"[feeds.{feed}]:没有这种数据。", f"[feeds.{feed}]: there is no such feed.",
            f"可用:{known}。", f"Known: {known}.",
        )  # fmt: skip
    if not isinstance(raw, dict):
        raise wrong_type(path, f"feeds.{feed}", "table")
    where = f"feeds.{feed}"
    check_options(where, raw, path)
    mapping = FeedMapping(
        rename=typed(raw, "rename", dict, path, {}, where),
        values={
            column: {str(theirs): str(ours) for theirs, ours in words.items()}
            for column, words in typed(raw, "values", dict, path, {}, where).items()
        },
        constants={c: as_text(v) for c, v in typed(raw, "constants", dict, path, {}, where).items()},
        date_formats=parse_formats(raw.get("date_formats", {}), path, where),
        units=typed(raw, "units", dict, path, {}, where),
        encoding=typed(raw, "encoding", str, path, None, where),
        delimiter=typed(raw, "delimiter", str, path, None, where),
        skip_rows=typed(raw, "skip_rows", int, path, None, where),
        sheet=typed(raw, "sheet", str, path, None, where),
        id_scheme=typed(raw, "id_scheme", str, path, "uscc", where),
        read_from=feeds_named(raw, path, where),
        rules=parse_rules(raw, FEEDS[feed], path, where),
        regions_file=regions_file,
        departments_file=departments_file,
    )
    check_mapping(FEEDS[feed], mapping, path, where)
    return mapping


def check_options(where: str, raw: Mapping[str, Any], path: Path) -> None:
    """Refuse a key that would be passed over in silence (a typing slip leaves the file read in the wrong way)."""
    known = {*FeedMapping.__dataclass_fields__, *ROW_OPTIONS} - {"rules", "regions_file", "departments_file"}
    for key in raw:
        if key not in known:
            names = ", ".join(sorted(known))
            raise unusable(
                path, f"{where}.{key}:没有这个选项。", f"{where}.{key}: there is no such option.",
                f"可用:{names}。", f"Known: {names}.",
            )  # fmt: skip


def check_mapping(contract: Contract, mapping: FeedMapping, path: Path, where: str) -> None:
    """Refuse columns that the feed does not have, and words it does not use."""
    targets = [
        *mapping.rename.values(), *mapping.values, *mapping.constants, *mapping.units,
        *(c for c in mapping.date_formats if c != "*"),
    ]  # fmt: skip
    for column in targets:
        if column not in contract.columns:
            names = ", ".join(contract.columns)
            raise unusable(
                path, f"{where}:{contract.feed} 没有“{column}”这一列。", f"{where}: {contract.feed} has no column {column}.",
                f"可用:{names}。", f"Columns: {names}.",
            )  # fmt: skip
    if mapping.id_scheme not in ID_SCHEMES:
        raise unusable(
            path, f"{where}.id_scheme 不能为 {mapping.id_scheme}。", f"{where}.id_scheme cannot be {mapping.id_scheme}.",
            "请写 uscc 或 any。", "Write uscc or any.",
        )  # fmt: skip
    for column, unit in mapping.units.items():
        if unit not in UNITS:
            raise unusable(
                path, f"{where}.units.{column}:没有单位 {unit}。", f"{where}.units.{column}: no unit {unit}.",
                f"可用:{', '.join(UNITS)}。", f"Known: {', '.join(UNITS)}.",
            )  # fmt: skip


def feeds_named(raw: Mapping[str, Any], path: Path, where: str) -> tuple[str, ...]:
    """Feeds of `read_from`."""
    names = tuple(str(name) for name in typed(raw, "read_from", list, path, [], where))
    if wrong := [name for name in names if name not in FEEDS]:
        raise unusable(
            path, f"{where}.read_from:没有“{wrong[0]}”这种数据。", f"{where}.read_from: there is no feed {wrong[0]}.",
            f"可用:{', '.join(FEEDS)}。", f"Known: {', '.join(FEEDS)}.",
        )  # fmt: skip
    return names


def parse_formats(raw: object, path: Path, where: str) -> dict[str, tuple[str, ...]]:
    """date_formats may be one format, a list of them, or either per column."""
    if isinstance(raw, str):
        return {"*": (raw,)}
    if isinstance(raw, list):
        return {"*": tuple(str(f) for f in raw)}
    if isinstance(raw, dict):
        return {c: (f,) if isinstance(f, str) else tuple(str(x) for x in f) for c, f in raw.items()}
    raise wrong_type(path, f"{where}.date_formats", "string, list or table")


def beside(raw: Mapping[str, Any], table: str, path: Path, *, key: str = "file") -> Path | None:
    """The file a [table] names, looked for beside the TOML and nowhere else."""
    name = typed(raw, table, dict, path, {}).get(key)
    if name is None:
        return None
    if Path(str(name)).name != str(name):
        raise unusable(
            path, f"[{table}].{key} 只能是同一文件夹里的文件名。", f"[{table}].{key} must be a plain file name.",
            "请把文件放在 source.toml 旁边。", "Put the file beside source.toml.",
        )  # fmt: skip
    return path.parent / str(name)


def as_day(value: object, path: Path) -> date | None:
    """A date given as TOML date or as text."""
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise wrong_type(path, "as_of", "date, as 2024-07-05") from error


def as_text(value: object) -> str:
    """A constant as it would have been written in a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def typed(raw: Mapping[str, Any], key: str, kind: type, path: Path, default: Any, where: str = "") -> Any:
    """raw[key] if it is of the kind wanted, the default if it is absent."""
    if key not in raw:
        return default
    if not isinstance(raw[key], kind):
        raise wrong_type(path, f"{where}.{key}".lstrip("."), kind.__name__)
    return raw[key]


def wrong_type(path: Path, key: str, kind: str) -> SourceUnusable:
    """The error for a value of the wrong kind."""
    return unusable(
        path, f"{key} 的类型不对。", f"{key} is of the wrong type.", f"应为 {kind}。", f"It should be a {kind}."
    )


def unusable(path: Path, zh: str, en: str, next_zh: str, next_en: str) -> SourceUnusable:
    """SourceUnusable naming the file."""
    return SourceUnusable(path.name, (zh, en), (next_zh, next_en))
