"""Saved scenarios side by side, and as sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import notes, tables
from dashboard.components import target_words as say
from dashboard.components.tables import Column
from dashboard.components.target_paragraph import bound, place
from dashboard.reads import drafts, shell
from dashboard.reads.drafts import Weighed
from dashboard.reads.targets import Expected
from dashboard.words import t

BOOK = ("code", "unit", "n", "held", "value", "target", "asked", "more", "remark", "total", "whole", "whole_value", "plan_value",
        "wanted", "left", "check", "adds_up", "beyond", "short", "no_cases", "above", "below", "about", "difference")  # fmt: skip
LINES = ("value", "now", "p", "worse", "met", "own_met", "asks", "wanted", "whole", "trouble", "division", "made")


def show(told: Sequence[Weighed]) -> None:
    """One column a scenario."""
    notes.section(t("target_scenarios.compare.heading"), t("target_scenarios.compare.caption"))
    cells = [_cells(one) for one in told]
    rows = [{"key": key} for key in LINES if any(c.get(key) for c in cells)]
    columns = [Column(t("target_scenarios.compare.measure"), lambda r: _label(r["key"], told))]
    columns += [
        Column(one.scenario.name, lambda r, c=c: c.get(r["key"]) or words.NONE, "right")
        for one, c in zip(told, cells, strict=True)
    ]
    notes.block(tables.html(rows, columns, caption=t("target_scenarios.compare.title")))


def _label(key: str, told: Sequence[Weighed]) -> str:
    if key == "asks":
        key = "more" if all(one.is_least for one in told) else "fewer"
    return t(f"target_scenarios.compare.{key}")


def _cells(one: Weighed) -> dict[str, str]:
    s = one.scenario
    told = {"value": aim(one), "division": division(one), "made": made_on(one)}
    if one.row is None:
        return told | {"now": t("target_scenarios.compare.gone")}
    told["now"] = say.value(one.row["value"], one.card)
    if one.p is not None and not one.row["reason"]:
        told |= {"p": say.chance(one.p), "worse": say.chance(one.worse)}
    told |= {"met": _expected(one.met), "own_met": _expected(one.own_met)}
    if one.more is not None:
        told["asks"] = words.number(one.more)
    if one.made is not None:
        troubled = one.made.units.filter(
            one.made.units["trouble"].is_not_null() & one.made.units["code"].is_in(list(s.unit_values))
        )
        told |= {"wanted": words.number(one.made.wanted), "whole": words.number(one.made.whole)}
        told["trouble"] = words.number(troubled.height)
    return told


def _expected(met: Expected | None) -> str:
    if met is None or not met.of:
        return ""
    told = {"n": round(met.n), "of": met.of, "low": met.low, "high": met.high}
    return t("target_scenarios.compare.met_of", **{k: words.number(v) for k, v in told.items()})


def aim(one: Weighed) -> str:
    """不低于97.5%."""
    return bound(one.scenario.plan_value, one)


def division(one: Weighed) -> str:
    """Rule and number of units."""
    s = one.scenario
    if not s.unit_values:
        return t("target_scenarios.save.whole_only")
    return (
        f"{t(f'targets.rule.{s.rule}')} · {say.many(s.level, len(s.unit_values))}"
        if s.rule
        else say.many(s.level, len(s.unit_values))
    )


def made_on(one: Weighed) -> str:
    """The as-of day it was made on, with the snapshot."""
    s = one.scenario
    return " · ".join(filter(None, [words.day(s.as_of) if s.as_of else "", s.snapshot])) or words.NONE


def book(view: Scope, told: Sequence[Weighed]) -> bytes:
    """The workbook in the language of this run."""
    build = shell.build(view)
    demo = t("common.demo_long") if build["is_demo"] else ""
    about = [
        (t("common.export.title"), t("target_scenarios.export.book")),
        (t("common.export.demo"), demo or t("common.export.demo_no")),
        (t("common.export.snapshot"), view.snapshot),
        (t("common.export.as_of"), words.day(build["as_of"])),
        (t("target_scenarios.book.how"), t("target_scenarios.book.how_is")),
        *((t(f"target_scenarios.book.{k}"), t(f"target_scenarios.book.{k}_is")) for k in ("n", "asked", "chance")),
        *((t(f"targets.rule.{r}"), t(f"targets.rule_is.{r}")) for r in sorted({o.scenario.rule for o in told} - {""})),
        *((f"{o.scenario.indicator} {words.named(o.card)}", _definition(o)) for o in {o.scenario.indicator: o for o in told}.values()),
        (t("common.export.made_by"), f"{t('common.brand')} · {t('common.tagline')}"),
    ]  # fmt: skip
    said = {key: t(f"target_scenarios.book.{key}") for key in BOOK}
    return drafts.as_xlsx([_sheet(view, one) for one in told], say=said, about=about, demo=demo)


def _definition(one: Weighed) -> str:
    counted = [words.pick(one.card, "numerator"), words.pick(one.card, "denominator")]
    return " / ".join(filter(None, counted)) or words.pick(one.card, "why")


def _sheet(view: Scope, one: Weighed) -> drafts.Sheet:
    s, card = one.scenario, one.card
    p = (
        say.chance(one.p)
        if one.p is not None and one.row is not None and not one.row["reason"]
        else t("targets.answer.none")
    )
    facts = [
        (t("target_scenarios.book.indicator"), f"{s.indicator} {words.named(card)}"),
        (
            t("target_scenarios.book.range"),
            f"{place(view, s.region_code)} · {t('targets.end_of', year=s.year)} · {division(one)}",
        ),
        (t("target_scenarios.book.chance"), p),
        (t("target_scenarios.book.made"), made_on(one)),
        (t("target_scenarios.book.note"), s.note),
    ]
    units: list[tuple[str, str, int, int, float | None]] = []
    if one.made is not None:
        units = [_unit(r, s.unit_values) for r in one.made.units.iter_rows(named=True)]
    ceiling = card.get("ceiling")
    return drafts.Sheet(
        s.name, facts, units, s.plan_value, one.row["value"] if one.row else None, one.is_least, card.get("unit") == "percent",
        float(ceiling) if isinstance(ceiling, int | float) else 1.0,
    )  # fmt: skip


def _unit(row: Any, values: Any) -> tuple[str, str, int, int, float | None]:
    n = round(row["denominator"] or 0)
    return row["code"], words.named(row), n, min(n, round(row["numerator"] or 0)), values.get(row["code"])
