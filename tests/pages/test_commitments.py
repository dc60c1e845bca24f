"""Are commitments taken, published, kept and followed up, and are credit checks made before decisions?"""

import duckdb
import polars as pl
import pytest

import metrics.shares
import queries
from dashboard import words
from dashboard.access import Scope
from dashboard.charts import shares
from dashboard.components import (
    commitment_box,
    commitment_chain,
    commitment_checks,
    commitment_drill,
    commitment_tables,
    commitment_trend,
)
from dashboard.reads import commitments
from data import lookups
from data.snapshot.load import insert
from metrics.catalogue import indicator_frame, read_cards
from tests import tiny
from tests.drawing import rows
from tests.pages.opening import opened, said

LANGUAGES = ["zh", "en"]
# Of approvals all is well but for outcomes that stay in the office; of the others too little is there to say so.
SIGNED = """
    quarter | kind      | region_code | department_code      | n_signed | n_published | n_with_handling | n_at_once | n_papers_complete | n_ordinary | n_papers_to_follow | n_papers_due | n_papers_in_time | n_running | n_without_term
    --------+-----------+-------------+----------------------+----------+-------------+-----------------+-----------+-------------------+------------+--------------------+--------------+------------------+-----------+---------------
    2025Q3  | approval  | 360102      | market_regulation    | 200      | 100         | 100             | 80        | 90                | 10         | 10                 | 10           | 9                | 0         | 0
    2026Q3  | approval  | 360102      | market_regulation    | 300      | 294         | 100             | 80        | 90                | 10         | 10                 | 10           | 9                | 120       | 5
    2026Q3  | approval  | 360703      | housing_construction | 100      | 60          |                 |           |                   |            |                    |              |                  | 0         | 0
    2026Q3  | proactive | 360102      | market_regulation    | 20       | 20          |                 |           |                   |            |                    |              |                  | 0         | 20             """
JUDGED = """
    quarter | kind      | region_code | department_code      | n_due | n_due_checked | n_due_kept | n_due_broken | n_checked_early | n_found | n_found_without_term | n_kept | n_broken | n_handled | n_shared
    --------+-----------+-------------+----------------------+-------+---------------+------------+--------------+-----------------+---------+----------------------+--------+----------+-----------+---------
    2026Q3  | approval  | 360102      | market_regulation    | 160   | 152           | 142        | 8            | 40              | 150     | 0                    | 142    | 8        | 6         | 90
    2026Q3  | proactive | 360102      | market_regulation    | 0     | 0             | 0          | 0            | 0               | 5       | 5                    | 4      | 1        | 1         | 5       """
CHECKS = """
    quarter | matter             | region_code | department_code    | n_matters | n_checked_before | n_checked_same_day | n_checked_after | n_unchecked | n_result | n_hit | n_restricted | n_restriction_unstated | n_report_used | n_report_stated
    --------+--------------------+-------------+--------------------+-----------+------------------+--------------------+-----------------+-------------+----------+-------+--------------+------------------------+---------------+----------------
    2026Q3  | procurement        | 360102      | development_reform | 100       | 96               | 20                 | 3               | 1           | 99       | 4     | 3            | 1                      | 40            | 90
    2026Q3  | professional_title | 360102      | development_reform | 40        | 20               | 0                  | 0               | 20          | 0        | 0     | 0            | 0                      | 0             | 0
    2026Q3  | unlisted           | 360102      | development_reform | 10        | 10               | 0                  | 0               | 0           | 10       | 0     | 0            | 0                      | 0             | 0              """
TALKS = """
    quarter | kind    | region_code | department_code   | n_held | n_due | n_in_time | n_late_done | n_late_open | n_rectified | n_open_inside | n_done_inside | n_without_limit | n_recorded | n_listed | n_by_lister | n_unknown_listing
    --------+---------+-------------+-------------------+--------+-------+-----------+-------------+-------------+-------------+---------------+---------------+-----------------+------------+----------+-------------+------------------
    2026Q3  | warning | 360102      | market_regulation | 60     | 50    | 40        | 6           | 4           | 46          | 7             | 1             | 2               | 55         | 10       | 9           | 3                """
