"""Until everything is imported one goes at a time; what the first page needs is little, and it never waits."""

import ast
import threading
from pathlib import Path

import pytest

from dashboard import beforehand

ROOT = Path(__file__).resolve().parents[2]
FIRST = [
    "dashboard/cli.py",
    "dashboard/commands/serving.py",
    "dashboard/server.py",
    "dashboard/app.py",
    "pages/overview.py",
]
HEAVY = {"pandas", "scipy", "statsmodels", "xlsxwriter", "fastexcel", "openpyxl", "dataframely", "plotly"}


@pytest.fixture
def importing(monkeypatch):
    """An import that lasts until it is let go."""
    begun, may_end = threading.Event(), threading.Event()

    def modules():
        begun.set()
        while not may_end.wait(0.001):
            yield "json"

    monkeypatch.setattr(beforehand, "SLICE", 0.0)
    monkeypatch.setattr(beforehand, "_modules", modules)
    beforehand.begin()
    thread = threading.Thread(target=beforehand.finish)
    thread.start()
    begun.wait(5)
    yield may_end.set
    may_end.set()
    thread.join(5)


def test_two_pages_at_once_go_one_after_the_other_until_everything_is_there(importing):
    inside, both = [], threading.Barrier(2)

    def page():
        with beforehand.turn():
            inside.append("begins")
            with pytest.raises(threading.BrokenBarrierError):
                both.wait(0.05)  # the other is not let in
            inside.append("ends")

    threads = [threading.Thread(target=page) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert inside == 2 * ["begins", "ends"]


def test_when_everything_is_there_nobody_waits(importing):
    importing()
    assert beforehand._there.wait(5)
    with beforehand.turn(), beforehand.turn():
        pass


def test_what_cannot_be_imported_is_logged_and_lets_the_pages_go_on(monkeypatch, caplog):
    monkeypatch.setattr(beforehand, "_modules", lambda: iter(["no_such_module"]))
    beforehand.begin()
    beforehand.finish()
    assert beforehand._there.is_set() and "no_such_module" in caplog.text


def test_the_first_page_imports_nothing_that_takes_long():
    seen, open_files = {}, [ROOT / name for name in FIRST]
    while open_files:
        file = open_files.pop()
        if file not in seen:
            seen[file] = set(imported(file))
            open_files += [found for name in seen[file] if (found := file_of(name))]
    assert {"dashboard.reads.overview", "dashboard.reads.base"} <= {n for names in seen.values() for n in names}
    slow = {
        str(f.relative_to(ROOT)): found
        for f, names in seen.items()
        if (found := {n.split(".")[0] for n in names} & HEAVY)
    }
    assert not slow


def imported(file):
    """What a file imports as it is imported itself: not what its functions do."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


def file_of(module):
    path = ROOT / module.replace(".", "/")
    return next((f for f in (path.with_suffix(".py"), path / "__init__.py") if f.is_file()), None)
