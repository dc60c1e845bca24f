"""Packs as the ref_ tables of a snapshot. Columns and types follow queries/tables; an absent value is null."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from data.plan import Pack

Row = dict[str, Any]

TEXT, DAY, FLAG, WHOLE, REAL = pl.String, pl.Date, pl.Boolean, pl.Int32, pl.Float64


def _schema(texts: str, **others: Any) -> dict[str, Any]:
    """Columns in order: `texts` names them all, `others` gives the types that are not text."""
    return {name: others.get(name, TEXT) for name in texts.split()}


SCHEMAS = {
    "ref_plan": _schema(
        "plan title_zh title_en short_zh short_en document_number issuer_zh issuer_en issued_on period_from period_to"
        " region_code extends is_demo source",
        issued_on=DAY, period_from=DAY, period_to=DAY, is_demo=FLAG),
    "ref_plan_indicator": _schema(
        "plan indicator position section_zh section_en name_in_plan aliases from_pack", position=WHOLE),
    "ref_target": _schema(
        "plan indicator region_code department_code target_on comparator value kind force scope_zh scope_en baseline"
        " baseline_on clause quote more_clauses from_pack is_demo",
        target_on=DAY, value=REAL, baseline=REAL, baseline_on=DAY, is_demo=FLAG),
    "ref_task": _schema(
        "plan task position chapter_zh chapter_en title_zh title_en text_zh clause quote lead is_open_list"
        " has_local_governments is_each_department deadline_kind deadline_wording deadline_strict deadline_lenient"
        " mechanisms",
        position=WHOLE, is_open_list=FLAG, has_local_governments=FLAG, is_each_department=FLAG, deadline_strict=DAY,
        deadline_lenient=DAY),
    "ref_task_department": _schema("plan task position department_code role name_in_plan", position=WHOLE),
    "ref_milestone": _schema(
        "plan milestone kind group_zh group_en title_zh title_en text_zh due_on wording clause quote", due_on=DAY),
    "ref_limit": _schema(
        "plan limit_id days day_kind acts from_event to_event force clause quote", days=WHOLE),
    "ref_scheme": _schema("plan scheme grade tier name_zh name_en clause quote"),
    "ref_measure": _schema("plan measure kind name_zh name_en is_key clause quote", is_key=FLAG),
    "ref_list": _schema("plan list name_zh name_en clause quote"),
}  # fmt: skip


def frames(packs: Sequence[Pack]) -> dict[str, pl.DataFrame]:
    """One frame per ref_ table of plans. An overlay's rows belong to the plan it extends; `from_pack` names it.

    `packs` as from `read_packs`: each plan before its overlays.
    """
    rows = {
        "ref_plan": [_plan(p) for p in packs],
        "ref_plan_indicator": _plan_indicators(packs),
        "ref_target": [t for p in packs for t in _targets(p)],
        "ref_task": [_task(p, n, row) for p in packs for n, row in enumerate(p.tasks, start=1)],
        "ref_task_department": [o for p in packs for row in p.tasks for o in _owners(p, row)],
        "ref_milestone": _named(packs, "milestones", id="milestone"),
        "ref_limit": [row | {"acts": ",".join(row["acts"])} for row in _named(packs, "limits", id="limit_id")],
        "ref_scheme": _named(packs, "grades"),
        "ref_measure": _named(packs, "measures", {"key": False}, id="measure", key="is_key"),
        "ref_list": _named(packs, "lists", id="list"),
    }
    return {table: _frame(rows[table], schema) for table, schema in SCHEMAS.items()}


def _frame(rows: Iterable[Row], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def _plan(pack: Pack) -> Row:
    period = pack.plan.get("period", {})
    return pack.plan | {"plan": pack.slug, "period_from": period.get("from"), "period_to": period.get("to"),
                        "is_demo": pack.is_demo}  # fmt: skip


def _plan_indicators(packs: Sequence[Pack]) -> list[Row]:
    """The plan's own indicators first; an overlay adds those the plan does not name."""
    found: dict[tuple[str, str], Row] = {}
    n_of: dict[str, int] = {}
    for pack in packs:
        plan = pack.extends or pack.slug
        for row in pack.indicators:
            if (plan, row["code"]) in found:
                continue
            n_of[plan] = n_of.get(plan, 0) + 1
            found[(plan, row["code"])] = row | {
                "plan": plan, "indicator": row["code"], "position": n_of[plan], "name_in_plan": row["name"],
                "aliases": "|".join(row.get("aliases", [])) or None, "from_pack": pack.slug,
            }  # fmt: skip
    return list(found.values())


def _targets(pack: Pack) -> list[Row]:
    return [
        {k: row.get(k) for k in ("scope_zh", "scope_en", "baseline", "baseline_on")}
        | target
        | {"plan": pack.extends or pack.slug, "indicator": row["code"], "target_on": target.get("date"),
           "more_clauses": "|".join(target.get("more_clauses", [])) or None, "from_pack": pack.slug,
           "is_demo": pack.is_demo}
        for row in pack.indicators
        for target in row["target"]
    ]  # fmt: skip


def _task(pack: Pack, position: int, row: Row) -> Row:
    deadline = row["deadline"]
    return row | {
        "plan": pack.extends or pack.slug, "position": position, "is_open_list": row.get("open_list", False),
        "has_local_governments": row.get("local_governments", False),
        "is_each_department": row.get("each_department", False), "deadline_kind": deadline["kind"],
        "deadline_wording": deadline["wording"], "deadline_strict": deadline["strict"],
        "deadline_lenient": deadline["lenient"], "mechanisms": ",".join(row.get("mechanisms", [])) or None,
    }  # fmt: skip


def _owners(pack: Pack, row: Row) -> list[Row]:
    return [
        {"plan": pack.extends or pack.slug, "task": row["task"], "position": n, "department_code": owner["department"],
         "role": owner["role"], "name_in_plan": owner["name"]}
        for n, owner in enumerate(row.get("departments", []), start=1)
    ]  # fmt: skip


def _named(packs: Sequence[Pack], part: str, blank: Row | None = None, **renamed: str) -> list[Row]:
    """Rows of one part of every pack with the plan they belong to; `renamed`: key in the pack -> column."""
    return [
        {renamed.get(k, k): v for k, v in ((blank or {}) | row).items()} | {"plan": pack.extends or pack.slug}
        for pack in packs
        for row in getattr(pack, part)
    ]
