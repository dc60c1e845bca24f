"""A plan's promises as data: read a pack, check it, show it. The format stands in plan_format.py.

`read_pack` gives a pack that may be used or raises; `check_pack` names everything that is wrong with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import PackUnusable
from data.plan_check import check_pack, read_draft
from data.plan_deadline import read_deadline
from data.plan_frames import frames
from data.plan_quotes import PLANS
from data.plan_toml import Problem, read_entries

__all__ = [
    "PLANS",
    "Pack",
    "Problem",
    "as_json",
    "check_pack",
    "frames",
    "read_pack",
    "read_packs",
    "refuse_contradictions",
]

Row = dict[str, Any]


@dataclass(frozen=True)
class Pack:
    """One plan: rows as written in the TOML, in its order; deadlines with both readings; nothing filled in."""

    slug: str
    folder: Path
    plan: Row
    indicators: list[Row]
    tasks: list[Row]
    milestones: list[Row]
    limits: list[Row]
    grades: list[Row]
    measures: list[Row]
    lists: list[Row]

    @property
    def extends(self) -> str | None:
        """The plan this overlay lends its targets to; None for a plan of its own."""
        return self.plan.get("extends")

    @property
    def is_demo(self) -> bool:
        """Whether the promises are invented for show (演示)."""
        return bool(self.plan.get("demo", False))


def read_pack(folder: Path | str) -> Pack:
    """The pack in `folder`. Raises PackUnusable with file, entry and line of the first error of form or meaning.

    Names of departments, regions and indicators and the quotes are `check_pack`'s affair.
    """
    folder = Path(folder)
    try:
        seen = (folder, *((f.name, f.read_bytes()) for f in sorted(folder.glob("*.toml"))))
    except OSError:
        return _read(folder)  # which says of the file what is the matter with it
    if seen not in _READ:
        _READ[seen] = _read(folder)  # a pack that cannot be used raises here, and is read again the next time
    return _READ[seen]


_READ: dict[tuple[Any, ...], Pack] = {}  # one text is read once a process, however often it builds


def _read(folder: Path) -> Pack:
    draft = read_draft(folder)
    errors = [p for p in draft.problems if p.level == "error"]
    if errors:
        raise _unusable(folder, errors)
    rows = {name: [e.values for e in draft.entries if e.table.name == name] for name in _NAMES}
    tasks = [row | {"deadline": read_deadline(row.get("deadline"))} for row in rows["task"]]
    plan = draft.entries[0].values
    return Pack(plan["slug"], folder, plan, rows["indicator"], tasks, rows["milestone"], rows["limit"], rows["grade"],
                rows["measure"], rows["list"])  # fmt: skip


_NAMES = ("indicator", "task", "milestone", "limit", "grade", "measure", "list")


def _unusable(folder: Path, errors: list[Problem]) -> PackUnusable:
    first, more = errors[0], len(errors) - 1
    also = (f"另有 {more} 处问题,", f"{more} more; ") if more else ("", "")
    command = f"xinheng plan check {folder}"
    where = f"{folder.name}/{first.file}:{first.line or 1} {first.entry}".rstrip()
    next_move = (f"{first.next_move[0]}{also[0]}详见 {command}。", f"{first.next_move[1]} {also[1]}see {command}.")
    return PackUnusable(where, first.what, next_move)


def read_packs(slugs: Iterable[str] | None = None, *, folder: Path = PLANS) -> list[Pack]:
    """The packs named with their overlays, or all; each plan before its overlays, overlays by name.

    Raises PackUnusable if a slug is unknown or two packs promise different things for one indicator and day.
    """
    base_of = {p.name: _base(p) for p in sorted(folder.iterdir()) if (p / "plan.toml").is_file()}
    wanted = set(base_of) if slugs is None else set(slugs)
    for slug in sorted(wanted - base_of.keys()):
        known = ", ".join(base_of)
        raise PackUnusable(slug, ("没有这个方案。", "There is no such plan."), (f"已有:{known}。", f"Known: {known}."))
    wanted |= {base for slug in wanted if (base := base_of[slug]) in base_of}
    # A pack nobody asked for may be half written; it must not stop the others.
    packs = [read_pack(folder / slug) for slug, base in base_of.items() if slug in wanted or base in wanted]
    refuse_contradictions(packs)
    return sorted(packs, key=lambda p: (p.extends or p.slug, p.extends is not None, p.slug))


def _base(folder: Path) -> str | None:
    """The plan the pack in `folder` extends, read from its plan.toml alone."""
    path = folder / "plan.toml"
    with suppress(OSError):
        seen = path.read_bytes()
        if seen not in _BASE:
            entries, _ = read_entries(path)
            _BASE[seen] = entries[0].values.get("extends") if entries else None
        return _BASE[seen]
    return None


_BASE: dict[bytes, str | None] = {}


def refuse_contradictions(packs: list[Pack]) -> None:
    """Raise PackUnusable where two packs of one plan set another value for the same indicator, place and day."""
    seen: dict[tuple[Any, ...], tuple[float, str]] = {}
    for pack in packs:
        for code, target in ((row["code"], t) for row in pack.indicators for t in row["target"] if "value" in t):
            place = tuple(target.get(k) for k in ("date", "comparator", "region_code", "department_code"))
            mine = (target["value"], pack.slug)
            value, other = seen.setdefault((pack.extends or pack.slug, code, *place), mine)
            if other != pack.slug and value != mine[0]:
                day, pair = target["date"], f"{mine[0]} / {value}"
                what = (
                    f"{code} 在 {day} 的目标与“{other}”不同({pair})。",
                    f"{code} at {day} differs from {other} ({pair}).",
                )
                raise PackUnusable(pack.slug, what, ("请保留其中之一。", "Keep one of them."))


def as_json(pack: Pack) -> Row:
    """The pack as `xinheng plan show --json` prints it. Rates are 0-1 and `unit` says percent; absent is null."""
    return {
        "plan": pack.slug,
        "about": {"document_number": None, "issued_on": None, "period": None} | _plain(pack.plan),
        "indicators": [_indicator(row) for row in pack.indicators],
        "tasks": [_task(row) for row in pack.tasks],
        "milestones": [_plain({"due_on": None} | row) for row in pack.milestones],
        "limits": [_plain(row) for row in pack.limits],
        "schemes": [_plain({"tier": None} | row) for row in pack.grades],
        "measures": [_plain({"key": False} | row) for row in pack.measures],
        "lists": [_plain(row) for row in pack.lists],
    }


def _indicator(row: Row) -> Row:
    blank = {"date": None, "comparator": None, "value": None}
    return _plain({k: v for k, v in row.items() if k != "target"}) | {
        "targets": [_plain(blank | target) for target in row["target"]]
    }


def _task(row: Row) -> Row:
    blank: Row = {"lead": None, "departments": []} | dict.fromkeys(_OWNER_FLAGS, False)
    leads = [o["department"] for o in row.get("departments", []) if o["role"] == "lead"]
    return _plain(blank | row) | {"title": row["title_zh"], "leads": leads}


_OWNER_FLAGS = ("open_list", "local_governments", "each_department")


def _plain(value: Any) -> Any:
    """Dates as ISO text, tables as they are."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
