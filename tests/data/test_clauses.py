"""One clause, several notations: what packs and cards write is read alike."""

import pytest

from data.clauses import clause_keys, is_section


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("(三十)", ["三十"]),
        ("（三十）", ["三十"]),
        ("三十", ["三十"]),
        ("二(十一)", ["二·十一"]),
        ("(一)、(二)", ["一", "二"]),
        ("二(二)、二(一)、二(九)", ["二·二", "二·一", "二·九"]),
        ("第七条、第八条", ["第七条", "第八条"]),
        ("13、14", ["13", "14"]),
        ("第三章第二节、第三节", ["第三章第二节", "第三章第三节"]),
        ("第六章第一节、专栏2、3", ["第六章第一节", "专栏2", "专栏3"]),
        ("第三章第三节 医疗卫生、人口计划领域信用建设", ["第三章第三节 医疗卫生、人口计划领域信用建设"]),
        ("第三章第二节 税务、第六章第三节", ["第三章第二节 税务", "第六章第三节"]),
        ("总体要求", ["总体要求"]),
    ],
)
def test_a_clause_is_read_alike_however_it_is_written(written, keys):
    assert clause_keys(written) == keys


def test_two_and_eleven_are_not_twenty_one():
    assert clause_keys("二(十一)") != clause_keys("(二十一)")


@pytest.mark.parametrize(
    ("key", "whole"),
    [
        ("第三章第二节", True),
        ("第六章", True),
        ("第三章第二节 税务", False),
        ("第七条", False),
        ("三十", False),
        ("专栏2", False),
    ],
)
def test_a_section_without_heading_means_all_of_it(key, whole):
    assert is_section(key) == whole
