"""The command line at its edges: exit codes, plain sentences, no traceback."""

import json
import subprocess
import sys
from dataclasses import replace

import duckdb
import pytest

import queries
from dashboard import cli
from dashboard.commands import disagreements, doctoring
from data.home import home
from metrics.card import Clause
from metrics.catalogue import CardUnusable, read_cards
from tests.snapshot.conftest import RETURNS, Source, decisions


@pytest.fixture
def xinheng(monkeypatch, tmp_path, capsys):
    """Run the command in a home of its own; gives (exit code, out, err)."""
    monkeypatch.setenv("XINHENG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XINHENG_LANG", raising=False)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["xinheng", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return int(end.value.code or 0), out, err

    return run


@pytest.fixture
def source(tmp_path):
    made = Source(tmp_path / "source")
    made.send("decisions", "许可.csv", decisions(90, 10), "housing_construction", "2026-10-08")
    return made


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "receipts",
        "build",
        "sample",
        "publish",
        "rollback",
        "snapshots",
        "explain",
        "feedback",
        "serve",
        "demo",
        "doctor",
        "plan check",
        "plan show",
    ],
)
def test_every_command_has_help_in_both_languages(xinheng, command):
    code, out, _ = xinheng(*command.split(), "--help")
    assert code == 0
    assert any("\u4e00" <= c <= "\u9fff" for c in out) and "Usage" in out


def test_from_a_file_to_the_chain_behind_a_number(xinheng, source):
    assert xinheng("build", source.path)[0] == 0
    code, out, _ = xinheng(
        "explain",
        "M13-1-L",
        "--plan",
        "jiangxi-2020",
        "--department",
        "housing_construction",
        "--period",
        "2026Q3",
        "--json",
    )
    told = json.loads(out)
    assert code == 0
    assert (told["numerator"], told["denominator"], told["value"]) == (90, 100, 0.9)
    assert told["sources"] == [
        {
            "feed": "decisions", "file": "decisions/housing_construction/2026-10-08/许可.csv", "received_on": "2026-10-08",
            "n_rows": 100, "rows": "2-101",
        }
    ]  # fmt: skip
    assert {"stg_decisions", "agg_publication_month"} <= set(told["queries"])
    assert [r["rule"] for r in told["rules"]] == ["publication-national-2018"]
    assert told["code"] and told["rule_number"] is not None and told["signals"] and "peers" in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_speaks_both_languages(xinheng, source, lang):
    xinheng("build", source.path)
    code, out, _ = xinheng("explain", "M13-1-L", "--lang", lang)
    assert code == 0 and ("numerator" in out) == (lang == "en") and "2-101" in out
    chain = {
        "zh": ("判断:", "依据:", "判断规则:", "D 数据:", "F 预测:", "怎样会改判:"),
        "en": ("verdict:", "grounds:", "rule:", "D Data:", "F Forecast:", "what would change it:"),
    }[lang]
    assert all(part in out for part in chain)
    assert [out.index(part) for part in chain] == sorted(out.index(part) for part in chain)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["build", "nowhere"], 3, "nowhere"),
        (["explain", "M99-9"], 4, "M01"),
        (["explain", "M13-1-L"], 5, "xinheng build"),
        (["feedback", "--department", "tax", "--out", "x.xlsx"], 5, "xinheng build"),
        (["feedback", "--department", "tax", "--out", "x.csv"], 2, "xlsx"),
        (["publish", "nothing"], 5, "nothing"),
        (["rollback"], 5, "xinheng"),
        (["plan", "show", "atlantis"], 4, "jiangxi-2020"),
        (["check", "missing.csv", "--feed", "decisions"], 2, "missing.csv"),
        (["check", "missing.csv", "--feed", "decsions"], 2, "decisions"),
        (["build", "x", "--as-of", "2026-02-30"], 2, "2026-02-30"),
        (["serve", "--port", "99999999"], 2, ""),
    ],
)
def test_what_cannot_be_done_is_said_with_the_next_move(xinheng, words, code, says):
    got, out, err = xinheng(*words)
    assert got == code
    assert says in out + err


def test_check_tells_kept_refused_and_the_file_refused_apart(xinheng, tmp_path):
    good, bad, broken = (tmp_path / f"{n}.csv" for n in ("good", "bad", "broken"))
    good.write_text(decisions(2, 0), encoding="utf-8")
    bad.write_text(decisions(2, 0) + "\nx-9,licence,transport,360111,2026-02-30,2026-07-07\n", encoding="utf-8")
    broken.write_bytes(b"")
    for file, code in [(good, 0), (bad, 1), (broken, 2)]:
        got, out, _ = xinheng("check", file, "--feed", "decisions", "--json")
        receipt = json.loads(out)
        assert got == code
        assert receipt["rows"] == receipt["kept"] + receipt["refused"] + receipt["duplicates"] + receipt["dropped"]
    assert not (tmp_path / "home").exists()  # check writes nothing


def test_doctor_lists_every_card(xinheng, source):
    xinheng("build", source.path)
    code, out, _ = xinheng("doctor", "--json")
    told = json.loads(out)
    states = {c["code"]: c["state"] for c in told["cards"]}
    assert code == 0 and told["ok"]
    assert states["M13-1-L"] == "computed" and states["M10-6"] == "not_returned" and len(states) > 40