FIGURES = """
    indicator | region_code | department_code      | numerator | denominator | value | low  | high  | word | target | origin
    ----------+-------------+----------------------+-----------+-------------+-------+------+-------+------+--------+-------
    M01-2     | 360000      | *                    | 374       | 420         | 0.89  | 0.86 | 0.917 | met  | 0.85   | event
    M01-7     | 360000      | *                    | 152       | 160         | 0.95  | 0.90 | 0.975 |      |        | event
    M01-8     | 360000      | *                    | 95        | 155         | 0.613 | 0.53 | 0.686 |      |        | event
    M01-2     | 360100      | *                    | 314       | 320         | 0.981 | 0.96 | 0.991 | met  | 0.85   | event
    M01-2     | 360700      | *                    | 60        | 100         | 0.6   | 0.50 | 0.691 | met  | 0.85   | event
    M01-2     | 360000      | housing_construction | 60        | 100         | 0.6   | 0.50 | 0.691 | met  | 0.85   | event
    M01-2     | 360000      | market_regulation    | 314       | 320         | 0.981 | 0.96 | 0.991 | met  | 0.85   | event
    M22-2     | 360000      | *                    | 30        | 40          | 0.75  | 0.60 | 0.858 |      |        | return """


def draw(con, table, picture, **more):
    drawn = [row | more for row in rows(picture)]
    insert(con, table, pl.DataFrame(drawn, infer_schema_length=None))


def publish(folder):
    """The tiny snapshot with the cards of these mechanisms and something in every register."""
    name = tiny.publish_tiny(folder)
    with duckdb.connect(str(folder / "snapshots" / f"{name}.duckdb")) as con:
        cards = indicator_frame(read_cards()).filter(pl.col("mechanism").is_in(["M01", "M02", "M05", "M06", "M22"]))
        insert(con, "ref_indicator", cards)
        insert(con, "ref_matter", lookups.read_matters())
        for mart, pictures, table, built, statistic in (
            ("agg_commitment", (SIGNED, JUDGED), "stat_commitment", "promised_rows", metrics.shares.promised),
            ("agg_credit_check", (CHECKS,), "stat_credit_check", "looked_rows", metrics.shares.looked),
            ("agg_interview", (TALKS,), "stat_interview", "talked_rows", metrics.shares.talked),
        ):
            counts = {
                c: 0 for c in con.sql(f"select * from {table}").columns if c.startswith("n_") and c != "n_quarters"
            }
            drawn = [row for picture in pictures for row in rows(picture)]
            offices = pl.DataFrame([counts | {k: v for k, v in r.items() if v is not None} for r in drawn])
            con.register(f"{mart}_office", offices.to_arrow())
            con.execute(f"create temp table {mart} as {queries.read(mart)}")  # from here on as the build does
            insert(con, table, statistic(con.sql(queries.read(built)).pl()))
        draw(
            con,
            "agg_credit_check_unlisted",
            "region_code | matter | n_matters | n_departments\n---+---+---+---\n360000 | <告知>承诺 | 12 | 2",
        )
        draw(con, "stat_judgement", FIGURES, plan="jiangxi-2020", quarter="2026Q3", family="region")
        con.execute(
            "insert into meta_problem_count values ('s5', 'only_a_breach_is_handled', 'handled_on', 7);"
            "insert into meta_problem values ('s5', 3, 'handled_on', 'only_a_breach_is_handled', '没有违诺却有处理', 'Handled, not broken');"
            "insert into meta_submission (submission_id, feed, kept, refused, rows, received_on) values ('s5', 'commitments', 420, 7, 427, date '2026-10-05');"
            "insert into meta_query values ('agg_commitment', 'select 42')"
        )


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("promised")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def seen(home):
    """What the page says without further choices, read once a language."""
    with pytest.MonkeyPatch.context() as patch:
        yield {lang: said(opened(home, patch, "commitments", lang=lang)) for lang in LANGUAGES}


