"""The pointer and the files it names: nothing is lost, and the last good one is served."""

import json
import threading

import duckdb
import pytest

import queries
from data.errors import SnapshotUnusable
from data.home import Home
from data.snapshot import reader as reader_module
from data.snapshot.publish import publish, rollback, snapshots
from data.snapshot.reader import SCHEMA_VERSION, Reader


def write_snapshot(home, name, version=SCHEMA_VERSION):
    home.snapshots.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(home.snapshots / f"{name}.duckdb"))
    con.execute(f"begin; {queries.tables()}")  # one commit, not one a table
    con.execute("insert into meta_build (snapshot_id, schema_version) values (?, ?)", [name, version])
    con.execute("commit")
    con.close()


@pytest.fixture
def home(tmp_path):
    at = Home(tmp_path)
    for name in ("a", "b"):
        write_snapshot(at, name)
        publish(at, name)
    return at


@pytest.fixture
def reader(home):
    held = Reader(home)
    yield held
    held.close()


def named(reader):
    snapshot = reader.current()
    return reader.query(snapshot, "select snapshot_id from meta_build").to_pylist()[0]["snapshot_id"]


def test_the_last_published_is_served_and_rollback_goes_one_back(home, reader):
    assert named(reader) == "b"
    assert rollback(home) == "a"
    assert named(reader) == "a"


def test_a_running_reader_takes_up_a_new_snapshot(home, reader):
    assert named(reader) == "b"
    write_snapshot(home, "c")
    publish(home, "c")
    assert named(reader) == "c"
    assert reader.query("a", "select snapshot_id from meta_build").num_rows == 1  # an older link still opens


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"snapshot": 7}', '{"snapshot": "gone"}'])
def test_a_damaged_pointer_is_said_and_the_last_good_snapshot_served(home, reader, content):
    assert named(reader) == "b"
    home.pointer.write_text(content)
    assert named(reader) == "b"
    assert reader.trouble and "xinheng" in reader.trouble.text("zh")


def test_a_fresh_process_with_a_damaged_pointer_serves_the_newest_sound_file(home):
    home.pointer.write_text("{")
    (home.snapshots / "z.duckdb").write_bytes(b"\0" * 5000)
    reader = Reader(home)
    assert named(reader) == "b"
    reader.close()


def test_a_snapshot_of_another_version_is_refused_by_name(home):
    write_snapshot(home, "old", version=SCHEMA_VERSION + 1)
    with pytest.raises(SnapshotUnusable, match="another version"):
        publish(home, "old")
    assert json.loads(home.pointer.read_text())["snapshot"] == "b"


def test_no_snapshot_at_all_says_what_to_do(tmp_path):
    reader = Reader(Home(tmp_path))
    with pytest.raises(SnapshotUnusable) as trouble:
        reader.current()
    assert "xinheng build" in trouble.value.text("en") and "xinheng build" in trouble.value.text("zh")


def test_rollback_without_a_past_says_so(tmp_path):
    at = Home(tmp_path)
    write_snapshot(at, "only")
    publish(at, "only")
    with pytest.raises(SnapshotUnusable, match="no earlier snapshot"):
        rollback(at)


def test_only_the_last_n_are_kept(tmp_path):
    at = Home(tmp_path)
    for name in "abcdefgh":
        write_snapshot(at, name)
        publish(at, name, keep=3)
    assert {s.snapshot_id for s in snapshots(at)} == {"f", "g", "h"}


@pytest.mark.parametrize("name", ["../a", "..", "a/b", ".building-1"])
def test_a_snapshot_name_is_never_a_path(reader, name):
    with pytest.raises(SnapshotUnusable):
        reader.query(name, "select 1")


def test_a_page_cannot_reach_a_file(reader, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pytest.raises(duckdb.Error):
        reader.query("b", f"select * from read_csv('{secret}')")


def test_readers_in_many_threads_see_whole_snapshots_while_they_are_swapped(home, reader):
    wrong = []

    def read():
        for _ in range(60):
            snapshot = reader.current()
            seen = reader.query(snapshot, "select snapshot_id from meta_build").to_pylist()
            if seen != [{"snapshot_id": snapshot}]:
                wrong.append((snapshot, seen))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for t in threads:
        t.start()
    for turn in range(10):
        publish(home, "ab"[turn % 2])
    for t in threads:
        t.join()
    assert wrong == []


def test_a_file_found_unusable_is_not_opened_again_until_it_changes(home, reader, monkeypatch):
    write_snapshot(home, "old", version=SCHEMA_VERSION + 1)
    opened = []
    real = reader_module.connect
    monkeypatch.setattr(reader_module, "connect", lambda path: opened.append(path.stem) or real(path))
    for _ in range(3):
        with pytest.raises(SnapshotUnusable):
            reader.query("old", "select 1")
    assert opened == ["old"]
    (home.snapshots / "old.duckdb").unlink()
    write_snapshot(home, "old")
    assert reader.query("old", "select 1").num_rows == 1
