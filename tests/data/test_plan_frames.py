"""Packs as tables: columns as the snapshot's, overlays lent to the plan they extend; and the JSON of `plan show`."""

import json
import re

import queries
from data.plan import as_json, frames, read_packs

PACKS = read_packs()
FRAMES = frames(PACKS)


def columns_of(table):
    sql = re.sub(r"--[^\n]*", "", queries.tables())
    body = re.search(rf"create table {table} \((.*?)\);", sql, re.DOTALL)[1]
    return [tuple(column.split()) for column in body.split(",") if column.strip()]


def test_every_frame_has_the_columns_and_types_of_its_table():
    types = {"String": "varchar", "Date": "date", "Boolean": "boolean", "Int32": "integer", "Float64": "double"}
    for table, frame in FRAMES.items():
        got = [(name, types[str(kind)]) for name, kind in frame.schema.items()]
        assert got == columns_of(table), table


def test_keys_are_unique():
    keys = {
        "ref_plan": ["plan"], "ref_plan_indicator": ["plan", "indicator"], "ref_task": ["plan", "task"],
        "ref_task_department": ["plan", "task", "position"], "ref_milestone": ["plan", "milestone"],
        "ref_target": ["plan", "indicator", "region_code", "department_code", "target_on", "comparator", "kind", "from_pack"],
        "ref_limit": ["plan", "limit_id"], "ref_scheme": ["plan", "scheme", "grade"], "ref_measure": ["plan", "measure"],
        "ref_list": ["plan", "list"],
    }  # fmt: skip
    assert keys.keys() == FRAMES.keys()
    for table, key in keys.items():
        assert FRAMES[table].select(key).is_unique().all(), table


def test_targets_of_an_overlay_belong_to_its_plan_and_stay_marked():
    lent = FRAMES["ref_target"].filter(FRAMES["ref_target"]["from_pack"] == "jiangxi-2020-targets")
    assert set(lent["plan"]) == {"jiangxi-2020"} and lent["is_demo"].all() and lent["baseline"].null_count() == 0
    assert not FRAMES["ref_target"].filter(FRAMES["ref_target"]["from_pack"] == "jiangxi-2020")["is_demo"].any()


def test_an_indicator_in_plan_and_overlay_is_listed_once_under_the_plans_own_name():
    rows = FRAMES["ref_plan_indicator"].filter(FRAMES["ref_plan_indicator"]["indicator"] == "M10-1")
    jiangxi = rows.filter(rows["plan"] == "jiangxi-2020")
    assert jiangxi["name_in_plan"].to_list() == ["应归尽归率(归集完整率)"]
    assert jiangxi["from_pack"].to_list() == ["jiangxi-2020"]


def test_the_json_has_every_key_the_readers_of_plan_show_rely_on():
    parts = {"plan", "about", "indicators", "tasks", "milestones", "limits", "schemes", "measures", "lists"}
    for pack in PACKS:
        shown = json.loads(json.dumps(as_json(pack), ensure_ascii=False))
        assert shown.keys() == parts and shown["plan"] == pack.slug
        for indicator in shown["indicators"]:
            assert {"code", "name", "unit", "targets"} <= indicator.keys()
            for target in indicator["targets"]:
                assert {"date", "comparator", "value", "kind", "force", "clause", "quote"} <= target.keys()
        for task in shown["tasks"]:
            assert {"task", "title", "departments", "lead", "deadline", "clause", "quote"} <= task.keys()
            assert {"kind", "wording", "strict", "lenient"} <= task["deadline"].keys()
        for limit in shown["limits"]:
            assert {"days", "acts", "from_event", "to_event", "clause", "quote"} <= limit.keys()


def test_rates_are_between_zero_and_one_and_unit_says_percent():
    rates = [
        t["value"] for p in PACKS for i in p.indicators if i["unit"] == "percent" for t in i["target"] if "value" in t
    ]
    assert rates and all(0 <= rate <= 1 for rate in rates)
