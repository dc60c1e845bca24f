"""Dated rules of data/reference/rules.toml: which limit, period, catalogue or setting holds where and when."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.errors import PackUnusable

RULES = Path(__file__).resolve().parent / "reference" / "rules.toml"
LIMITS = frozenset({"publication_limit", "report_limit", "collate_limit", "commitment_limit"})
KINDS = LIMITS | {"feedback_limit", "objection_limit", "repair_period", "catalogue", "tier_band", "setting"}
ACTS = frozenset({
    "licence", "penalty", "compulsion", "confirmation", "levy", "grant", "adjudication", "compensation", "reward",
    "inspection", "commitment", "listing",
})  # fmt: skip
NEEDED = {"rule", "kind", "name_zh", "name_en", "source", "clause", "is_source_verified"}
OWN = {
    "feedback_limit": {"days"},
    "objection_limit": {"days"},
    "repair_period": {"min_months", "max_months", "severity"},
    "tier_band": {"bands"},
    "setting": {"value"},
}
COLUMNS: dict[str, Any] = {
    "rule": pl.String, "kind": pl.String, "region_code": pl.String, "plan": pl.String, "acts": pl.String,
    "days": pl.Int32, "valid_from": pl.Date, "valid_to": pl.Date, "force": pl.String, "name_zh": pl.String, "name_en": pl.String,
    "source": pl.String, "clause": pl.String, "is_source_verified": pl.Boolean,
}  # fmt: skip


def read_rules(path: Path = RULES) -> pl.DataFrame:
    """One row per rule (ref_rule). `acts` comma-joined, `days` working days, null dates open, null region the nation.

    Of two rules for one act, kind and day the one of the deeper region holds. Raises PackUnusable naming the rule.
    """
    rows = [rule | {"acts": ",".join(rule.get("acts", [])) or None} for rule in rules_as_written(path)]
    return pl.DataFrame([{c: row.get(c) for c in COLUMNS} for row in rows], schema=COLUMNS)


def rule_settings(path: Path = RULES) -> dict[str, Any]:
    """Named settings: suppression_threshold, deadline_reading ('lenient' or 'strict'), decision_day_counts,
    map_review_number (审图号; empty means a sketch)."""
    return {rule["rule"]: rule["value"] for rule in rules_as_written(path) if rule["kind"] == "setting"}


def repair_periods(path: Path = RULES) -> pl.DataFrame:
    """Months a record must and may stay public: rule, severity, min_months, max_months, valid_from, valid_to."""
    columns = ("rule", "severity", "min_months", "max_months", "valid_from", "valid_to", "is_source_verified")
    found = [rule for rule in rules_as_written(path) if rule["kind"] == "repair_period"]
    return pl.DataFrame([{c: rule.get(c) for c in columns} for rule in found])


def record_periods(path: Path = RULES) -> pl.DataFrame:
    """One row per rule of publication and kind of record in its `acts` (ref_repair_period)."""
    about = {rule["rule"]: rule.get("acts", []) for rule in rules_as_written(path) if rule["kind"] == "repair_period"}
    records = pl.DataFrame(
        {"rule": list(about), "record": list(about.values())}, schema_overrides={"record": pl.List(pl.String)}
    )
    months = pl.col("min_months", "max_months").cast(pl.Int32)
    return repair_periods(path).join(records.explode("record"), on="rule", maintain_order="left").with_columns(months)


def tier_bands(path: Path = RULES) -> pl.DataFrame:
    """Published inspection bands: rule, region_code, tier, ratio_low, ratio_high (0-1), visits_zh, visits_en."""
    found = [rule for rule in rules_as_written(path) if rule["kind"] == "tier_band"]
    bands = [{"rule": r["rule"], "region_code": r.get("region_code")} | band for r in found for band in r["bands"]]
    return pl.DataFrame(bands)


def rules_as_written(path: Path = RULES) -> list[dict[str, Any]]:
    """The entries of a rules file, checked. Raises PackUnusable."""
    try:
        rules: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["rule"]
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise unusable(path, "", "无法读取", f"cannot be read ({error})") from error
    seen: set[str] = set()
    for rule in rules:
        name = str(rule.get("rule", "?"))
        if name in seen:
            raise unusable(path, name, "名称重复", "has the name of another rule")
        seen.add(name)
        check_rule(path, name, rule)
    return rules


def check_rule(path: Path, name: str, rule: dict[str, Any]) -> None:
    """Raise PackUnusable for the first thing a rule lacks or contradicts."""
    kind, extra = rule.get("kind"), OWN.get(str(rule.get("kind")), set())
    allowed = NEEDED | extra | {"region_code", "plan", "acts", "days", "valid_from", "valid_to", "force"}
    start, end = rule.get("valid_from"), rule.get("valid_to")
    if kind not in KINDS:
        raise unusable(path, name, f"种类 {kind} 未知", f"has the unknown kind {kind}")
    if lacking := sorted((NEEDED | extra) - set(rule)):
        raise unusable(path, name, f"缺少 {lacking[0]}", f"lacks {lacking[0]}")
    if unknown := sorted(set(rule) - allowed):
        raise unusable(path, name, f"含未知项 {unknown[0]}", f"has the unknown key {unknown[0]}")
    if strange := sorted(set(rule.get("acts", [])) - ACTS):
        raise unusable(path, name, f"行政行为 {strange[0]} 未知", f"names the unknown act {strange[0]}")
    if kind in LIMITS and (rule.get("days", 0) < 1 or not rule.get("acts")):
        raise unusable(path, name, "期限须写明天数和行政行为", "is a limit and must say days and acts")
    if any(d is not None and type(d) is not date for d in (start, end)) or (start and end and end < start):
        raise unusable(path, name, "起止日期有误", "has a wrong first or last day")


def unusable(path: Path, name: str, zh: str, en: str) -> PackUnusable:
    return PackUnusable(
        f"{path.name} {name}".strip(), (f"{zh}。", f"This rule {en}."),
        ("请按文件开头的说明修改。", "Mend it as the head of the file says."),
    )  # fmt: skip
