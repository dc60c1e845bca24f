"""Files found otherwise than they were left: in the warehouse, among the snapshots, in the pointer; and a clock set back."""

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.errors import SnapshotUnusable
from data.ingest.stage import stage_source
from data.snapshot import seal
from data.snapshot.build import build
from data.snapshot.publish import is_whole, publish, rollback, snapshots
from data.snapshot.reader import Reader
from tests.snapshot.bad_days import hollow, hollow_home, must_be_told, served
from tests.snapshot.conftest import decisions

FUTURE = (4e9, 4e9)


def truncate(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip_a_bit(file):
    body = bytearray(file.read_bytes())
    body[len(body) * 2 // 3] ^= 1
    file.write_bytes(body)


def empty(file):
    file.write_bytes(b"")


def delete(file):
    file.unlink()


def swap(file):
    """Put another file of the same kind in its place."""
    other = next(f for f in sorted(file.parent.glob(f"*{file.suffix}")) if f != file)
    shutil.copyfile(other, file)


DAMAGES = (truncate, flip_a_bit, empty, delete, swap)


@pytest.fixture
def staged(source, home):
    """A source with rows kept and rows refused, in the warehouse."""
    source.send("decisions", "许可.csv", decisions(9, 1), "housing_construction", "2026-10-08")
    source.send("decisions", "处罚.csv", decisions(5, 1) + "\n,licence,,,坏,", "transport", "2026-10-09")
    return source.path, home.warehouse, stage_source(source.path, home.warehouse).submissions


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_file_of_the_warehouse_that_is_not_what_was_written_is_made_anew(staged, damage):
    source, warehouse, before = staged
    files = sorted(f for f in warehouse.rglob("*") if f.suffix in (".parquet", ".json"))
    assert len(files) == 5  # rows and result of both, problems of one
    was = {f: f.read_bytes() for f in files if f.suffix == ".parquet"}
    for file in files:
        damage(file)
        assert stage_source(source, warehouse).submissions == before
    assert {f: f.read_bytes() for f in was} == was


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A home with two hollow snapshots, the second served, and their source."""
    folder = tmp_path_factory.mktemp("two")
    home, source = hollow_home(folder, 9, 1)
    first = served(home)
    source.send("decisions", "新.csv", decisions(5, 5, start=50), "housing_construction", "2026-10-09")
    with pytest.MonkeyPatch.context() as patch:
        hollow(patch)
        return folder, (first, build(home, [source.path]).snapshot_id)


@pytest.fixture
def two(made, source, home, monkeypatch):
    """A copy of that home; builds in it are hollow."""
    hollow(monkeypatch)
    shutil.copytree(made[0] / "source", source.path, dirs_exist_ok=True)
    shutil.copytree(made[0] / "home", home.path)
    return made[1]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_not_gone_back_to_and_the_next_build_makes_it_anew(source, home, two, damage):
    first, second = two
    file = home.snapshots / f"{second}.duckdb"
    was = served(home)
    damage(file)
    assert not is_whole(file)
    assert served(home) == first
    with pytest.raises(SnapshotUnusable) as trouble:
        publish(home, second)
    assert "xinheng" in must_be_told(trouble.value)
    assert rollback(home) == first and served(home) == first
    assert build(home, [source.path]).is_new
    assert served(home) == second == was and is_whole(file)


def test_a_snapshot_found_damaged_while_it_is_read_is_let_go_and_taken_up_again_once_mended(home, two):
    first, second = two
    file = home.snapshots / f"{second}.duckdb"
    reader = Reader(home)
    assert reader.current() == second
    sound, body = file.read_bytes(), bytearray(file.read_bytes())
    for place in range(3 * 4096, len(body), 4096):  # behind the heads: it opens
        body[place + 100] ^= 255
    file.write_bytes(body)
    try:
        assert _read_all(reader) == first
        assert reader.trouble and "damaged" in must_be_told(reader.trouble)
        assert _read_all(reader) == first
        file.write_bytes(sound)
        publish(home, second)
        assert _read_all(reader) == second
    finally:
        reader.close()


@pytest.mark.parametrize("is_sound", [True, False])
def test_however_many_readers_come_at_once_a_file_is_read_to_the_last_bit_once(home, two, monkeypatch, is_sound):
    read, digest = [], seal.digest
    monkeypatch.setattr(seal, "digest", lambda path: read.append(path.stem) or digest(path))
    if not is_sound:
        for name in two:
            body = bytearray((home.snapshots / f"{name}.duckdb").read_bytes())
            body[-100] ^= 255  # unused: it opens
            (home.snapshots / f"{name}.duckdb").write_bytes(body)
    reader = Reader(home)

    def ask(_):
        try:
            return reader.current()
        except SnapshotUnusable as trouble:
            return must_be_told(trouble)

    with ThreadPoolExecutor(4) as readers:
        told = [*readers.map(ask, range(8))]
    reader.close()
    assert sorted(read) == ([two[1]] if is_sound else sorted(two))
    assert set(told) == {two[1]} if is_sound else all("damaged" in said for said in told)


def _read_all(reader):
    """Run after run, as a page would: what is served once nothing fails any more."""
    for _ in range(3):
        name = reader.current()
        try:
            tables = reader.query(name, "select table_name from duckdb_tables()").to_pylist()
            for table in tables:
                reader.query(name, f"select * from {table['table_name']}")
        except SnapshotUnusable:
            continue
        return name
    raise AssertionError("it never came to rest")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"{", b"[]", b"null", b'{"snapshot": 7}', b'{"snapshot": "../x"}', b'{"snapshot": "gone"}'],
)
def test_whatever_stands_in_the_pointer_the_last_one_is_served_and_the_next_build_writes_it_anew(
    source, home, two, content
):
    home.pointer.write_bytes(content)
    assert served(home) == two[1]
    assert not build(home, [source.path]).is_new
    assert two[1] in home.pointer.read_text()


@pytest.mark.parametrize("previous", ["5", '"b"', "null", "[5, null, {}]", '["../x", "gone"]'])
def test_a_pointer_with_an_odd_past_has_none(home, two, previous):
    home.pointer.write_text(f'{{"snapshot": "{two[1]}", "previous": {previous}}}')
    assert served(home) == two[1]
    with pytest.raises(SnapshotUnusable) as trouble:
        rollback(home)
    assert "no earlier snapshot" in must_be_told(trouble.value)
    publish(home, two[0])
    assert rollback(home) == two[1]


def test_a_clock_set_back_changes_nothing(source, home, two):
    """Files from the future are older than what is published now; without a pointer the one served last is found."""
    for file in home.snapshots.iterdir():
        os.utime(file, FUTURE)
    os.utime(home.pointer, FUTURE)
    reader = Reader(home)
    assert reader.current() == two[1]
    source.send("decisions", "再.csv", decisions(1, 0, start=90), "housing_construction", "2026-10-10")
    third = build(home, [source.path]).snapshot_id
    assert reader.current() == third == snapshots(home)[0].snapshot_id
    rollback(home)
    home.pointer.unlink()
    assert served(home) == two[1], "not the one that was gone back from"
    publish(home, third, keep=2)
    assert {s.snapshot_id for s in snapshots(home)} == {two[1], third}
    reader.close()


def test_going_back_while_others_publish_never_loses_the_pointer_or_a_file_it_names(home, two):
    wrong = []

    def turn(act):
        for _ in range(4):
            try:
                act()
                served(home)
            except Exception as error:
                wrong.append(error)

    acts = [lambda: publish(home, two[0]), lambda: publish(home, two[1]), lambda: rollback(home)]
    threads = [threading.Thread(target=turn, args=(act,)) for act in acts]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert wrong == [] and {s.snapshot_id for s in snapshots(home)} == set(two)


def test_an_id_is_never_a_path(home, two):
    for name in ("../x", f"../snapshots/{two[0]}", ".building-1-x", "a/b"):
        with pytest.raises(SnapshotUnusable) as trouble:
            publish(home, name)
        assert "not a snapshot id" in must_be_told(trouble.value)


def test_whatever_a_killed_process_left_is_swept(source, home, two):
    (home.snapshots / ".building-1-x.duckdb.wal").write_text("x")
    (home.snapshots / ".building-1-spill").mkdir()
    (home.snapshots / ".building-1-spill" / "block").write_text("x")
    (home.snapshots / "gone.duckdb.sha256").write_text("x")
    (home.path / ".building-1-current.json").write_text("{")  # killed in the middle of writing the pointer
    build(home, [source.path])
    assert not [*home.snapshots.glob(".*"), *home.path.glob(".*"), *home.snapshots.glob("gone*")]