@pytest.fixture
def view(home, monkeypatch):
    monkeypatch.setenv("XINHENG_HOME", str(home))
    return Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_names_the_weakest_step(seen, lang):
    text = seen[lang]
    assert {
        "zh": "本季签署承诺420份；链条最弱一环是结果归集，155份中95份（61.3%）；决定前先查信用的占84.0%；约谈到期按期整改80.0%",
        "en": "Commitments signed this quarter: 420; the weakest step is &#x27;Outcome shared&#x27;: 95 of 155 (61.3%); "
        "credit checked before 84.0% of decisions; 80.0% rectified in time after talks",
    }[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_stands_with_its_counts_and_interval(seen, view, lang):
    text = seen[lang]
    for shown in (
        "374/420",
        "152/160",
        "146/155",
        "7/9",
        "95/155",
        "80/90",
        "9/10",
        "126/150",
        "40/50",
        "55/60",
        "9/10",
    ):
        assert shown in text, shown
    row = commitments.promised(view)
    assert f"{words.interval(row['M01-7_low'], row['M01-7_high'])}" in text
    assert (row["M01-7_low"], row["M01-7_high"]) == pytest.approx((0.9044, 0.9745), abs=1e-4)


def test_a_step_with_a_handful_of_cases_is_not_called_the_weakest(view):
    row = commitments.promised(view)
    assert row["M01-9_rate"] < 0.8 and row["n_broken"] == 9  # lower than nearly all, of nine
    assert commitments.weakest(row) == "M01-8"
    assert commitments.weakest({**row, "n_found": 20, "n_due": 20, "n_broken": 3}) is None  # one step alone is no chain


def test_a_running_term_is_nowhere_and_a_promise_without_one_only_once_checked(view):
    [approval, proactive] = commitments.kinds(view)
    assert (approval["n_due"], proactive["n_due"], proactive["n_found"]) == (160, 0, 5)
    assert proactive["M01-7_rate"] is None and proactive["M01-8_rate"] == 1.0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_does_not_fit_is_shown_for_what_it_is(seen, lang):
    text = seen[lang]
    told = {
        "zh": ["期限未满，已核查认定守诺", "核查与决定同日", "命中失信记录，没有写是否约束", "事项不在方案列名之内", "约谈所写的名单编号，名单中没有",
               "没有违诺却有处理", "校验退回的行（7行", "&lt;告知&gt;承诺", "自然人事项，不统计", "只计入", "不适用"][:9],
        "en": ["Found kept before the term had ended", "Checked on the day of the decision", "A matter no plan names", "Handled, not broken",
               "&lt;告知&gt;承诺", "natural persons: not counted", "A talk whose listing nobody has sent"],
    }  # fmt: skip
    for sentence in told[lang]:
        assert sentence in text, sentence


def test_a_matter_checked_less_often_than_the_others_is_named(seen):
    assert "应查必查偏低的事项：职称评定" in seen["zh"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_step_is_opened_by_its_name_and_a_region_by_its_own(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "commitments", lang=lang, indicator="M01-2"))
    assert {
        "zh": "公示总体89.0%，明显低于总体的：赣州市（待核）",
        "en": "Published: 89.0% over all; clearly below it, to be checked: Ganzhou",
    }[lang] in text
    assert "region=360700" in text and "department=housing_construction" in text and "indicator=M01-7" in text
    assert "commitments?" in text


def test_without_a_step_in_the_address_the_weakest_is_opened(view):
    judged = commitments.judged(view)
    assert commitment_drill.chosen(view, judged, commitments.promised(view)) == "M01-8"
    asked = Scope("2026Q3-tiny", "jiangxi-2020", "2026Q3", "360000", indicator="M01-7")
    assert commitment_drill.chosen(asked, judged, commitments.promised(asked)) == "M01-7"


def test_the_department_filter_narrows_the_chain(home, monkeypatch):
    text = said(opened(home, monkeypatch, "commitments", department="housing_construction"))
    assert "住房城乡建设：本季签署承诺100份" in text and "60/100" in text and "374/420" not in text
    assert "本季没有信用核查记录" in text and "本季没有约谈记录" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_only_returns_came_in_they_are_shown_as_returns(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "commitments", lang=lang, plan="jiangmen-2014"))
    assert {
        "zh": "没有收到信用承诺、信用核查和约谈的台账",
        "en": "No register of commitments, credit checks or talks has come in",
    }[lang] in text
    assert "xinheng check FILE --feed commitments" in text


@pytest.mark.parametrize("publish", [tiny.publish_empty, tiny.publish_planned])
def test_a_snapshot_without_figures_is_said(tmp_path, monkeypatch, publish):
    publish(tmp_path)
    assert len(said(opened(tmp_path, monkeypatch, "commitments"))) > 100


