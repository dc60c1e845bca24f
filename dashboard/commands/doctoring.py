"""Do cards, packs, reference tables, queries and the snapshot agree with one another?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboard.commands import disagreements
from dashboard.commands.disagreements import said
from data import plan, rules
from data.errors import Fixable, SnapshotUnusable
from data.home import ROOT, Home, home
from data.snapshot.reader import Reader
from metrics.catalogue import Card, CardUnusable, read_cards


def examine(home_path: Path | None) -> dict[str, Any]:
    """{"ok", "checks": [{"ok", "is_warning", "zh", "en"}], "cards": [{"code", "origin", "state"}]}."""
    at = home(home_path)
    try:
        cards = read_cards()
    except CardUnusable as trouble:
        checks = [said(False, f"指标卡片有误:{trouble}", f"the catalogue cannot be read: {trouble}"), *_served(at)]
        return {"ok": False, "checks": checks, "cards": []}
    checks = [said(True, f"指标卡片 {len(cards)} 张", f"{len(cards)} indicator cards")]
    checks += _packs(cards) + _rules(cards) + disagreements.of_plans(cards) + disagreements.of_targets(cards)
    checks += disagreements.of_feeds(cards) + disagreements.of_queries(cards)
    checks += _served(at) + disagreements.of_figures(at, cards)
    return {"ok": all(c["ok"] for c in checks), "checks": checks, "cards": _cards(at, cards)}


def _packs(cards: list[Card]) -> list[dict[str, Any]]:
    known = {c.code for c in cards}
    found = []
    for folder in sorted(f for f in (ROOT / "data" / "plans").iterdir() if f.is_dir()):
        problems = plan.check_pack(folder, known_indicators=known)
        found.append(
            said(
                not problems,
                f"规划包 {folder.name}:{len(problems)} 个问题",
                f"pack {folder.name}: {len(problems)} problems",
            )
        )
        found += [said(False, f"  {p.text('zh')}", f"  {p.text('en')}") for p in problems[:20]]
    return found


def _rules(cards: list[Card]) -> list[dict[str, Any]]:
    known = set(rules.read_rules()["rule"])
    wrong = [(c.code, r) for c in cards for r in (c.rule or "").split(",") if r and r not in known]
    found = [said(False, f"卡片 {c} 引用了不存在的规则 {r}", f"card {c} names an unknown rule {r}") for c, r in wrong]
    return found or [
        said(True, f"规则 {len(known)} 条,卡片引用均有效", f"{len(known)} rules; every card's rule is known")
    ]


def _served(at: Home) -> list[dict[str, Any]]:
    reader = Reader(at)
    try:
        current = reader.current()
        if reader.trouble:
            return [said(False, reader.trouble.text("zh"), reader.trouble.text("en"))]
        return [said(True, f"当前快照 {current} 可读", f"snapshot {current} is served and sound")]
    except SnapshotUnusable as trouble:
        return [said(False, trouble.text("zh"), trouble.text("en"))]
    finally:
        reader.close()


def _cards(at: Home, cards: list[Card]) -> list[dict[str, str]]:
    """Each card and whether the snapshot now served has a figure for it; without a sound one nobody knows."""
    reader = Reader(at)
    try:
        rows = reader.query(
            reader.current(), "select indicator, min(origin) as origin from agg_observation group by 1"
        ).to_pylist()
    except Fixable:
        return [{"code": c.code, "origin": c.origin, "state": "unknown"} for c in cards]
    finally:
        reader.close()
    seen = {r["indicator"]: r["origin"] for r in rows}
    states = {"event": "computed", "return": "returned"}
    return [
        {"code": c.code, "origin": c.origin, "state": states.get(seen.get(c.code, ""), "not_returned")} for c in cards
    ]


STATES = {
    "computed": ("由业务数据计算", "computed"),
    "returned": ("已填报", "returned"),
    "not_returned": ("未报送", "not returned"),
    "unknown": ("没有可用快照,状态不明", "no sound snapshot, unknown"),
}


def summary(cards: list[dict[str, str]], lang: str) -> list[str]:
    """How many cards of each state, and which have none, for a reader of the command line."""
    which = 1 if lang == "en" else 0
    colon, comma = ((":", "、"), (": ", ", "))[which]
    of_state = {state: [c["code"] for c in cards if c["state"] == state] for state in STATES}
    lines = [f"  {STATES[s][which]}{colon}{len(codes)}" for s, codes in of_state.items() if codes]
    missing = comma.join(of_state["not_returned"])
    return [*lines, f"    {missing}"] if missing else lines
