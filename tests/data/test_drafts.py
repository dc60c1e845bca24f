"""Scenarios kept, read back, refused where they say what cannot be, and exported as a pack the checker accepts."""

from dataclasses import replace
from datetime import date

import pytest

from data import plan
from data.draft_pack import Named, write_pack
from data.drafts import DraftUnusable, Scenario, delete, load, save, saved
from data.errors import NoRoom, PackUnusable
from data.snapshot.load import _packs_of

ONE = Scenario(
    "许可 稳妥", "jiangxi-2020", "M13-1-L", 2027, 0.975, level="city", rule="equal_gap_closing",
    unit_values={"360100": 0.98, "360700": 0.965}, region_code="360000", note="两年内逐步到位", snapshot="20261010-x",
    as_of=date(2026, 10, 10),
)  # fmt: skip
NAMES = {"M13-1-L": Named("行政许可公示及时率", "Licences online in time")}
CITIES = {"360100": Named("南昌市", "Nanchang"), "360700": Named("赣州市", "Ganzhou")}


def test_a_scenario_comes_back_as_it_was_saved(tmp_path):
    save(tmp_path, ONE)
    assert load(tmp_path, ONE.name) == ONE
    save(tmp_path, replace(ONE, plan_value=0.98))
    sound, broken = saved(tmp_path)
    assert [s.plan_value for s in sound] == [0.98] and not broken
    delete(tmp_path, ONE.name)
    assert saved(tmp_path) == ([], [])
    for act in (load, delete):
        with pytest.raises(DraftUnusable, match="no such draft"):
            act(tmp_path, ONE.name)


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "x" * 61, "a\nb", "con:", "a..b"])
def test_a_name_is_never_a_path(tmp_path, name):
    with pytest.raises(DraftUnusable):
        save(tmp_path, replace(ONE, name=name))
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("year = ", "cannot be read"),
        ('plan = "p"\n', "missing"),
        ('plan = "p"\nindicator = "M01-1"\nyear = 2027\nplan_value = "hoch"\n', "plan_value"),
        ('plan = "p"\nindicator = "M01-1"\nyear = 27\nplan_value = 0.9\n', "27"),
        ('plan = "p"\nindicator = "M01-1"\nyear = 2027\nplan_value = nan\n', "finite"),
        ('plan = "p"\nindicator = "M01-1"\nyear = 2027\nplan_value = 0.9\nrule = "fair"\n', "rule"),
        ('plan = "p"\nindicator = "M01-1"\nyear = 2027\nplan_value = 0.9\nhex = 1\n', "'hex'"),
        (
            'plan = "p"\nindicator = "M01-1"\nyear = 2027\nplan_value = 0.9\n[unit_values]\n"360100" = "viel"\n',
            "number",
        ),
        ('plan = "p"\nindicator = "M01-1"\nyear = true\nplan_value = 0.9\n', "year"),
        ('plan = "p"\nindicator = "a b/../"\nyear = 2027\nplan_value = 0.9\n', "code"),
    ],
)
def test_a_draft_edited_into_nonsense_is_said_and_hides_no_other(tmp_path, body, what):
    save(tmp_path, ONE)
    (tmp_path / "坏.toml").write_text(body, encoding="utf-8")
    sound, broken = saved(tmp_path)
    assert [s.name for s in sound] == [ONE.name]
    assert len(broken) == 1 and what in broken[0].text("en") and broken[0].where == "坏" and broken[0].text("zh")


def test_a_folder_that_may_not_be_written_is_one_sentence(tmp_path):
    (tmp_path / "drafts").write_text("a file where the folder should be")
    with pytest.raises(NoRoom, match="cannot be written"):
        save(tmp_path / "drafts", ONE)


def test_the_exported_pack_passes_the_check_and_carries_every_target(tmp_path):
    later = replace(ONE, name="许可 2028", year=2028, plan_value=0.98, unit_values={})
    folder = write_pack(tmp_path / "jiangxi-2027-draft", [ONE, later], indicators=NAMES, units=CITIES, demo=True)
    assert plan.check_pack(folder, known_indicators={"M13-1-L"}) == []
    got = plan.read_pack(folder)
    targets = plan.frames([got])["ref_target"].sort("target_on", "region_code", nulls_last=False)
    found = [(str(t["target_on"]), t["region_code"], t["value"]) for t in targets.to_dicts()]
    assert {f for f in found if f[0] == "2027-12-31"} >= {
        ("2027-12-31", "360100", 0.98),
        ("2027-12-31", "360700", 0.965),
    }
    assert ("2028-12-31", 0.98) in {(f[0], f[2]) for f in found} and len(found) == 4
    assert set(targets["is_demo"]) == {True} and "其中赣州市2027年末不低于96.5%" in (folder / "source.txt").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("slug", "scenarios", "what"),
    [
        ("Draft 1", [ONE], "small letters"),
        ("draft", [], "no draft"),
        ("draft", [ONE, replace(ONE, plan="hegang-2020")], "different plans"),
        ("draft", [ONE, replace(ONE, name="zwei")], "two drafts"),
    ],
)
def test_what_cannot_be_one_pack_is_said(tmp_path, slug, scenarios, what):
    with pytest.raises(DraftUnusable, match=what):
        write_pack(tmp_path / slug, scenarios, indicators=NAMES, units=CITIES, demo=False)


def test_an_own_overlay_is_never_shadowed_by_the_invented_one_that_ships_with_the_code(tmp_path):
    shipped = plan.read_packs(["jiangxi-2020"])
    write_pack(
        tmp_path / "own",
        [replace(ONE, year=2026, plan_value=0.96, unit_values={})],
        indicators=NAMES,
        units=CITIES,
        demo=False,
        root="360000",
    )
    with_own = [*shipped, *plan.read_packs(folder=tmp_path)]
    assert [p.slug for p in _packs_of(shipped, ["jiangxi-2020"], is_demo=True)] == [
        "jiangxi-2020",
        "jiangxi-2020-targets",
    ]
    with pytest.raises(PackUnusable, match="Keep one"):
        _packs_of(with_own, ["jiangxi-2020"], is_demo=True)
    with pytest.raises(PackUnusable, match="Keep one"):  # named: then it is wanted
        _packs_of(with_own, ["jiangxi-2020", "jiangxi-2020-targets"], is_demo=False)
    assert [p.slug for p in _packs_of(with_own, ["jiangxi-2020"], is_demo=False)] == ["jiangxi-2020", "own"]


def test_what_is_proposed_for_a_city_names_the_city_and_its_departments(tmp_path):
    city = replace(ONE, region_code="360100", level="department", unit_values={"transport": 0.99})
    folder = write_pack(
        tmp_path / "city",
        [city, replace(ONE, unit_values={})],
        indicators=NAMES,
        units=CITIES,
        demo=True,
        root="360000",
    )
    assert plan.check_pack(folder, known_indicators={"M13-1-L"}) == []
    found = plan.frames([plan.read_pack(folder)])["ref_target"].select("region_code", "department_code", "value").rows()
    assert set(found) == {(None, None, 0.975), ("360100", None, 0.975), ("360100", "transport", 0.99)}
    with pytest.raises(DraftUnusable, match="both set Nanchang"):  # the city's own and its part of the province's
        write_pack(tmp_path / "twice", [city, ONE], indicators=NAMES, units=CITIES, demo=True, root="360000")