FOLDS = [
    "commitment_clauses_fold",
    "commitment_indicators_fold",
    "commitment_sql_fold",
    "downloads",
    "commitments_region_fold",
    "commitments_trend_fold",
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_folded_comes_when_it_is_opened(home, monkeypatch, lang):
    app = opened(home, monkeypatch, "commitments", lang=lang, indicator="M01-2")
    assert not app.get("download_button") and "select 42" not in said(app)
    for fold in FOLDS:
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    text = said(app)
    assert "select 42" in text and "M22-2" in text
    assert {"zh": "部门报表", "en": "as returned"}[lang] in text
    assert len(app.get("download_button")) == 18  # seven tables under the page's own fold, and the two opened figures


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_can_be_taken_away(view, lang):
    words.use(lang)
    promised, looked, talked = commitments.promised(view), commitments.looked(view), commitments.talked(view)
    offers = [
        commitment_tables.kinds(view, commitments.kinds(view)),
        commitment_tables.departments(view, commitments.departments(view), "M02-2"),
        commitment_checks.matters(view, commitments.matters(view), commitments.unlisted(view)),
        commitment_checks.talks(view, commitments.talk_kinds(view)),
        commitment_box.odd(view, {"commitments": promised, "credit_checks": looked, "interviews": talked}, []),
        *commitment_box.box(view, commitments.judged(view), commitments.feeds(view)),
    ]
    frames = [offer.make() for offer in offers]
    words.use("zh")
    assert [f.height for f in frames] == [2, 3, 3, 1, 5, len(commitments.judged(view)), 9]
    assert all(len(set(f.columns)) == f.width and not f.is_empty() for f in frames)
    kept = frames[0].row(0, named=True)
    assert pytest.approx(374 / 420) not in kept.values() and pytest.approx(354 / 400) in kept.values()
    assert ("东湖区" if lang == "zh" else "Donghu District") in frames[-1].to_series(1).to_list()


def test_the_trend_pools_what_is_few_and_names_a_change_only_beyond_chance(view):
    found = {code: rows for code, (rows, _) in commitments.trend(view).items()}
    pooled = {code for code, (_, is_pooled) in commitments.trend(view).items() if is_pooled}
    assert [r["quarter"] for r in found["M01-2"] if r["n"] > 0] == ["2025Q3", "2026Q3"]
    assert [r["quarter"] for r in found["M01-7"]] == ["2026Q3"] and len(commitments.quarters_to("2026Q3", 16)) == 16
    assert "M01-9" in pooled and "M01-2" not in pooled
    words.use("zh")
    assert commitment_trend._moved({"公示": found["M01-2"]}, "2026Q3") == "与上年同季相比：公示+39.0个百分点"
    assert commitment_trend._moved({"核查": found["M01-7"]}, "2026Q3") == "没有可与上年同季相比的数"


def test_a_quarter_without_a_base_is_a_gap_and_not_a_line(view):
    words.use("zh")
    line, _ = commitments.trend(view)["M01-2"]
    assert [r["rate"] for r in line] == [0.5, None, None, None, pytest.approx(374 / 420)]
    drawn = shares.draw({"公示": line}, chosen="2026Q3")
    assert shares._runs([True, False, True]) == [[0], [2]] and drawn.count("<tr>") == 2
    assert "89.0% <small>374/420</small>" in drawn and "50.0% <small>100/200</small>" in drawn and "<b>+39.0" in drawn


def test_a_title_without_anything_says_so(view):
    words.use("zh")
    assert commitment_chain.finding(view, None, None, None) == "没有收到信用承诺、信用核查和约谈的台账"


def test_the_publication_limit_is_the_plans_own(view):
    words.use("zh")
    row = {"days_least": 3, "days_most": 3, "n_due": 40, "n_in_time": 38}
    assert commitment_chain._within(row) == "3个工作日内95.0%（38/40）"
    assert commitment_chain._within({**row, "n_due": 0}) == "3个工作日的时限未到"
    assert (
        commitment_chain._within({**row, "days_least": None})
        == commitment_chain._within(None)
        == "本方案没有规定公示时限"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_quarter_without_records_leads_to_the_last_one_that_has_some(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "commitments", lang=lang, quarter="2026Q2"))
    assert {
        "zh": "本季没有信用承诺、信用核查和约谈的记录",
        "en": "No commitments, credit checks or talks on record this quarter",
    }[lang] in text
    assert "quarter=2025Q3" in text and "xc-chain" not in text
