"""Which plan tasks are due, done, late, and whose are they? Every language, with data and without."""

import re
from datetime import date

import pytest

from dashboard import words
from dashboard.access import Scope
from dashboard.components import task_list
from dashboard.reads import register, tasks
from dashboard.reads.register import Sought
from tests import tiny
from tests.pages import opening


def opened(home, monkeypatch, **address):
    return opening.opened(home, monkeypatch, "tasks", **address)


text = opening.said


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "2项任务：逾期1项，推进中1项；1项无指标衡量",
                "另有等单位（名单开放）",
                "各市县人民政府",
                "从严 2020-10-31",
            ],
        ),
        ("en", ["2 tasks: 1 late, 1 under way; 1 measured by no indicator", "open list", "strictly 2020-10-31"]),
    ],
)
def test_the_page_says_what_is_late_and_whose(home, monkeypatch, lang, said):
    app = opened(home, monkeypatch, lang=lang)
    assert not app.exception
    found = text(app)
    assert all(part in found for part in said)
    assert "2020-11-30" in found and len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_snapshot_says_so(tmp_path, monkeypatch, lang):
    tiny.publish_empty(tmp_path)
    app = opened(tmp_path, monkeypatch, lang=lang)
    assert not app.exception and not app.get("plotly_chart")


def test_the_reading_in_force_is_stated(home, monkeypatch):
    assert "按从宽读法，以当月末日为限" in text(opened(home, monkeypatch, lang="zh"))