def test_snapshots_mark_the_one_served_and_rollback_moves_the_mark(xinheng, source):
    xinheng("build", source.path)
    source.send("decisions", "又.csv", decisions(5, 0, start=500), "housing_construction", "2026-10-09")
    xinheng("build", source.path)
    before = json.loads(xinheng("snapshots", "--json")[1])
    assert xinheng("rollback")[0] == 0
    after = json.loads(xinheng("snapshots", "--json")[1])
    assert [s["is_current"] for s in before] == [True, False]
    assert [s["is_current"] for s in after] == [False, True]


def test_help_starts_without_the_heavy_rooms():
    code = "import sys, dashboard.cli; print([m for m in ('streamlit', 'polars', 'duckdb', 'statsmodels') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_doctor_names_the_card_whose_table_or_column_there_is_not():
    cards = [c for c in read_cards() if c.code in ("M13-1-L", "M13-1-P", "M20-1")]
    nowhere = replace(cards[0], observe=replace(cards[0].observe, mart="agg_nowhere"))
    no_column = replace(cards[1], observe=replace(cards[1].observe, numerator="n_nothing"))
    told = disagreements.of_queries([nowhere, no_column, cards[2]])
    assert [t["ok"] for t in told] == [False, False]
    assert "M13-1-L" in told[0]["zh"] and "agg_nowhere" in told[0]["en"] and "n_nothing" in told[1]["en"]
    lost = replace(cards[2], clauses=(Clause(plan="nowhere-2020", clause="1"),))
    assert ["nowhere-2020" in t["en"] for t in disagreements.of_plans([*cards, lost])] == [True]


def test_doctor_says_what_the_returns_contradict_without_calling_the_snapshot_wrong(xinheng, source):
    source.send(
        "returns", "报表.csv", f"""{RETURNS}
        M13-1-L,2026Q3,360111,housing_construction,99,100,2026-10-05
        M99-9,2026Q3,360111,housing_construction,9,10,2026-10-05
        M10-1,2026Q3,360111,housing_construction,120,100,2026-10-05
        M10-1,2026Q2,360111,housing_construction,90,100,2026-07-05""", "housing_construction", "2026-10-08",
    )  # fmt: skip
    source.send(
        "returns", "更正.csv", f"{RETURNS}\nM10-1,2026Q2,360111,housing_construction,95,100,2026-10-06", "housing_construction", "2026-10-09",
    )  # fmt: skip
    xinheng("build", source.path)
    code, out, _ = xinheng("doctor", "--lang", "en")
    assert code == 0
    assert "! indicator M13-1-L is counted from records; 1 returns differ" in out
    assert "! 1 returned rows name an indicator there is no card for" in out
    assert "! 1 returned rows were replaced by a later file; the later one counts" in out
    assert "numerator above their denominator" in out
    # the page on data quality reads the same
    (snapshot,) = (home().path / "snapshots").glob("*.duckdb")
    asked = {"department": "*", "quarter": "2026Q3", "since": "2025Q3"}
    with duckdb.connect(str(snapshot), read_only=True) as con:
        said = {
            name: con.sql(sql, params={k: v for k, v in asked.items() if f"${k}" in sql}).pl().to_dicts()
            for name in ("quality_findings", "quality_differences", "quality_revisions")
            for sql in [queries.read(name)]
        }
    assert [row["finding"] for row in said["quality_findings"]] == ["unknown_indicator"]
    assert [row["indicator"] for row in said["quality_differences"]] == ["M13-1-L"]
    assert [row["n_rows"] for row in said["quality_revisions"]] == [1]
    assert "not returned: " in out and "computed: " in out


def test_doctor_without_a_snapshot_does_not_say_that_nothing_was_returned(xinheng):
    told = json.loads(xinheng("doctor", "--json")[1])
    assert {c["state"] for c in told["cards"]} == {"unknown"} and len(told["cards"]) == len(read_cards())


def test_doctor_names_an_unknown_rule_and_an_unknown_feed():
    card = next(c for c in read_cards() if c.code == "M13-1-L")
    assert ["no_such_rule" in t["en"] for t in doctoring._rules([replace(card, rule="no_such_rule")])] == [True]
    (told,) = disagreements.of_feeds([card, replace(card, feeds=("decisions", "horoscopes"))])
    assert not told["ok"] and "horoscopes" in told["zh"] and "M13-1-L" in told["en"]


def test_doctor_names_a_target_in_another_unit_or_against_the_direction():
    cards = read_cards()
    assert disagreements.of_targets(cards) == []
    card = next(c for c in cards if c.code == "M10-1")
    (unit,) = disagreements.of_targets([replace(card, unit="count")])[:1]
    assert not unit["ok"] and "count" in unit["en"] and "M10-1" in unit["zh"]
    assert any("direction" in t["en"] for t in disagreements.of_targets([replace(card, direction="down")]))


def test_doctor_reads_a_broken_catalogue_as_one_sentence(xinheng, monkeypatch):
    def broken():
        raise CardUnusable("M13.toml", "M13-1-L", "unit is 'share'")

    monkeypatch.setattr(doctoring, "read_cards", broken)
    code, out, _ = xinheng("doctor")
    assert code == 4 and "M13.toml" in out and "Traceback" not in out
