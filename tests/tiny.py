"""A snapshot small enough to check by hand, and an empty one: what the pages are tested on.

`publish_tiny(home)` and `publish_empty(home)` write `snapshots/<id>.duckdb` and `current.json` below a folder.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

import queries
from data.clauses import read_clauses
from data.snapshot.load import insert
from data.snapshot.reader import SCHEMA_VERSION

QUARTERS = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
ENDS = {
    "2015Q4": "2015-12-31",
    "2020Q4": "2020-12-31",
    "2025Q4": "2025-12-31",
    "2026Q1": "2026-03-31",
    "2026Q2": "2026-06-30",
    "2026Q3": "2026-09-30",
}

# What lies behind the words of this snapshot: columns of stat_judgement.
LAGGING = {
    "code": "LAGGING", "rule_number": 5, "signals": "T4 P4 V2 A3", "peer_group": "departments", "n_peers": 11, "peer_centre": 0.93,
    "peer_low998": 0.9, "peer_high998": 0.97, "peer_q": 0.004, "n_short": 2, "n_held_to_it": 11, "change_mark": "steady", "chart": "xmr",
    "n_points": 24, "process_centre": 0.82, "process_low": 0.79, "process_high": 0.85, "assurance_mark": "fail", "n_pooled": 1,
    "milestone": 0.95, "change_code": "CASES_TO_MILESTONE", "change_units": 189.0, "no_forecast": "TOO_FEW_POINTS",
}  # fmt: skip
LAGGING_ALONE = {
    "code": "LAGGING", "rule_number": 7, "signals": "T4 V2 A3", "peer_group": "departments", "n_peers": 4, "change_mark": "steady",
    "chart": "xmr", "n_points": 24, "process_centre": 0.86, "process_low": 0.83, "process_high": 0.89, "assurance_mark": "fail",
    "n_pooled": 1, "n_short": 1, "n_held_to_it": 4, "change_code": "CASES_TO_MILESTONE", "change_units": 33.0,
}  # fmt: skip
ON_COURSE = {"code": "ON_TRACK", "rule_number": 4, "signals": "T3 F1", "p_met": 0.93, "p_met_worse": 0.88}
MET = {
    "code": "MET_STABLE", "rule_number": 14, "signals": "T1 V1 A1", "change_mark": "improving", "assurance_mark": "pass", "chart": "xmr",
    "n_points": 24, "process_centre": 0.96, "process_low": 0.955, "process_high": 0.97, "process_rules": "shift",
    "change_code": "CASES_TO_SPARE", "change_units": 90.0,
}  # fmt: skip


def publish_empty(home: Path, name: str = "empty") -> str:
    """Tables only, plus the one row of meta_build without which no file is a snapshot."""
    _publish(
        home,
        name,
        f"insert into meta_build (snapshot_id, as_of, built_at, schema_version, is_demo) values ('empty', null, null, {SCHEMA_VERSION}, false);",
    )
    return name


def publish_planned(home: Path, name: str = "2026Q3-planned") -> str:
    """Plans and lookups, not one figure: what an office sees that has built before any file came in."""
    _publish(home, name, _lookups(name) + _plans())
    return name


def publish_tiny(
    home: Path, name: str = "2026Q3-tiny", *, previous: str | None = None, late_rate: float = 0.821
) -> str:
    """Two plans, one running and one over; two lagging departments, one of them for three quarters."""
    _publish(home, name, _lookups(name) + _plans() + _figures(late_rate) + _tasks() + _quality(), previous)
    return name


def _publish(home: Path, name: str, sql: str, previous: str | None = None) -> None:
    folder = home / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(folder / f"{name}.duckdb"))
    con.execute(queries.tables())
    con.execute(sql)
    insert(con, "ref_clause", read_clauses(con.sql(queries.read("written_clauses")).pl()))
    for table in (
        "ref_commitment",
        "ref_clause_indicator",
        "agg_blank",
    ):  # lookups of lookups: made as the build makes them
        con.execute(f"insert into {table} by name {queries.read(table)}")
    con.close()
    pointer = {"snapshot": name, "previous": [previous] if previous else []}
    (home / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def _row(table: str, **columns: object) -> str:
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join(map(_literal, columns.values()))});\n"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _lookups(name: str) -> str:
    regions = [
        ("360000", "江西省", "Jiangxi", "province", "province", None),
        ("360100", "南昌市", "Nanchang", "city", "prefecture_city", "360000"),
        ("360102", "东湖区", "Donghu District", "county", "district", "360100"),
        ("360121", "南昌县", "Nanchang County", "county", "county", "360100"),
        ("360700", "赣州市", "Ganzhou", "city", "prefecture_city", "360000"),
        ("360703", "南康区", "Nankang District", "county", "district", "360700"),
        ("440700", "江门市", "Jiangmen", "city", "prefecture_city", None),
    ]
    ancestors = [
        (r[0], a, None) for r in regions for a in {r[0], r[5], "360000" if r[0].startswith("36") else r[0]} if a
    ]
    departments = [
        ("market_regulation", "市场监管", "Market regulation"),
        ("housing_construction", "住房城乡建设", "Housing and construction"),
        ("medical_insurance", "医保", "Medical insurance"),
        ("development_reform", "发展改革", "Development and reform"),
    ]
    return (
        _row("meta_build", snapshot_id=name, as_of="2026-09-30", built_at="2026-10-02 09:00:00", code_version="0.1.0", schema_version=SCHEMA_VERSION,
             is_demo=True, source_name="demo", plans="jiangxi-2020,jiangmen-2014", seconds=1.0, peak_mb=100.0, settings="{}")
        + "".join(_row("ref_region", region_code=c, name_zh=z, name_en=e, level=lv, kind=k, parent_code=p, valid_from="2020-01-01")
                  for c, z, e, lv, k, p in regions)
        + "".join(_row("ref_region_ancestor", region_code=r, ancestor_code=a, ancestor_level=lv) for r, a, lv in ancestors)
        + "".join(_row("ref_department", department_code=c, name_zh=z, name_en=e, kind="department", aliases=z) for c, z, e in departments)
        + _row("ref_rule", rule="publish_in_7", kind="publication_limit", acts="licence,penalty", days=7, valid_from="2018-04-01",
               name_zh="双公示7个工作日", name_en="Publication within 7 working days", source="发改办财金〔2018〕424号", clause="一", is_source_verified=True)
        + _row("ref_rule", rule="tier_band", kind="tier_band", name_zh="检查比例区间", name_en="Inspection band", is_source_verified=False)
        + "insert into ref_workday select d::date, isodow(d) < 6, sum((isodow(d) < 6)::int) over (order by d), year(d) = 2026"
          " from generate_series(date '2026-01-01', date '2026-12-31', interval 1 day) as g(d);\n"
    )  # fmt: skip


def _indicator(
    code: str, zh: str, en: str, position: int, *, unit: str = "percent", origin: str = "event", **more: object
) -> str:
    columns = {
        "indicator": code, "mechanism": code.split("-")[0], "mechanism_zh": "信息公示", "mechanism_en": "Publication",
        "name_zh": zh, "name_en": en, "why_zh": "及时公示是公众监督的前提。", "why_en": "Publication in time lets the public watch.",
        "numerator_zh": "按期公示件数", "numerator_en": "acts published in time", "denominator_zh": "应公示件数", "denominator_en": "acts due",
        "unit": unit, "direction": "up", "series": "flow", "origin": origin, "feeds": "decisions", "aggregate": "agg_publication_month",
        "additive_over": "time,region,department", "comparable_departments": True, "least_denominator": 30, "is_core": True,
        "rule": "publish_in_7", "review_on": "2027-01-01", "position": position,
    } | more  # fmt: skip
    return _row("ref_indicator", **columns)


def _plans() -> str:
    return (
        _row("ref_plan", plan="jiangxi-2020", title_zh="江西省推进社会信用体系建设重点工作实施方案", title_en="Jiangxi work plan", short_zh="江西方案",
             short_en="Jiangxi plan", issued_on="2020-06-30", region_code="360000", is_demo=False, source="000.txt", issuer_zh="江西省政府", issuer_en="Jiangxi")
        + _row("ref_plan", plan="jiangxi-targets", title_zh="目标责任书（演示）", title_en="Yearly targets (demo)", short_zh="责任书", short_en="Targets",
               region_code="360000", extends="jiangxi-2020", is_demo=True, source="demo")
        + _row("ref_plan", plan="jiangmen-2014", title_zh="江门市社会信用体系建设规划", title_en="Jiangmen plan", short_zh="江门规划", short_en="Jiangmen plan",
               issued_on="2014-12-01", period_from="2014-01-01", period_to="2020-12-31", region_code="440700", is_demo=False, source="001.txt")
        + _indicator("M04-1", "行政许可公示及时率", "Licences published in time", 1)
        + _indicator("M04-2", "行政处罚公示及时率", "Penalties published in time", 2)
        + _indicator("M10-6", "部门信用信息系统建设率", "Departments with a credit system", 3, origin="return", unit="percent")
        + _indicator("M09-1", "共享单位数", "Units sharing data", 4, origin="return", unit="count")
        + "".join(_row("ref_plan_indicator", plan=p, indicator=i, position=n, section_zh="公示", section_en="Publication", name_in_plan=name, from_pack=p)
                  for p, i, n, name in [("jiangxi-2020", "M04-1", 1, "及时率"), ("jiangxi-2020", "M04-2", 2, "及时率"),
                                        ("jiangmen-2014", "M10-6", 1, "部门信用信息系统建设率"), ("jiangmen-2014", "M09-1", 2, "共享单位数")])
        + "".join(_row("ref_target", plan="jiangxi-2020", indicator=i, target_on="2026-12-31", comparator=">=", value=0.95, kind="reach", force="binding",
                       clause="三十", quote="七个工作日", from_pack="jiangxi-targets", is_demo=True) for i in ("M04-1", "M04-2"))
        + "".join(_row("ref_target", plan="jiangmen-2014", indicator=i, target_on=day, comparator=c, value=v, kind="reach", force="binding", clause="专栏1",
                       quote="100%", from_pack="jiangmen-2014", is_demo=False)
                  for i, day, c, v in [("M10-6", "2015-12-31", "=", 0.5), ("M10-6", "2020-12-31", "=", 1.0), ("M09-1", "2015-12-31", ">=", 28), ("M09-1", "2020-12-31", ">=", 50)])
    )  # fmt: skip


def _judged(
    plan: str,
    indicator: str,
    quarter: str,
    region: str,
    department: str,
    x: float | None,
    n: float | None,
    word: str | None,
    **more: object,
) -> str:
    family = "region" if department == "*" else "department" if region in ("360000", "440700") else "office"
    value = None if x is None else x / n if n else x
    columns = {
        "plan": plan, "indicator": indicator, "quarter": quarter, "period_end": ENDS[quarter], "region_code": region, "department_code": department,
        "family": family, "numerator": x, "denominator": n, "value": value, "low": value and n and max(0, value - 0.02),
        "high": value and n and min(1, value + 0.02), "n_rows": n, "origin": "event", "word": word, "n_lagging_of_three": 0, "is_nameable": False,
        "blank": "not_returned" if x is None else None,
    } | more  # fmt: skip
    return _row("stat_judgement", **columns)


def _figures(late_rate: float) -> str:
    sql = ""
    target = {"target": 0.95, "target_on": "2026-12-31", "comparator": ">=", "target_kind": "reach"}
    for k, quarter in enumerate(QUARTERS):
        for region, n in (("360000", 9000), ("360100", 4000), ("360102", 900), ("360700", 3000)):
            x = round(n * (0.93 + 0.01 * k))
            sql += _judged("jiangxi-2020", "M04-1", quarter, region, "*", x, n, "on_course" if k < 2 else "met", reasons="ON_PACE" if k < 2 else "MET",
                           expected=0.92, gap=x / n - 0.95, previous_value=0.92 + 0.01 * k, previous_word="on_course",
                           **(ON_COURSE if k < 2 else MET), **target)  # fmt: skip
            sql += _judged(
                "jiangxi-2020",
                "M04-2",
                quarter,
                region,
                "*",
                n - 4,
                n,
                "met",
                reasons="MET",
                gap=0.049,
                previous_word="met",
                **MET,
                **target,
            )
        housing = round(1466 * late_rate)
        sql += _judged("jiangxi-2020", "M04-1", quarter, "360000", "housing_construction", housing, 1466, "lagging", reasons="SURELY_BELOW_TARGET",
                       gap=late_rate - 0.95, gap_units=housing - 1393, n_lagging_of_three=min(3, k + 1), is_nameable=k > 0, judged_x=housing, judged_n=1466, **LAGGING, **target)  # fmt: skip
        sql += _judged(
            "jiangxi-2020",
            "M04-1",
            quarter,
            "360000",
            "medical_insurance",
            300,
            350,
            "lagging" if k == 3 else "watch",
            reasons="SURELY_BELOW_TARGET" if k == 3 else "BEHIND_PACE",
            gap=-0.09,
            gap_units=-33,
            n_lagging_of_three=int(k == 3),
            judged_x=300,
            judged_n=350,
            **(LAGGING_ALONE if k == 3 else {"code": "WATCH", "rule_number": 12, "signals": "T3"}),
            **target,
        )
        sql += _judged(
            "jiangxi-2020",
            "M04-1",
            quarter,
            "360000",
            "market_regulation",
            4900,
            5000,
            "met",
            reasons="MET",
            gap=0.03,
            **target,
        )
        sql += _judged(
            "jiangxi-2020",
            "M04-1",
            quarter,
            "360102",
            "housing_construction",
            80,
            100,
            "lagging",
            reasons="SURELY_BELOW_TARGET",
            gap=-0.15,
            **target,
        )
        sql += _judged("jiangxi-2020", "M10-6", quarter, "360000", "*", 40, 45, None, reasons="NO_TARGET", code="NO_TARGET", rule_number=3, signals="T0",
                       no_series="TOO_FEW_POINTS", n_points=k + 1)  # fmt: skip
        sql += "".join(
            _row("agg_rollup", indicator="M04-1", period_kind=kind, period=period, period_end=ENDS[quarter], region_code="360000", department_code="*",
                 numerator=8400 + 60 * k, denominator=9000, value=(8400 + 60 * k) / 9000, low=0.92, high=0.96, n_rows=9000, origin="event")
            for kind, period in (("quarter", quarter),))  # fmt: skip
    for day, quarter, words in (
        ("2015-12-31", "2015Q4", ("met", "not_met")),
        ("2020-12-31", "2020Q4", ("met", "insufficient")),
    ):
        sql += _judged("jiangmen-2014", "M10-6", quarter, "440700", "*", 45, 45 if quarter == "2020Q4" else 90, words[0], reasons="MET",
                       target=1.0 if quarter == "2020Q4" else 0.5, target_on=day, comparator="=", target_kind="reach", gap=0.0)  # fmt: skip
        missing = words[1] == "insufficient"
        sql += _judged("jiangmen-2014", "M09-1", quarter, "440700", "*", None if missing else 20, None, words[1],
                       reasons="NOT_REPORTED" if missing else "NOT_MET", target=50 if missing else 28, target_on=day, comparator=">=", target_kind="reach")  # fmt: skip
    return sql


def _tasks() -> str:
    return (
        _row("ref_task", plan="jiangxi-2020", task="01", position=1, chapter_zh="一", chapter_en="One", title_zh="建立信用承诺制度", title_en="Credit commitments",
             text_zh="建立信用承诺制度。", clause="(一)", quote="建立信用承诺制度", is_open_list=False, has_local_governments=True, is_each_department=False,
             deadline_kind="finish_by", deadline_wording="2020年11月前", deadline_strict="2020-10-31", deadline_lenient="2020-11-30",
             mechanisms="M04")
        + _row("ref_task", plan="jiangxi-2020", task="02", position=2, chapter_zh="一", chapter_en="One", title_zh="归集信用信息", title_en="Collect credit records",
               text_zh="归集信用信息。", clause="(二)", quote="归集信用信息", is_open_list=True, has_local_governments=False, is_each_department=False, deadline_kind="ongoing",
             mechanisms="M10")
        + _row("ref_indicator_clause", indicator="M04-1", plan="jiangxi-2020", clause="一、(三)")  # a card writes what the plan calls (一)
        + _row("ref_measure", plan="jiangxi-2020", measure="focus", kind="administrative", name_zh="列为重点监管对象", name_en="Closer supervision", is_key=False,
               clause="(二)", quote="列为重点监管对象")
        + _row("ref_limit", plan="jiangxi-2020", limit_id="seven", days=7, day_kind="working", acts="licence,penalty", from_event="decided_on",
               to_event="published_on", force="binding", clause="(一)", quote="7个工作日内")
        + "".join(_row("ref_task_department", plan="jiangxi-2020", task=task, position=n, department_code=d, role="responsible", name_in_plan=d)
                  for task, n, d in [("01", 1, "market_regulation"), ("01", 2, "housing_construction"), ("02", 1, "development_reform")])
        + _row("agg_task", plan="jiangxi-2020", task="01", department_code="market_regulation", quarter="2026Q3", state="done", percent=1.0, reported_on="2020-11-10", is_done=True, is_late=False)
        + _row("agg_task", plan="jiangxi-2020", task="01", department_code="housing_construction", quarter="2026Q3", state="started", percent=0.6, reported_on="2026-08-01", is_done=False, is_late=True)
        + _row("agg_task", plan="jiangxi-2020", task="02", department_code="development_reform", quarter="2026Q3", state="started", percent=0.5, reported_on="2026-08-01", is_done=False, is_late=False)
        + _row("ref_milestone", plan="jiangmen-2014", milestone="m1", kind="deliverable", title_zh="建成平台", title_en="Platform built", wording="到2015年", due_on="2015-12-31", clause="专栏2", quote="建成")
    )  # fmt: skip


def _quality() -> str:
    files = [
        ("s1", 1, "decisions", "market_regulation", "decisions_2026Q2.csv", "2026-07-08", 5000, 5000, 0, None),
        ("s2", 2, "decisions", "housing_construction", "住建_决定.xlsx", "2026-10-01", 1500, 1466, 34, None),
        ("s3", 3, "decisions", "medical_insurance", "医保决定.csv", "2026-10-01", 0, 0, 0, "truncated"),
        ("s4", 4, "task_reports", "development_reform", "tasks.csv", "2026-08-02", 12, 12, 0, None),
    ]
    sql = "".join(
        _row("meta_submission", submission_id=s, position=p, feed=f, department_code=d, file_name=name, received_on=day, encoding="utf-8", size_bytes=1000,
             rows=rows, kept=kept, refused=refused, masked=0, duplicates=0, dropped=0, error_rule=error,
             error_zh="文件不完整，请重新导出。" if error else None, error_en="The file is cut off; export it again." if error else None)
        for s, p, f, d, name, day, rows, kept, refused, error in files)  # fmt: skip
    sql += "".join(
        _row("agg_quality", feed=f, department_code=d, quarter="2026Q3", n_files=1, n_files_refused=int(bool(error)), rows=rows, kept=kept, refused=refused,
             masked=0, duplicates=0, dropped=0) for _, _, f, d, _, _, rows, kept, refused, error in files)  # fmt: skip
    sql += _row(
        "meta_problem_count", submission_id="s2", rule="exited_after_listed", column_name="published_on", n_rows=34
    )
    sql += _row("meta_problem", submission_id="s2", row_number=41, column_name="published_on", rule="not_a_date",
                message_zh="2 月 30 日不是日期。", message_en="30 February is not a date.")  # fmt: skip
    sql += _row(
        "meta_finding",
        finding="unknown_entity",
        feed="decisions",
        department_code="housing_construction",
        region_code="360102",
        quarter="2026Q3",
        n_rows=12,
    )
    sql += _row(
        "meta_revision", feed="decisions", kind="replaced", old_submission_id="s1", new_submission_id="s2", n_rows=3
    )
    sql += _row("agg_return_difference", indicator="M04-1", quarter="2026Q3", region_code="360000", department_code="housing_construction",
                returned_numerator=985, returned_denominator=1000, returned_value=0.985, counted_numerator=1204, counted_denominator=1466,
                counted_value=0.8213, difference=0.1637, is_apart=True)  # fmt: skip
    sql += _row("meta_lineage", indicator="M04-1", submission_id="s1", n_rows=5000)
    return sql + _row("meta_query", name="marts/agg_publication_month", sql="select 1")


if __name__ == "__main__":
    import sys

    publish_tiny(Path(sys.argv[1]))
