"""Say where a number comes from, in plain lines."""

from __future__ import annotations

from typing import Any


def lines_of(told: dict[str, Any], lang: str) -> list[str]:
    """The chain from word to file and row numbers; one fact a line."""
    en = lang == "en"
    definition = told["definition"]
    name = definition["name_en" if en else "name_zh"]

    def label(zh: str, english: str, value: object) -> str:
        return f"  {english if en else zh}: {value}"

    lines = [
        f"{told['indicator']} {name}",
        label("规划/季度", "plan/quarter", f"{told['plan']} {told['quarter']}"),
        label("地区/部门", "region/department", f"{told['region_code']} / {told['department_code']}"),
        label("数值", "value", _value(told)),
        label("目标", "target", _target(told)),
        label("判定", "judgement", f"{told['word'] or '-'} ({told['reasons']})"),
        label("分子", "numerator", definition["numerator_en" if en else "numerator_zh"]),
        label("分母", "denominator", definition["denominator_en" if en else "denominator_zh"]),
    ]
    lines += [label("条款", "clause", f"{t['clause']} 「{t['quote']}」") for t in _near(told)]
    lines += [
        label("规则", "rule", f"{r['rule']} {r['name_en' if en else 'name_zh']} ({r['source']})") for r in told["rules"]
    ]
    lines += [label("查询", "query", f"queries/…/{q}.sql") for q in told["queries"]]
    lines += [label("文件", "file", _file(s, en)) for s in told["sources"]]
    lines.append(label("快照", "snapshot", told["snapshot"]))
    return lines


def _near(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The last promise passed and the next one due; all that carry no date."""
    dated = [t for t in told["targets"] if t["target_on"]]
    passed = [t for t in dated if t["target_on"] < told["period_end"]][-1:]
    return (
        passed
        + [t for t in dated if t["target_on"] >= told["period_end"]][:1]
        + [t for t in told["targets"] if not t["target_on"]]
    )


def _value(told: dict[str, Any]) -> str:
    if told["value"] is None:
        return told["blank"] or "-"
    rate = f"{told['value']:.4f}" if told["definition"]["unit"] == "percent" else f"{told['value']:g}"
    if told["denominator"] is None:
        return rate
    interval = "" if told["low"] is None else f"  [{told['low']:.4f}, {told['high']:.4f}]"
    return f"{rate} = {told['numerator']:,.0f} / {told['denominator']:,.0f}{interval}"


def _target(told: dict[str, Any]) -> str:
    if told["target"] is None:
        return "-" if told["floor"] is None else f"≥ floor {told['floor']:g}"
    expected = "" if told["expected"] is None else f", line {told['expected']:.4g}"
    return f"{told['comparator']} {told['target']:g} @ {told['target_on']}{expected}"


def _file(source: dict[str, Any], en: bool) -> str:
    if source["rows"] is None:
        return f"{source['file']} ({'not in this warehouse' if en else '本机数据仓中没有'})"
    rows = source["rows"] if len(source["rows"]) < 100 else source["rows"][:97] + "…"
    return f"{source['file']}  {source['n_rows']:,} {'rows' if en else '行'}: {rows}"
