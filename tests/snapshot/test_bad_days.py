"""A build killed at any moment: by chance, at every step where the disk changes, and for good while it writes.

What a killed process leaves behind is what lies on the disk at that moment. So one build is held for an instant at each
moment and its home copied, which costs one build and not twenty; the last time it is killed and not let go on.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.errors import NoRoom
from data.snapshot import build as build_module
from data.snapshot.build import build
from tests.browser.serving import ROOT
from tests.snapshot.bad_days import copied, figures, hollow_home, must_be_told, must_stage, served, unfinished
from tests.snapshot.conftest import decisions

MOMENTS = 20
WAIT = 60  # seconds, on a machine that is busy with other things
# A build of its own that says each step's beginning and end, one line each.
TELLING = """
import sys
from pathlib import Path
from data.home import Home
from data.snapshot import build
build.ROWS_IN_MEMORY = int(sys.argv[3])
build.build(Home(Path(sys.argv[1])), [Path(sys.argv[2])], watch=lambda s: print(s.step, s.is_done, flush=True))
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A home that serves a snapshot, and a source that has had a file more since."""
    home, source = hollow_home(tmp_path_factory.mktemp("before"), 90, 10)
    source.send("decisions", "新.csv", decisions(5, 5, start=500), "housing_construction", "2026-10-09")
    return home, source.path


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    """The same home once the build has gone well, and the homes as they lay at each step where anything had changed."""
    folder = tmp_path_factory.mktemp("after")
    home, moments, seen = copied(before[0], folder / "home"), [], set()

    def keep(step):
        state = frozenset((str(f), f.stat().st_size) for f in home.path.rglob("*") if f.is_file())
        if state not in seen:
            seen.add(state)
            moments.append((f"{step.step} {step.is_done}", copied(home, folder / f"{len(moments)}")))

    build(home, [before[1]], watch=keep)
    return home, moments


@pytest.fixture(scope="module")
def killed(before, tmp_path_factory):
    """Homes as they lay at twenty moments of a build of its own, which is killed at the last of them, while it writes.

    And once more the last one that met a file half written.
    """
    folder = tmp_path_factory.mktemp("killed")
    home, moments = copied(before[0], folder / "home"), []
    command = [sys.executable, "-c", TELLING, str(home.path), str(before[1]), "0"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        for number, (step, wait) in enumerate(_moments(random.Random(20))):
            _wait_for(process, step)
            time.sleep(wait)
            os.kill(process.pid, signal.SIGSTOP)
            _wait_until_stopped(process.pid)
            moments.append((step, copied(home, folder / f"{number}")))
            if number == MOMENTS // 2:
                with pytest.raises(NoRoom) as trouble:  # two builds at once: this one is under way
                    build(home, [before[1]])
                assert "another build" in must_be_told(trouble.value)
            if number + 1 < MOMENTS:
                os.kill(process.pid, signal.SIGCONT)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    half = [(step, at) for step, at in moments if unfinished(at)][-1]
    return [*moments, (half[0], copied(half[1], folder / "half"))]


def _moments(chance):
    """So many steps in the order they come, each with a wait: few of two hundred touch the disk, those are tried oftener."""
    between = ["reference", "stg_decisions", "agg_publication_month", "agg_observation", "stat_judgement", "disclosure"]
    steps = ["catalogue", *["stage source"] * 6, *between, *["write"] * 7]
    return [(step, chance.uniform(0, 0.02)) for step in steps[:MOMENTS]]


def _wait_for(process, step):
    """Read what the build tells until this step has begun; at once where it has."""
    if getattr(process, "last", None) == f"{step} False":
        return
    while line := process.stdout.readline().strip():
        process.last = line
        if line == f"{step} False":
            return
    raise AssertionError(f"{step} never began")


def _wait_until_stopped(pid):
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T":
            return
        time.sleep(0.001)
    raise AssertionError("the build could not be held")


def test_at_every_step_the_last_snapshot_is_served_and_what_is_left_is_swept(before, after):
    home, moments = after
    whole, first, last = must_stage(home, before[1]), served(before[0]), served(home)
    assert first != last and len(moments) > 3
    assert [served(at) for _, at in moments] == [first] * (len(moments) - 1) + [last]  # the pointer comes last of all
    for _, at in moments:
        assert must_stage(at, before[1]) == whole


def test_killed_at_twenty_moments_by_chance_nothing_is_lost_and_the_next_build_starts_clean(before, after, killed):
    whole, first = must_stage(after[0], before[1]), served(before[0])
    for _, at in killed[:MOMENTS]:
        assert served(at) == first
        assert must_stage(at, before[1]) == whole


def test_a_build_killed_while_it_writes_is_healed_by_the_next(before, after, killed):
    home = killed[-1][1]
    made = build(home, [before[1]])
    assert made.is_new and unfinished(home) == []
    assert figures(home) == figures(after[0])


def test_a_build_killed_between_its_file_and_the_pointer_is_published_by_the_next(before, after):
    at = next(at for step, at in after[1] if step == "publish False")
    assert served(at) == served(before[0])
    made = build(at, [before[1]])
    assert not made.is_new and served(at) == made.snapshot_id == served(after[0])


def test_a_build_killed_before_the_seal_is_not_taken_for_finished(before, after, tmp_path, monkeypatch):
    home = copied(after[0], tmp_path / "home")
    (home.snapshots / f"{served(home)}.duckdb.sha256").unlink()
    written = []
    monkeypatch.setattr(build_module, "_write", lambda home, *_, **__: written.append(home) or shutil.copytree(
        after[0].snapshots, home.snapshots, dirs_exist_ok=True))  # fmt: skip
    build(home, [before[1]])
    assert written
