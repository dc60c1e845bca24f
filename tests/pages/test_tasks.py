"""Which plan tasks are due, done, late, and whose are they? Every language, with data and without."""

from datetime import date

import pytest

from dashboard import words
from dashboard.components import task_list
from dashboard.reads import tasks
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
        ("zh", ["2项任务：逾期1项，推进中1项", "另有等单位（名单开放）", "各市县人民政府"]),
        ("en", ["2 tasks: 1 late, 1 under way", "open list"]),
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
    app.selectbox(key="task_chosen").set_value("01").run()
    assert not app.exception
    assert "从严为2020-10-31，从宽为2020-11-30" in text(app)
    assert app.dataframe[0].value.shape[0] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plan_with_milestones_only_shows_them(home, monkeypatch, lang):
    app = opened(home, monkeypatch, lang=lang, plan="jiangmen-2014")
    assert not app.exception
    assert {"zh": "建成平台", "en": "Platform built"}[lang] in text(app)


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
