"""What an adopter is told about a broken pack: the file, the entry, the line, and the next move, in both languages."""

import pytest

from data.errors import PackUnusable
from data.plan import check_pack, read_pack, read_packs

SOUND = {
    "source.txt": "一、目标。到2021年建档率达到90%以上,2022年达到95%以上。由市商务局牵头负责,2020年11月前完成。七个工作日内公开。",
    "plan.toml": """\
slug = "sound"
title_zh = "测试方案"
title_en = "A plan for tests"
short_zh = "测试"
short_en = "Test"
region_code = "360000"
source = "source.txt"
period = { from = 2020-01-01, to = 2022-12-31 }
""",
    "indicators.toml": """\
[[indicator]]
code = "M11-1"
name = "建档率"
section_zh = "目标"
section_en = "Targets"
unit = "percent"
baseline = 0.8
baseline_on = 2020-06-30

[[indicator.target]]
date = 2021-12-31
comparator = ">="
value = 0.9
kind = "reach"
force = "binding"
clause = "一"
quote = "2021年建档率达到90%以上"

[[indicator.target]]
date = 2022-12-31
comparator = ">="
value = 0.95
kind = "reach"
force = "binding"
clause = "一"
quote = "2022年达到95%以上"
""",
    "tasks.toml": """\
[[task]]
task = "01"
chapter_zh = "一"
chapter_en = "1"
title_zh = "目标"
title_en = "Targets"
text_zh = \"\"\"
一、目标。
由市商务局牵头负责,2020年11月前完成。
task = "这一行在正文里,不是键" \"\"\"
clause = "一"
quote = "由市商务局牵头负责,2020年11月前完成"
departments = [
    { name = "市商务局", department = "commerce", role = "lead" },
    { name = "市财政局", department = "finance", role = "joint" },
]
lead = "commerce"
deadline = { kind = "finish_by", wording = "2020年11月前", month = "2020-11" }
""",
    "limits.toml": """\
[[limit]]
id = "publication"
days = 7
day_kind = "working"
acts = ["licence"]
from_event = "decided_on"
to_event = "published_on"
force = "binding"
clause = "一"
quote = "七个工作日内公开"
""",
}


