"""The front door: a small source written as a department would send it, built and published."""

from pathlib import Path

import pytest

from data.home import Home
from data.snapshot.build import build
from data.snapshot.reader import Reader

# Valid codes of GB 32100 with an invented body.
CODES = ["91360600TEXT024189", "91360600TEXT024264", "91360600TEXT02434Y", "91360600TEXT02442R", "91360600TEXT024857"]

SOURCE_TOML = 'name = "测试源"\nplans = ["jiangxi-2020"]\ndemo = true\n'
RETURNS = "指标,期间,行政区划代码,填报部门,分子,分母,填报日期"
DECISIONS = "决定书文号,行政相对人代码,行为类型,部门,行政区划代码,决定日期,公示日期"


class Source:
    """A source folder; `send` writes one file of a feed."""

    def __init__(self, path: Path, toml: str = SOURCE_TOML) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        (path / "source.toml").write_text(toml, encoding="utf-8")

    def send(self, feed, name, text, department=None, received=None):
        folder = self.path / feed
        for part in (department, received):
            folder = folder / part if part else folder
        folder.mkdir(parents=True, exist_ok=True)
        lines = [line.strip() for line in text.strip().splitlines()]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder / name


def decisions(
    n_in_time, n_late, *, month="2026-07", department="housing_construction", region="360111", start=0, act="licence"
):
    """CSV text: so many licences decided on a Monday and published at once, so many published two months later."""
    head = "decision_id,act,department_code,region_code,decided_on,published_on"
    rows = [
        f"{department[:3]}-{month}-{start + i},{act},{department},{region},{month}-06,{month}-07"
        for i in range(n_in_time)
    ]
    later = f"{month[:5]}{int(month[5:]) + 2:02d}"
    rows += [
        f"{department[:3]}-{month}-{start + n_in_time + i},{act},{department},{region},{month}-06,{later}-20"
        for i in range(n_late)
    ]
    return "\n".join([head, *rows])


@pytest.fixture
def source(tmp_path):
    return Source(tmp_path / "source")


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


@pytest.fixture
def ask(home):
    """Build the sources given and ask the published snapshot."""
    readers = []

    def asked(sql, *sources, **options):
        if sources:
            build(home, [s.path for s in sources], **options)
        reader = Reader(home)
        readers.append(reader)
        return reader.query(reader.current(), sql).to_pylist()

    yield asked
    for reader in readers:
        reader.close()
