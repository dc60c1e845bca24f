"""Disks that fill, close, break or vanish under a build: one sentence, nothing lost, nothing left lying about."""

import errno
import os
import shutil
from pathlib import Path
from unittest.mock import Mock

import duckdb
import polars as pl
import pytest

from dashboard import cli
from data import disk
from data.errors import NoRoom, SnapshotUnusable
from data.home import ROOT, Home
from data.snapshot import build as build_module
from data.snapshot import publish as publish_module
from data.snapshot.build import build
from data.snapshot.reader import Reader
from tests.snapshot.bad_days import (
    copied,
    hollow,
    hollow_home,
    mounted,
    must_be_told,
    served,
    set_read_only,
    set_size,
    unfinished,
    unmounted,
)
from tests.snapshot.conftest import Source, decisions


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home that serves a hollow snapshot, and the source it is of."""
    return hollow_home(tmp_path_factory.mktemp("made"), 9, 1)


@pytest.fixture
def home(made, tmp_path):
    return copied(made[0], tmp_path / "home")


@pytest.fixture
def newer(made, tmp_path):
    """The same source with a file more."""
    source = Source(tmp_path / "source")
    shutil.copytree(made[1].path, source.path, dirs_exist_ok=True)
    source.send("decisions", "新.csv", decisions(5, 5, start=50), "housing_construction", "2026-10-09")
    return source.path


@pytest.fixture
def small(made, tmp_path):
    """A home on a disk of its own with next to nothing free."""
    folder = tmp_path / "small"
    if not mounted(folder, 65_536):
        pytest.skip("this machine does not let us mount a disk")
    try:
        shutil.copytree(made[0].path, folder / "home")
        yield Home(folder / "home")
    finally:
        unmounted(folder)


def set_free(home, kilobytes):
    """Leave so much room on the small disk."""
    disk_now = os.statvfs(home.path)
    used = (disk_now.f_blocks - disk_now.f_bfree) * disk_now.f_frsize // 1024
    set_size(home.path.parent, used + kilobytes)


def test_a_disk_that_is_full_while_staging_writing_and_at_the_end(small, newer, monkeypatch):
    hollow(monkeypatch)
    last = served(small)
    snapshot = (small.snapshots / f"{last}.duckdb").stat().st_size // 1024
    for free in (0, 4, 12, 64, snapshot // 2, snapshot - 8, snapshot):
        set_free(small, free)
        with pytest.raises(NoRoom) as trouble:
            build(small, [newer])
        assert "disk is full" in must_be_told(trouble.value)
        assert served(small) == last and unfinished(small) == []
    set_free(small, 3 * snapshot)
    assert build(small, [newer]).snapshot_id == served(small) != last


def test_a_read_only_home_is_served_and_a_build_says_so(small, newer):
    set_read_only(small.path.parent)
    with pytest.raises(NoRoom) as trouble:
        build(small, [newer])
    assert "read-only" in must_be_told(trouble.value)
    assert served(small)


WRITERS = [
    ("data.ingest.stage.put_rows", OSError(errno.ENOSPC, "No space left on device")),
    ("data.ingest.stage.put_result", OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))),
    ("data.ingest.stage.put_rows", pl.exceptions.ComputeError("No space left on device (os error 28)")),
    ("data.snapshot.build.fill", duckdb.IOException('Could not write file "x": No space left on device')),
    ("data.snapshot.build.fill", duckdb.TransactionException("Failed to commit: Could not write: No space left on device")),
    ("data.snapshot.build.fill", duckdb.OutOfMemoryException("failed to offload: max_temp_directory_size was reached")),
    ("data.snapshot.build.hand_over", OSError(errno.EFBIG, "File too large")),
    ("data.snapshot.build.put_in_place", OSError(errno.ENOSPC, "No space left on device")),
    ("data.snapshot.seal.digest", OSError(errno.ENOSPC, "No space left on device")),
    ("data.snapshot.publish.json.dumps", OSError(errno.ENOSPC, "No space left on device")),
]  # fmt: skip


def test_whoever_meets_the_full_disk_it_is_one_sentence(home, newer, monkeypatch):
    last = served(home)
    for writer, error in WRITERS:
        with monkeypatch.context() as patch:
            hollow(patch)
            patch.setattr(writer, Mock(side_effect=error))
            with pytest.raises(NoRoom) as trouble:
                build(home, [newer])
            assert "disk is full" in must_be_told(trouble.value), writer
        assert served(home) == last and unfinished(home) == [], writer
    hollow(monkeypatch)
    assert build(home, [newer]).snapshot_id == served(home) != last


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (duckdb.OutOfMemoryException("failed to pin block of size 256 KiB"), "memory"),
        (MemoryError(), "memory"),
        (OSError(errno.ENOLCK, os.strerror(errno.ENOLCK)), "knows no file locks"),
        (OSError(errno.EIO, os.strerror(errno.EIO)), "fails to read or write"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/a-home-of-ours/warehouse"), "no permission"),
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/a-home-of-ours/snapshots/x"), "taken away"),
        (
            duckdb.InvalidInputException("File '/a-home-of-ours/warehouse/a.parquet' too small to be a Parquet file"),
            "damaged",
        ),
    ],
)
def test_what_the_disk_or_the_memory_does_is_told_from_what_we_do_wrong(error, says):
    assert says in must_be_told(disk.said(error, Path("/a-home-of-ours")))


@pytest.mark.parametrize(
    "error",
    [
        ValueError("No space left on device"),
        FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(ROOT / "queries" / "x.sql")),
        duckdb.BinderException("column x not found"),
        KeyError("x"),
    ],
)
def test_a_bug_of_ours_stays_one(error):
    assert disk.said(error, Path("/a-home-of-ours")) is None
    with pytest.raises(type(error)), disk.plain_words(Path("/a-home-of-ours")):
        raise error


def test_a_home_taken_away_while_it_is_served_goes_on_being_served_and_may_be_built_anew(home, newer, monkeypatch):
    hollow(monkeypatch)
    reader = Reader(home)
    last = reader.current()
    shutil.rmtree(home.path)
    assert reader.current() == last
    assert reader.query(last, "select snapshot_id from meta_build").num_rows == 1
    with pytest.raises(SnapshotUnusable) as trouble:
        served(home)
    assert "xinheng build" in must_be_told(trouble.value)
    fresh = build(home, [newer]).snapshot_id
    assert reader.current() == fresh == served(home)
    reader.close()


def test_a_home_taken_away_while_it_is_built_in_is_one_sentence(home, newer, monkeypatch):
    monkeypatch.setattr(build_module, "fill", lambda *_, **__: shutil.rmtree(home.path))
    with pytest.raises(NoRoom) as trouble:
        build(home, [newer])
    assert "taken away" in must_be_told(trouble.value)
    hollow(monkeypatch)
    assert build(home, [newer]).snapshot_id == served(home)


def test_something_else_in_the_place_of_a_folder_is_named(home, newer):
    shutil.rmtree(home.warehouse / "staged" / "decisions")
    (home.warehouse / "staged" / "decisions").write_text("x")
    with pytest.raises(NoRoom) as trouble:
        build(home, [newer])
    assert "warehouse/staged/decisions" in must_be_told(trouble.value)


def test_the_bytes_reach_the_disk_before_the_name_and_the_name_before_the_pointer(home, newer, monkeypatch):
    hollow(monkeypatch)
    done = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(held):
        done.append(("sync", Path(f"/proc/self/fd/{held}").readlink().name))
        real_sync(held)

    def replace(self, to):
        done.append(("name", Path(to).name))
        return real_replace(self, to)

    monkeypatch.setattr(publish_module.os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    file = f"{build(home, [newer]).snapshot_id}.duckdb"
    told = [(what, "part" if name.startswith(".") else name) for what, name in done if ("sync", name) == (what, name) or
            name in (file, f"{file}.sha256", "current.json")]  # fmt: skip
    assert told == [
        ("sync", "part"), ("name", file), ("sync", "snapshots"),
        ("sync", "part"), ("name", f"{file}.sha256"), ("sync", "snapshots"),
        ("sync", "part"), ("name", "current.json"), ("sync", "home"),
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "says"), [("zh", "磁盘空间不足"), ("en", "disk is full")])
def test_every_command_says_a_full_disk_in_one_line_and_leaves_a_bug_alone(monkeypatch, capsys, tmp_path, lang, says):
    monkeypatch.setattr("sys.argv", ["xinheng", "sample", "--home", str(tmp_path), f"--lang={lang}"])
    monkeypatch.setenv("XINHENG_LANG", lang)
    monkeypatch.setattr(cli, "app", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 6 and says in told and str(tmp_path) in told and len(told.splitlines()) == 1
    monkeypatch.setattr(cli, "app", Mock(side_effect=KeyError("x")))
    with pytest.raises(KeyError):
        cli.main()