def write_pack(folder, **changes):
    """The sound pack in `folder`; `indicators=("old", "new")` changes one text of indicators.toml."""
    pack = folder / "sound"
    pack.mkdir()
    for name, text in SOUND.items():
        old, new = changes.get(name.split(".")[0], ("", ""))
        assert old in text, f"{name} has no {old!r}"
        (pack / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return pack


def check(tmp_path, **changes):
    return check_pack(write_pack(tmp_path, **changes), plans=tmp_path, known_indicators={"M11-1", "M13-1"})


def test_a_sound_pack_has_no_problem_and_reads(tmp_path):
    assert check(tmp_path) == []
    pack = read_pack(tmp_path / "sound")
    assert [len(pack.indicators), len(pack.indicators[0]["target"]), len(pack.tasks)] == [1, 2, 1]


# Each picture: what is changed, the rule that must fire, the line that must be named, a word of the advice.
BROKEN = {
    "a key misspelt": ("indicators", "baseline = 0.8", "basline = 0.8", "unknown_key", 7, "baseline"),
    "a choice that does not exist": ("indicators", 'force = "binding"', 'force = "firm"', "wrong_value", 15, "promote"),
    "a date in quotes": ("indicators", "date = 2021-12-31", 'date = "2021-12-31"', "wrong_value", 11, "without quotes"),
    "a quote left out": ("indicators", 'quote = "2021年建档率达到90%以上"\n', "", "missing_quote", 10, "literal"),
    "a clause left out": ("limits", 'clause = "一"\n', "", "missing_clause", 1, "clause"),
    "a quote that was smoothed": (
        "indicators",
        "2022年达到95%以上",
        "到2022年达到95%以上",
        "quote",
        26,
        "letter by letter",
    ),
    "a percentage above one": ("indicators", "value = 0.95", "value = 95", "percent", 22, "0.95"),
    "a baseline above one": ("indicators", "baseline = 0.8", "baseline = 80", "percent", 7, "0.8"),
    "a target without its number": ("indicators", "value = 0.9\n", "", "target_without_value", 13, "implied_total"),
    "a number where the text has none": (
        "indicators",
        'kind = "reach"',
        'kind = "implied_total"',
        "target_with_value",
        13,
        "value",
    ),
    "two targets for one day": ("indicators", "date = 2022-12-31", "date = 2021-12-31", "overlap", 20, "more_clauses"),
    "a target outside the period": ("indicators", "date = 2022-12-31", "date = 2030-12-31", "period", 20, "plan.toml"),
    "a period that ends first": ("plan", "from = 2020-01-01", "from = 2023-01-01", "period", 8, "from"),
    "a baseline after the first target": (
        "indicators",
        "baseline_on = 2020-06-30",
        "baseline_on = 2022-06-30",
        "period",
        8,
        "",
    ),
    "a baseline without a date": ("indicators", "baseline_on = 2020-06-30\n", "", "baseline", 7, ""),
    "a later target that is weaker": ("indicators", "value = 0.95", "value = 0.85", "weaker_later", 22, "text says so"),
    "a code of no form": ("indicators", "M11-1", "建档率", "code", 2, "M13-1"),
    "an indicator nobody defined": ("indicators", "M11-1", "M11-9", "unknown_indicator", 2, "M11-1"),
    "a department misspelt": (
        "tasks",
        'department = "finance"',
        'department = "finanse"',
        "unknown_department",
        15,
        "finance",
    ),
    "a lead that is no owner": ("tasks", 'lead = "commerce"', 'lead = "finance"', "lead", 17, "joint"),
    "a lead the text does not name": ("tasks", "由市商务局牵头负责", "由市商务局负责", "lead", 14, "responsible"),
    "a region that does not exist": ("plan", '"360000"', '"369999"', "unknown_region", 6, ""),
    "a start taken for a finish": (
        "tasks",
        '"2020年11月前", month',
        '"2020年11月前启动", month',
        "deadline",
        18,
        "wording",
    ),
    "a month that is not the wording's": ("tasks", '"2020-11"', '"2020-12"', "deadline", 18, "month"),
    "an unknown base": ("plan", "source = ", 'extends = "nowhere"\nsource = ', "extends", 7, "extends"),
    "a slug that is not the folder": ("plan", 'slug = "sound"', 'slug = "other"', "slug", 1, "equal"),
    "a table of another name": ("limits", "[[limit]]", "[[limits]]", "unknown_table", 1, "[[limit]]"),
    "a limit of no days": ("limits", "days = 7", "days = 0", "days", 3, ""),
    "TOML with a quote missing": ("tasks", 'task = "01"', 'task = "01', "toml", 2, "quotes"),
}


@pytest.mark.parametrize("picture", BROKEN)
def test_a_broken_pack_is_told_where_and_what_next(tmp_path, picture):
    file, old, new, rule, line, advice = BROKEN[picture]
    problems = check(tmp_path, **{file: (old, new)})
    found = [p for p in problems if p.rule == rule]
    assert [(p.file, p.line) for p in found[:1]] == [(f"{file}.toml", line)], [p.text("en") for p in problems]
    assert advice in found[0].text("en")
    assert f"第 {line} 行" in found[0].text("zh") and found[0].what[0] != found[0].what[1]
    assert len({p.rule for p in problems}) == 1, "one mistake, one kind of complaint"


def test_an_entry_twice_names_the_line_of_the_first(tmp_path):
    again = SOUND["limits.toml"] + "\n" + SOUND["limits.toml"]
    found = check(tmp_path, limits=(SOUND["limits.toml"], again))
    assert [(p.rule, p.line) for p in found] == [("duplicate", 13)]
    assert "first in line 1." in found[0].text("en")


def test_an_owner_twice_is_told_to_keep_one(tmp_path):
    owner = '    { name = "市商务局", department = "commerce", role = "lead" },\n'
    found = check(tmp_path, tasks=(owner, owner + owner.replace('"lead"', '"joint"')))
    assert [p.rule for p in found] == ["duplicate"]


def test_every_mistake_is_named_at_once(tmp_path):
    changes = {
        "plan": ("360000", "369999"),
        "indicators": ("value = 0.95", "value = 95"),
        "tasks": ('"2020-11"', '"2020-12"'),
    }
    found = check(tmp_path, **changes, limits=("个工作日内公开", "个工作日内公示"))
    assert [p.rule for p in found] == ["unknown_region", "percent", "deadline", "quote"]


def test_reading_a_broken_pack_raises_with_the_place_and_the_command(tmp_path):
    pack = write_pack(tmp_path, indicators=("value = 0.95", "value = 95"))
    with pytest.raises(PackUnusable) as trouble:
        read_pack(pack)
    assert trouble.value.where == "sound/indicators.toml:22 M11-1/2"
    assert "xinheng plan check" in trouble.value.text("zh")


def test_a_folder_without_a_plan_and_a_file_that_is_no_utf_8_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    assert [p.rule for p in check_pack(tmp_path / "empty")] == ["no_plan"]
    assert [p.rule for p in check_pack(tmp_path / "missing")] == ["no_plan"]
    pack = write_pack(tmp_path)
    (pack / "plan.toml").write_bytes((pack / "plan.toml").read_text("utf-8").encode("gb18030"))
    found = check_pack(pack)
    assert [(p.rule, p.line) for p in found] == [("encoding", 2)]


def test_a_stray_file_is_named_with_the_one_that_was_meant(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "limits.toml").rename(pack / "limit.toml")
    found = check_pack(pack)
    assert [p.rule for p in found] == ["unknown_file"] and "limits.toml" in found[0].text("en")


def test_without_the_document_and_without_digests_the_quotes_are_said_to_be_unchecked(tmp_path):
    pack = write_pack(tmp_path)
    (pack / "source.txt").unlink()
    found = check_pack(pack, seeds=tmp_path)
    assert [(p.rule, p.level) for p in found] == [("quote_unverified", "notice")]


def test_two_overlays_that_promise_different_things_are_refused(tmp_path):
    write_pack(tmp_path)
    for name, value in (("first", "0.93"), ("second", "0.94")):
        other = tmp_path / name
        other.mkdir()
        head = SOUND["plan.toml"].replace('slug = "sound"', f'slug = "{name}"\nextends = "sound"')
        (other / "plan.toml").write_text(head, encoding="utf-8")
        targets = (
            SOUND["indicators.toml"].replace("date = 2021-12-31", "date = 2021-06-30").replace("0.9\n", f"{value}\n")
        )
        (other / "indicators.toml").write_text(targets, encoding="utf-8")
    with pytest.raises(PackUnusable, match="M11-1"):
        read_packs(["sound"], folder=tmp_path)


def test_an_overlay_that_contradicts_its_plan_is_shown_the_line(tmp_path):
    write_pack(tmp_path)
    other = tmp_path / "letter"
    other.mkdir()
    (other / "source.txt").write_text(SOUND["source.txt"], encoding="utf-8")
    head = SOUND["plan.toml"].replace('slug = "sound"', 'slug = "letter"\nextends = "sound"')
    (other / "plan.toml").write_text(head, encoding="utf-8")
    (other / "indicators.toml").write_text(SOUND["indicators.toml"].replace("0.95", "0.97"), encoding="utf-8")
    assert [(p.rule, p.line) for p in check_pack(other, plans=tmp_path)] == [("overlap", 22)]


def test_asking_for_an_overlay_brings_its_plan_and_an_unknown_slug_names_the_known_ones(tmp_path):
    write_pack(tmp_path)
    other = tmp_path / "a-letter"
    other.mkdir()
    head = SOUND["plan.toml"].replace('slug = "sound"', 'slug = "a-letter"\nextends = "sound"')
    (other / "plan.toml").write_text(head, encoding="utf-8")
    assert [p.slug for p in read_packs(["a-letter"], folder=tmp_path)] == ["sound", "a-letter"]
    with pytest.raises(PackUnusable, match="sound"):
        read_packs(["nothing"], folder=tmp_path)


def test_a_half_written_pack_nobody_asked_for_stops_nobody(tmp_path):
    write_pack(tmp_path)
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "plan.toml").write_text("slug =", encoding="utf-8")
    assert [p.slug for p in read_packs(["sound"], folder=tmp_path)] == ["sound"]
