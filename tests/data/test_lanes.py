"""Several batches and files at once: in order, a few ahead, and trouble raised where it belongs."""

import threading
from itertools import count, islice
from pathlib import Path

import polars as pl
import pytest

from data.errors import FileRefused
from data.ingest import keep, lanes, scan, text
from data.ingest.check import check_file
from data.ingest.keep import write
from data.ingest.lanes import in_order
from tests.data.conftest import visit, visits
from tests.data.spoiling import spoiled

ROWS = {"a": pl.Int64()}


@pytest.fixture(autouse=True)
def two_lanes(monkeypatch):
    monkeypatch.setattr(lanes, "LANES", 2)


def small_batches(patch, rows):
    """Every text file is scanned where it lies, so many rows at a time."""
    patch.setattr(text, "SMALL", 0)
    patch.setattr(scan, "SMALL", 0)
    patch.setattr(scan, "BATCH", rows)


def test_results_come_in_the_order_of_the_items_whoever_is_done_first():
    waits = [threading.Event() for _ in range(4)]

    def work(n):
        if n % 2 == 0:  # each even one is done only after the odd one behind it
            waits[n + 1].wait(5)
        waits[n].set()
        return n

    assert list(in_order(work, range(4))) == [0, 1, 2, 3]


def test_no_more_is_taken_ahead_than_there_are_lanes():
    taken = []
    items = (taken.append(n) or n for n in count())
    assert list(islice(in_order(lambda n: n, items), 3)) == [0, 1, 2]
    assert len(taken) <= 3 + lanes.LANES + 1


def test_one_item_starts_no_thread():
    assert list(in_order(lambda _: threading.current_thread(), [1])) == [threading.main_thread()]


def test_trouble_is_raised_at_the_place_of_its_item():
    got = in_order(lambda n: 1 // n, [1, 1, 0, 1])
    assert [next(got), next(got)] == [1, 1]
    with pytest.raises(ZeroDivisionError):
        next(got)


def test_rows_are_written_as_they_come_and_trouble_of_the_rows_is_not_the_writers(tmp_path):
    frames = [pl.DataFrame({"a": [i, i + 1]}) for i in range(0, 10, 2)]
    write(iter(frames), ROWS, tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet")["a"].to_list() == list(range(10))

    def broken():
        yield frames[0]
        raise FileRefused("a.csv", "cut_off", ("断了。", "Cut off."))

    with pytest.raises(FileRefused):
        write(broken(), ROWS, tmp_path / "b.parquet")


def test_one_batch_stays_in_memory(tmp_path):
    kept = keep.keep(iter([pl.DataFrame({"a": [1]})]), ROWS, tmp_path / "a.parquet")
    assert kept.collect()["a"].to_list() == [1] and not (tmp_path / "a.parquet").exists()


@pytest.mark.parametrize("first", range(0, 90, 30))
def test_a_file_read_in_batches_from_disk_has_the_outcome_of_one_read_at_once(tmp_path, monkeypatch, first):
    for number in range(first, first + 30):
        feed, name, body, _ = spoiled(number, seed=4)
        if not name.lower().endswith(".csv"):
            continue
        path = tmp_path / name
        path.write_bytes(body)
        at_once = check_file(path, feed)
        with monkeypatch.context() as patch:
            small_batches(patch, 2)
            in_batches = check_file(path, feed)
        assert in_batches.receipt == at_once.receipt and in_batches.kept.equals(at_once.kept), (number, feed)


def test_a_file_refused_in_its_middle_is_refused(send, monkeypatch):
    small_batches(monkeypatch, 10)
    good = visits(*(visit(i) for i in range(100))).encode()
    assert send("a.csv", good).receipt["kept"] == 100
    assert send("a.csv", good + "一".encode()[:2]).receipt["file_error"]["rule"] == "cut_off"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_the_trouble_told_not_that_the_rows_were_given_up():
    frames = (pl.DataFrame({"a": range(i, i + 300_000)}) for i in range(0, 3_000_000, 300_000))
    with pytest.raises((OSError, pl.exceptions.PolarsError), match="os error 28"):
        write(frames, ROWS, Path("/dev/full"))
