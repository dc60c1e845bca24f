"""Saved scenarios as an overlay pack: the very format the next build reads, with a source text its quotes stand in.

The pack is a proposal (force = study) until an office signs it: whoever adopts it writes its own document into source.txt and
sets the force. `xinheng plan check` accepts it as it is.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from data.drafts import DraftUnusable, Scenario

SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{1,59}")
SOURCE = "source.txt"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of the zip format: the same drafts give the same bytes
DEMO = "(演示数据,内容均为虚构)"


@dataclass(frozen=True)
class Named:
    """What a pack has to say in words: an indicator with its unit, or a region or department."""

    zh: str
    en: str
    unit: str = "percent"


def write_pack(
    folder: Path, scenarios: Sequence[Scenario], *, indicators: Mapping[str, Named], units: Mapping[str, Named],
    demo: bool, title: Named | None = None, root: str | None = None,
) -> Path:  # fmt: skip
    """Write the files of `pack_files` into `folder`, whose name is the pack's slug. Returns the folder."""
    files = pack_files(folder.name, scenarios, indicators=indicators, units=units, demo=demo, title=title, root=root)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def pack_zip(slug: str, files: Mapping[str, str]) -> bytes:
    """The files in a folder named by the slug, as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(zipfile.ZipInfo(f"{slug}/{name}", FIRST_DAY), text.encode("utf-8"))
    return out.getvalue()


def pack_files(
    slug: str, scenarios: Sequence[Scenario], *, indicators: Mapping[str, Named], units: Mapping[str, Named],
    demo: bool, title: Named | None = None, root: str | None = None,
) -> dict[str, str]:  # fmt: skip
    """plan.toml, indicators.toml and source.txt of an overlay pack, by name.

    scenarios: of one plan, each place, indicator and year once. indicators, units: names by code. demo: the snapshot holds
    invented data, so the pack says so. root: the plan's jurisdiction; what is proposed for a region inside it names that
    region. Raises DraftUnusable where the scenarios cannot be one pack.
    """
    plan, region = _one_plan(slug, scenarios, root)
    years = sorted({s.year for s in scenarios})
    told = title or Named("拟定目标(草案)", "Proposed targets (draft)")
    by_indicator = {s.indicator: [x for x in scenarios if x.indicator == s.indicator] for s in scenarios}
    entries, lines = [], [told.zh + (DEMO if demo else ""), "", "本文件由目标测算导出,为拟定目标,未经签发。", ""]
    for n, (code, own) in enumerate(sorted(by_indicator.items()), 1):
        item, clause = indicators.get(code, Named(code, code)), f"第{n}项"
        targets = [t for s in sorted(own, key=lambda s: s.year) for t in _targets(s, item, units, clause, region)]
        _refuse_twice(slug, code, targets, units)
        lines += [f"{clause}  {';'.join(t['quote'] for t in targets)}。"]
        entries.append({
            "code": code, "name": item.zh, "name_en": item.en, "section_zh": "拟定目标", "section_en": "Proposed targets",
            "unit": item.unit, "target": targets,
        })  # fmt: skip
    head = {
        "slug": slug, "title_zh": told.zh, "title_en": told.en, "short_zh": "拟定目标", "short_en": "Proposed",
        "region_code": region, "source": told.zh, "extends": plan, **({"demo": True} if demo else {}),
        "period": {"from": date(years[0], 1, 1), "to": date(years[-1], 12, 31)},
        "note_zh": "由目标测算导出的草案:研究推动,未经签发。" + (DEMO if demo else ""),
        "note_en": "A draft from the targets bench: to be studied, not signed." + (" Invented data." if demo else ""),
    }  # fmt: skip
    body = tomli_w.dumps({"indicator": entries})
    return {"plan.toml": tomli_w.dumps(head), "indicators.toml": body, SOURCE: "\n".join(lines) + "\n"}


def _targets(
    s: Scenario, item: Named, units: Mapping[str, Named], clause: str, root: str
) -> list[dict[str, Any]]:  # fmt: skip
    """The target of the whole, then of each unit, every one with the words it is quoted by."""
    key = "department_code" if s.level == "department" else "region_code"
    inside = {"region_code": s.region_code} if s.region_code and s.region_code != root else {}
    place = units.get(s.region_code, Named(s.region_code, s.region_code)).zh if inside else ""
    whole = {"quote": f"{place}{item.zh}{s.year}年末{_value(s, s.plan_value, item)}", "value": s.plan_value, **inside}
    parts = [
        {
            "quote": f"其中{place}{units.get(c, Named(c, c)).zh}{s.year}年末{_value(s, v, item)}",
            "value": v,
            **inside,
            key: c,
        }
        for c, v in sorted(s.unit_values.items())
    ]
    common = {"date": s.target_on, "comparator": s.comparator, "kind": "reach", "force": "study", "clause": clause}
    return [{**common, **t} for t in (whole, *parts)]


def _value(s: Scenario, value: float, item: Named) -> str:
    least = "不低于" if s.comparator == ">=" else "不高于"
    return f"{least}{100 * value:.10g}%" if item.unit == "percent" else f"{least}{value:.10g}"


def _one_plan(slug: str, scenarios: Sequence[Scenario], root: str | None) -> tuple[str, str]:
    if not SLUG.fullmatch(slug):
        raise DraftUnusable(
            slug[:60], ("叠加方案的文件夹名只用小写字母、数字和横线。", "the folder's name takes small letters, digits and dashes."),
            ("请换一个名称,例如 jiangxi-2027-draft。", "Choose another, say jiangxi-2027-draft."),
        )  # fmt: skip
    if not scenarios:
        raise DraftUnusable(
            slug, ("没有选中方案草稿。", "no draft is chosen."), ("请至少选一个。", "Choose one at least.")
        )
    plans, regions = {s.plan for s in scenarios}, {s.region_code for s in scenarios}
    if len(plans) > 1 or (root is None and len(regions) > 1):
        what = ("所选草稿属于不同方案或地区。", "the drafts chosen belong to different plans or jurisdictions.")
        raise DraftUnusable(slug, what, ("请按方案分别导出。", "Export each plan by itself."))
    return plans.pop(), root or regions.pop()


def _refuse_twice(slug: str, code: str, targets: Sequence[Mapping[str, Any]], units: Mapping[str, Named]) -> None:
    """Two drafts that set one place's target of one day: a planner's own choice, not ours."""
    seen = set()
    for target in targets:
        place = (target["date"], target.get("region_code"), target.get("department_code"))
        if place in seen:
            where, year = next((p for p in reversed(place[1:]) if p), ""), target["date"].year
            name = units.get(where, Named(where, where))
            what = (
                f"指标 {code} {year} 年选了两个草稿{f'(均涉及{name.zh})' if where else ''}。",
                f"two drafts of {code} for {year} are chosen{f' (both set {name.en})' if where else ''}.",
            )
            raise DraftUnusable(slug, what, ("请只留一个。", "Keep one."))
        seen.add(place)
