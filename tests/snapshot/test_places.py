"""Where, compared with whom: ranks, maps and pasts of regions from departments' files, through the front door."""

import json

import pytest

from data.errors import Fixable
from tests.snapshot.conftest import SOURCE_TOML, Source

HEAD = "indicator,period,region_code,department_code,numerator,denominator,reported_on"


def returns(*rows):
    return "\n".join([HEAD, *(f"{i},{p},{r},{d},{x},{n},2026-10-05" for i, p, r, d, x, n in rows)])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """One build for all: a county under its old and its new code, one without an office's return, civil servants too few to show."""
    from data.home import Home
    from data.snapshot.build import build
    from data.snapshot.reader import Reader

    folder = tmp_path_factory.mktemp("places")
    source, home = Source(folder / "source"), Home(folder / "home")
    series = [("M10-1", "2017Q4", "360622", "tax", 60, 100), ("M10-1", "2018Q4", "360603", "tax", 80, 100)]
    series += [("M10-1", "2017Q4", "360602", "tax", 90, 100), ("M10-1", "2018Q4", "360602", "tax", 95, 100)]
    merged = [("M10-1", "2018Q4", "360105", "tax", 30, 50), ("M10-1", "2018Q4", "360112", "tax", 50, 50)]
    offices = [
        ("M10-1", q, r, d, 90, 100)
        for q in ("2026Q2", "2026Q3")
        for r in ("360602", "360603")
        for d in ("tax", "health")
    ]
    offices.remove(("M10-1", "2026Q3", "360603", "health", 90, 100))
    persons = [
        ("M11-2", "2026Q3", r, "human_resources", x, n)
        for r, x, n in (("360121", 3, 40), ("360123", 23, 77), ("360124", 61, 83))
    ]
    source.send(
        "returns", "returns.csv", returns(*series, *merged, *offices, *persons), department="tax", received="2026-10-10"
    )
    build(home, [source.path])
    reader = Reader(home)
    yield lambda sql: reader.query(reader.current(), sql).to_pylist()
    reader.close()


def test_a_county_goes_on_under_its_new_code_and_is_compared_with_what_it_was(built):
    rows = built("select quarter, numerator, rank, n_ranked from stat_rank where indicator = 'M10-1' and region_code = '360603' "
                 "and quarter < '2019' order by quarter")  # fmt: skip
    assert rows == [
        {"quarter": "2017Q4", "numerator": 60, "rank": 2, "n_ranked": 2},
        {"quarter": "2018Q4", "numerator": 80, "rank": 2, "n_ranked": 3},
    ]
    assert built("select past_code, past_name_zh from ref_region_past where region_code = '360603'") == [
        {"past_code": "360622", "past_name_zh": "余江县"}
    ]


def test_two_counties_that_became_one_add_up(built):
    assert built(
        "select numerator, denominator from stat_rank where region_code = '360112' and quarter = '2018Q4'"
    ) == [{"numerator": 80, "denominator": 100}]


def test_a_county_that_lacks_an_offices_return_is_not_ranked_and_no_change_is_made_of_it(built):
    rows = built("select excluded, rank, change, n_owed, n_lacking, previous_quarter from stat_rank "
                 "where region_code = '360603' and quarter = '2026Q3' and indicator = 'M10-1'")  # fmt: skip
    assert rows == [
        {
            "excluded": "incomplete",
            "rank": None,
            "change": None,
            "n_owed": 2,
            "n_lacking": 1,
            "previous_quarter": "2026Q2",
        }
    ]


def test_what_disclosure_hides_is_in_no_rank(built):
    rows = built(
        "select region_code, numerator, value, excluded from stat_rank where indicator = 'M11-2' and level = 'county' order by 1"
    )
    hidden = {"numerator": None, "value": None, "excluded": "no_figure"}
    assert rows[:2] == [{"region_code": c, **hidden} for c in ("360121", "360123")]
    assert rows[2]["numerator"] == 61 and rows[2]["excluded"] == "alone"


def test_the_map_travels_with_the_snapshot(built):
    rows = built("select level, version, geojson, n_drawn from ref_boundary order by level")
    assert [(r["level"], r["n_drawn"]) for r in rows if r["n_drawn"] in (11, 100)][:2] == [
        ("city", 11),
        ("county", 100),
    ]
    content = json.loads(next(r["geojson"] for r in rows if r["n_drawn"] == 100))
    assert "360603" in {f["id"] for f in content["features"]}
    assert (
        built("select count(*) as n from ref_neighbour where region_code = '360603' and level = 'county'")[0]["n"] > 2
    )


def test_a_map_that_is_none_stops_the_build_with_a_next_move(tmp_path, ask):
    source = Source(tmp_path / "own", SOURCE_TOML + '[regions]\nboundaries = "ours.geojson"\n')
    source.send("returns", "returns.csv", returns(("M10-1", "2026Q3", "360603", "tax", 9, 10)), department="tax")
    (source.path / "ours.geojson").write_text('{"type": "Topology"}')
    with pytest.raises(Fixable, match=r"ours\.geojson.*FeatureCollection"):
        ask("select 1", source)