def test_a_department_sees_its_own_tasks_in_its_own_state(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", department="market_regulation"))
    assert "市场监管1项任务：已完成1项" in said


def test_a_filter_by_state_leaves_only_that_state(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    app.session_state["task_states"] = ["late"]
    app.run()
    assert not app.exception and "任务清单（1项）" in text(app) and "归集信用信息</td>" not in text(app)


def test_a_task_opens_with_its_clause_and_each_owners_report(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    app.selectbox(key="choose_task").set_value("01").run()
    assert not app.exception and app.query_params["task"] == "01"
    said = text(app)
    assert "从严读法为2020-10-31，从宽读法为2020-11-30" in said and "建立信用承诺制度。" in said
    assert "行政许可、行政处罚：自作出决定之日起7个工作日内公示" in said
    assert app.dataframe[0].value.shape[0] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_without_tasks_shows_the_register(home, monkeypatch, lang):
    app = opened(home, monkeypatch, lang=lang, plan="jiangmen-2014")
    assert not app.exception
    said = text(app)
    assert {"zh": "本方案未列任务，规划承诺共5条", "en": "it makes 5 commitments"}[lang] in said
    assert {"zh": "建成平台", "en": "Platform built"}[lang] in said and "到2015年" in said


@pytest.mark.parametrize(
    ("lang", "measured", "blank"),
    [("zh", "行政许可公示及时率", "无指标衡量"), ("en", "Licences published in time", "measured by no indicator")],
)
def test_a_clause_shows_what_measures_it_or_that_nobody_counts(home, monkeypatch, lang, measured, blank):
    rows = re.findall(r"<tr>.*?</tr>", text(opened(home, monkeypatch, lang=lang)))
    first, second = (next(r for r in rows if f"<td>({clause})</td>" in r) for clause in "一二")
    assert measured in first and "✓</b><abbr" in first and "△" in first and "■" in first and blank not in first
    assert blank in second and measured not in second  # the same mechanism alone is no count


def test_a_related_indicator_is_offered_apart_from_the_count(home, monkeypatch):
    said = text(opened(home, monkeypatch, lang="zh", task="02"))
    assert (
        "没有任何指标统计本条款" in said
        and "同机制的相近指标（1项，不统计本条款）" in said
        and "部门信用信息系统建设率" in said
    )


@pytest.mark.parametrize(
    ("words", "tasks_left", "entries_left"),
    [
        ("承诺", 1, 1), ("commitments", 1, 1), ("重点监管", 0, 1), ("CLOSER supervision", 0, 1), ("（二）", 1, 2), ("(二) 归集", 1, 1),
        ("2020-11-30", 1, 1), ("7个工作日", 0, 1), ("没有这个词", 0, 0),
    ],
)  # fmt: skip
def test_any_commitment_is_found_by_word_clause_or_date_in_either_language(
    home, monkeypatch, words, tasks_left, entries_left
):
    app = opened(home, monkeypatch, lang="zh", find=words)
    assert not app.exception and app.text_input(key="find").value == words
    if entries_left:
        options = app.get("button_group")[-1].options
        assert [o.split()[-1] for o in options] == [str(tasks_left), str(entries_left)]


def test_typing_a_word_writes_it_into_the_address(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    app.text_input(key="find").set_value("重点监管").run()
    assert not app.exception and app.query_params["find"] == "重点监管"
    app.session_state["task_view"] = "register"
    app.run()
    assert "<q>列为重点监管对象</q>" in text(app) and "规划承诺台账（1条）" in text(app)


def test_the_register_tells_kinds_owners_and_targets(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh")
    app.session_state["task_view"] = "register"
    app.run()
    said = text(app)
    assert not app.exception
    assert "行政许可公示及时率" in said or "及时率：≥95.0%" in said
    assert "列为重点监管对象 · 行政性" in said and "各市县人民政府" in said and "演示数据" in said
    app.session_state["register_fold"] = True
    app.session_state["task_entries"] = ["measure"]
    app.run()
    assert not app.exception and "规划承诺台账（1条）" in text(app)


@pytest.mark.parametrize(
    ("sought", "left"),
    [
        (Sought(mechanism="M10"), {"02", "focus"}), (Sought(deadlines=["finish_by"]), {"01"}), (Sought(counted=["none"]), {"02", "focus"}),
        (Sought(owners=["is_open_list"]), {"02", "focus"}), (Sought(owners=["has_local_governments"]), {"01", "seven"}),
    ],
)  # fmt: skip
def test_the_register_is_filtered_by_mechanism_deadline_count_and_owners(home, monkeypatch, sought, left):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    view = Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000")
    found = register.found(register.entries(view), sought)
    assert {r["commitment"].split(":")[1] for r in found if r["kind"] != "target"} == left


def test_a_measure_stands_in_the_clauses_of_the_department_that_owns_them(home, monkeypatch):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    view = Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000")
    own = register.of_department(register.entries(view), "development_reform")
    assert {r["commitment"] for r in own} == {"task:02", "measure:focus"}


def test_a_task_that_is_not_there_is_said_and_forgotten(home, monkeypatch):
    app = opened(home, monkeypatch, lang="zh", task="99")
    assert "地址中的任务“99”在本快照中不存在" in text(app) and "task" not in app.query_params


def owner(name, state, *, role="responsible"):
    return {
        "department_code": name,
        "name_in_plan": name,
        "name_zh": name,
        "name_en": name,
        "role": role,
        "state": state,
    }


def test_twenty_one_owners_fit_one_cell_with_the_lead_marked():
    words.use("zh")
    many = [owner("省发展改革委", "started", role="lead"), *[owner(f"省{i}厅", "not_reported") for i in range(20)]]
    row = {
        "owners": many,
        "is_each_department": False,
        "is_open_list": True,
        "is_open": True,
        "has_local_governments": True,
    }
    cell = task_list.owners(row)
    assert "<b>省发展改革委</b><small>（牵头）</small>" in cell and "– 未报送 20" in cell and "名单开放" in cell
    assert len(cell.encode()) < 1_500


@pytest.mark.parametrize(
    ("states", "together"),
    [
        (["done", "done"], "done"),
        (["done", "late"], "late"),
        (["done", "not_reported"], "started"),  # silence is not completion
        (["not_started", "not_reported"], "not_started"),
        ([], "not_reported"),
    ],
)
def test_the_state_of_a_task_is_that_of_all_its_owners(states, together):
    assert tasks._together({s: states.count(s) for s in tasks.STATES}) == together


@pytest.mark.parametrize(
    ("quarter", "end"), [("2026Q3", date(2026, 9, 30)), ("2020Q4", date(2020, 12, 31)), ("2024Q1", date(2024, 3, 31))]
)
def test_a_quarter_ends_on_its_last_day(quarter, end):
    assert tasks.quarter_end(quarter) == end
