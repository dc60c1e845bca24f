"""Say where a number comes from, in plain lines: from the word over code, rule and signals down to files and rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard import words
from dashboard.components import evidence, grounds
from dashboard.words import t

Told = Mapping[str, Any]
CLIPPED = 100  # characters of row numbers in a line; the JSON has them all


def lines_of(told: Told, lang: str) -> list[str]:
    """The chain from word to file and row numbers; one fact a line."""
    words.use(lang)
    en, definition = lang == "en", told["definition"]

    def label(zh: str, english: str, value: object) -> str:
        return f"  {english if en else zh}: {value}"

    row = {**{k: definition[k] for k in ("unit", "direction", "series")}, **told}
    lines = [
        f"{told['indicator']} {words.pick(definition, 'name')}",
        label("规划/季度", "plan/quarter", f"{told['plan']} {told['quarter']}"),
        label("地区/部门", "region/department", f"{told['region_code']} / {told['department_code']}"),
        label("数值", "value", _value(told)),
        label("目标", "target", _target(told)),
        label("判断", "verdict", _verdict(row)),
        *_evidence(row, label),
        label("分子", "numerator", words.pick(definition, "numerator")),
        label("分母", "denominator", words.pick(definition, "denominator")),
    ]
    lines += [label("条款", "clause", f"{entry['clause']} 「{entry['quote']}」") for entry in _near(told)]
    lines += [
        label("规则", "dated rule", f"{r['rule']} {words.pick(r, 'name')} ({r['source']})") for r in told["rules"]
    ]
    lines += [label("查询", "query", f"queries/…/{name}.sql") for name in told["queries"]]
    lines += [label("文件", "file", _file(source, en)) for source in told["sources"]]
    lines.append(label("快照", "snapshot", told["snapshot"]))
    return lines


def _verdict(row: Told) -> str:
    """滞后 LAGGING; of a suppressed figure there is no more than that."""
    return f"{grounds.word(row)}  {row['code'] or '-'}"


def _evidence(row: Told, label: Any) -> list[str]:
    """Grounds, the line of the table that fired, each signal with its number, naming, and what would change it."""
    lines = [label("依据", "grounds", grounds.sentence(row))]
    if row["rule_number"] is None or row["code"] is None:
        return lines
    number = row["rule_number"] or t("verdict.rule_over")
    lines.append(label("判断规则", "rule", f"{number}: {t(f'verdict.rule.{number_of(row)}')}"))
    lines += [f"    {letter} {_signal(row, letter)}" for letter in evidence.SIGNALS]
    if row["peer_p"] is not None:
        lines.append(label("同类检验", "peer test", _peer_test(row)))
    if row["word"] == "lagging":
        named = t("verdict.whole" if evidence.is_whole(row) else f"verdict.{'named' if row['is_nameable'] else 'unnamed'}",
                  n=row["n_lagging_of_three"] or 0, cases=words.number(row["judged_n"]), q=evidence.q(row["q_named"]))  # fmt: skip
        lines.append(label("列名", "naming", named))
    lines.append(label("怎样会改判", "what would change it", grounds.otherwise(row)))
    return lines


def number_of(row: Told) -> str:
    """The line of the table, as its text is called."""
    return f"{row['rule_number']}_{row['code']}"


def _signal(row: Told, letter: str) -> str:
    code = evidence.signal(row, letter)
    state = (
        f"{code} {t(f'verdict.state.{code}')}" if code else t("verdict.fit" if letter == "D" else "verdict.not_known")
    )
    return f"{t(f'verdict.signal.{letter}')}: {state}{_number(row, letter)}"


def _number(row: Told, letter: str) -> str:
    said = {
        "D": lambda: "",
        "T": lambda: grounds.standing(row),
        "P": lambda: evidence.peers(row),
        "V": lambda: evidence.change(row, with_limits=True),
        "A": lambda: evidence.assurance(row),
        "F": lambda: evidence.forecast(row) + _foreseen(row),
    }[letter]()
    return f" | {said}" if said else ""


def _foreseen(row: Told) -> str:
    """The forecast at the deadline with both intervals."""
    if row["forecast"] is None:
        return ""
    unit = row["unit"]
    bands = ", ".join(
        f"{share}% {words.interval(row[f'forecast_low{share}'], row[f'forecast_high{share}'], unit)}"
        for share in (80, 95)
    )
    return f" | {words.day(row['target_on'])}: {words.value(row['forecast'], unit)} ({bands})"


def _peer_test(row: Told) -> str:
    """The funnel and the test in numbers: limits, dispersion, p before and after correction."""
    limits = [
        f"{name} [{row[low]:.4f}, {row[high]:.4f}]"
        for name, low, high in (("95%", "peer_low", "peer_high"), ("99.8%", "peer_low998", "peer_high998"))
        if row[low] is not None
    ]
    group = row.get("peers") or {}
    spread = [f"{name}={group[name]:.3g}" for name in ("phi", "tau2") if group.get(name) is not None]
    tested = [f"p={row['peer_p']:.3g}", *([f"q={row['peer_q']:.3g}"] if row["peer_q"] is not None else [])]
    return " ".join([f"n={row['n_peers']}", f"centre={row['peer_centre']:.4f}", *limits, *spread, *tested])


def _near(told: Told) -> list[dict[str, Any]]:
    """The last promise passed and the next one due; all that carry no date."""
    dated = [entry for entry in told["targets"] if entry["target_on"]]
    passed = [entry for entry in dated if entry["target_on"] < told["period_end"]][-1:]
    return (
        passed
        + [entry for entry in dated if entry["target_on"] >= told["period_end"]][:1]
        + [entry for entry in told["targets"] if not entry["target_on"]]
    )


def _value(told: Told) -> str:
    if told["value"] is None:
        return told["blank"] or "-"
    rate = f"{told['value']:.4f}" if told["definition"]["unit"] == "percent" else f"{told['value']:g}"
    if told["denominator"] is None:
        return rate
    interval = "" if told["low"] is None else f"  [{told['low']:.4f}, {told['high']:.4f}]"
    pooled = f"  ({words.fraction(told['judged_x'], told['judged_n'])} x4)" if evidence.is_pooled(told) else ""
    return f"{rate} = {told['numerator']:,.0f} / {told['denominator']:,.0f}{interval}{pooled}"


def _target(told: Told) -> str:
    if told["target"] is None:
        return "-" if told["floor"] is None else f"≥ floor {told['floor']:g}"
    expected = "" if told["expected"] is None else f", line {told['expected']:.4g}"
    return f"{told['comparator']} {told['target']:g} @ {told['target_on']}{expected}"


def _file(source: dict[str, Any], en: bool) -> str:
    if source["rows"] is None:
        return f"{source['file']} ({'not in this warehouse' if en else '本机数据仓中没有'})"
    rows = source["rows"] if len(source["rows"]) < CLIPPED else source["rows"][: CLIPPED - 3] + "…"
    return f"{source['file']}  {source['n_rows']:,} {'rows' if en else '行'}: {rows}"
