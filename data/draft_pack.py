"""Saved scenarios as an overlay pack: the very format the next build reads, with a source text its quotes stand in.

The pack is a proposal (force = study) until an office signs it: whoever adopts it writes its own document into source.txt and
sets the force. `xinheng plan check` accepts it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from data.drafts import DraftUnusable, Scenario

SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{1,59}")
SOURCE = "source.txt"


@dataclass(frozen=True)
class Named:
    """What a pack has to say in words: an indicator with its unit, or a region or department."""

    zh: str
    en: str
    unit: str = "percent"


def write_pack(
    folder: Path, scenarios: Sequence[Scenario], *, indicators: Mapping[str, Named], units: Mapping[str, Named],
    demo: bool, title: Named | None = None,
) -> Path:  # fmt: skip
    """Write plan.toml, indicators.toml and source.txt into `folder`, whose name is the pack's slug. Returns the folder.

    scenarios: of one plan, each indicator and year once. indicators, units: names by code. demo: the snapshot holds invented
    data, so the pack says so. Raises DraftUnusable where the scenarios cannot be one pack.
    """
    plan, region = _one_plan(folder.name, scenarios)
    years = sorted({s.year for s in scenarios})
    told = title or Named("拟定目标(草案)", "Proposed targets (draft)")
    by_indicator = {s.indicator: [x for x in scenarios if x.indicator == s.indicator] for s in scenarios}
    entries, lines = [], [told.zh, "", "本文件由目标测算导出,为拟定目标,未经签发。", ""]
    for n, (code, own) in enumerate(sorted(by_indicator.items()), 1):
        item, clause = indicators.get(code, Named(code, code)), f"第{n}项"
        targets = [t for s in sorted(own, key=lambda s: s.year) for t in _targets(s, item, units, clause)]
        lines += [f"{clause}  {';'.join(t['quote'] for t in targets)}。"]
        entries.append({
            "code": code, "name": item.zh, "name_en": item.en, "section_zh": "拟定目标", "section_en": "Proposed targets",
            "unit": item.unit, "target": targets,
        })  # fmt: skip
    head = {
        "slug": folder.name, "title_zh": told.zh, "title_en": told.en, "short_zh": "拟定目标", "short_en": "Proposed",
        "region_code": region, "source": told.zh, "extends": plan, **({"demo": True} if demo else {}),
        "period": {"from": date(years[0], 1, 1), "to": date(years[-1], 12, 31)},
        "note_zh": "由目标测算导出的草案:研究推动,未经签发。",
        "note_en": "A draft from the targets bench: to be studied, not signed.",
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "plan.toml").write_text(tomli_w.dumps(head), encoding="utf-8")
    (folder / "indicators.toml").write_text(tomli_w.dumps({"indicator": entries}), encoding="utf-8")
    (folder / SOURCE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _targets(s: Scenario, item: Named, units: Mapping[str, Named], clause: str) -> list[dict[str, Any]]:
    """The target of the whole, then of each unit, every one with the words it is quoted by."""
    key = "department_code" if s.level == "department" else "region_code"
    whole = {"quote": f"{item.zh}{s.year}年末{_value(s, s.plan_value, item)}", "value": s.plan_value}
    parts = [
        {"quote": f"其中{units.get(c, Named(c, c)).zh}{s.year}年末{_value(s, v, item)}", "value": v, key: c}
        for c, v in sorted(s.unit_values.items())
    ]
    common = {"date": s.target_on, "comparator": s.comparator, "kind": "reach", "force": "study", "clause": clause}
    return [{**common, **t} for t in (whole, *parts)]


def _value(s: Scenario, value: float, item: Named) -> str:
    least = "不低于" if s.comparator == ">=" else "不高于"
    return f"{least}{100 * value:.10g}%" if item.unit == "percent" else f"{least}{value:.10g}"


def _one_plan(slug: str, scenarios: Sequence[Scenario]) -> tuple[str, str]:
    if not SLUG.fullmatch(slug):
        raise DraftUnusable(
            slug, ("叠加方案的文件夹名只用小写字母、数字和横线。", "the folder's name takes small letters, digits and dashes."),
            ("请换一个名称,例如 jiangxi-2027-draft。", "Choose another, say jiangxi-2027-draft."),
        )  # fmt: skip
    if not scenarios:
        raise DraftUnusable(
            slug, ("没有选中方案草稿。", "no draft is chosen."), ("请至少选一个。", "Choose one at least.")
        )
    plans, regions = {s.plan for s in scenarios}, {s.region_code for s in scenarios}
    if len(plans) > 1 or len(regions) > 1:
        what = ("所选草稿属于不同方案或地区。", "the drafts chosen belong to different plans or jurisdictions.")
        raise DraftUnusable(slug, what, ("请按方案分别导出。", "Export each plan by itself."))
    seen: set[tuple[str, int]] = set()
    for s in scenarios:
        if (s.indicator, s.year) in seen:
            what = (
                f"指标 {s.indicator} {s.year} 年选了两个草稿。",
                f"two drafts of {s.indicator} for {s.year} are chosen.",
            )
            raise DraftUnusable(slug, what, ("请只留一个。", "Keep one."))
        seen.add((s.indicator, s.year))
    return plans.pop(), regions.pop()
