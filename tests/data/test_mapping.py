"""source.toml: what a source says about itself, and how mistakes in it are told."""

from datetime import date

import pytest

from data.errors import SourceUnusable
from data.mapping import read_settings


def settings(tmp_path, text):
    path = tmp_path / "source.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(tmp_path)


def test_a_folder_without_a_source_toml_has_plain_settings(tmp_path):
    got = read_settings(tmp_path)
    assert (got.plans, got.demo, got.as_of, dict(got.feeds)) == ((), False, None, {})
    assert got.mapping("decisions").id_scheme == "uscc"


def test_everything_a_mapping_may_say(tmp_path):
    got = settings(
        tmp_path,
        """
        plans = ["jiangxi-2020"]
        demo = true
        as_of = 2024-07-05
        [feeds.inspections]
        rename = { "Risk" = "tier" }
        values.tier = { "Risk 1 (High)" = "D" }
        constants = { selection = "random" }
        date_formats = { inspected_on = "%m/%d/%Y" }
        id_scheme = "any"
        delimiter = ";"
        [regions]
        file = "regions.csv"
        """,
    )
    m = got.mapping("inspections")
    assert (got.plans, got.demo, got.as_of) == (("jiangxi-2020",), True, date(2024, 7, 5))
    assert (m.rename, m.values, m.constants) == (
        {"Risk": "tier"},
        {"tier": {"Risk 1 (High)": "D"}},
        {"selection": "random"},
    )
    assert (m.date_formats, m.id_scheme, m.delimiter) == ({"inspected_on": ("%m/%d/%Y",)}, "any", ";")
    assert m.regions_file == got.mapping("decisions").regions_file == tmp_path / "regions.csv"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("demo = true\nplans = maybe\n", "line 2"),
        ("[feeds.visits]\n", "feeds.visits"),
        ('[feeds.inspections]\nrename = { "a" = "inspected_at" }\n', "inspected_at"),
        ('[feeds.inspections]\nconstants = { colour = "red" }\n', "colour"),
        ('[feeds.inspections]\nrenames = { }\n', "renames"),
        ('[feeds.inspections]\nid_scheme = "passport"\n', "passport"),
        ('[feeds.inspections]\nskip_rows = "3"\n', "skip_rows"),
        ('[feeds.returns]\nunits = { value = "parsec" }\n', "parsec"),
        ('[regions]\nfile = "../regions.csv"\n', "plain file name"),
        ('as_of = "yesterday"\n', "as_of"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_the_next_move(tmp_path, text, told):
    with pytest.raises(SourceUnusable) as error:
        settings(tmp_path, text)
    assert told in error.value.text("en")
    assert error.value.text("zh").startswith("source.toml:") and error.value.next_move[0]
