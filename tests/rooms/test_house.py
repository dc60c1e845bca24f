"""Facts about the house that no single room can keep."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
FOLDERS = {"dashboard", "pages", "metrics", "data", "queries", "tests"}


def test_the_top_level_is_as_agreed():
    folders = {f.split("/")[0] for f in TRACKED if "/" in f and not f.startswith(".")}
    assert folders == FOLDERS


def test_the_lock_is_hashed_and_names_no_host():
    text = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"https?://|index-url|find-links", text)
    pinned = re.findall(r"^[a-zA-Z0-9_.\-\[\]]+==", text, flags=re.M)
    assert len(pinned) > 50 and text.count("--hash=sha256:") >= len(pinned)


def test_no_file_names_an_absolute_path_of_a_machine():
    looks = re.compile(r"[\"' (=](/root|/home|/work|/opt)/[A-Za-z.]")
    wrong = [
        f
        for f in TRACKED
        if f.endswith((".py", ".toml", ".md", ".sql", ".yml")) and looks.search((ROOT / f).read_text("utf-8"))
    ]
    assert [f for f in wrong if not f.endswith("test_house.py")] == []


@pytest.mark.parametrize(
    "name", ["README.md", "BENCHMARKS.md", "CONTRIBUTING.md", "DECISIONS.md", "GLOSSARY.md", "CHANGELOG.md", "LICENSE"]
)
def test_the_root_documents_are_there(name):
    assert (ROOT / name).stat().st_size > 200


def test_every_make_target_of_the_menu_exists():
    text = (ROOT / "Makefile").read_text()
    menu = re.findall(r'@echo "make (\w+)', text)
    assert {"demo", "test", "check", "bench"} <= set(menu)
    assert all(re.search(rf"^{name}:", text, flags=re.M) for name in menu)
