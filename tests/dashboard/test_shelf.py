"""What is kept of a snapshot goes with it, and not before."""

import pytest

from dashboard.access import Scope
from dashboard.reads import base, shelf
from dashboard.reads.shelf import shelved


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(shelf, "_SHELVES", {})
    monkeypatch.setenv("XINHENG_HOME", "/nowhere")


@pytest.fixture
def reads():
    """What was read, and three functions that keep what they read."""
    read = []

    @shelved(2)
    def table(path, snapshot, name):
        read.append((snapshot, name))
        return object()

    @base.kept
    def looked_up(scope):
        read.append(scope)
        return object()

    @base.kept_by("plan")
    def of_plan(scope):
        read.append(scope)
        return object()

    return read, table, looked_up, of_plan


def test_each_is_read_once_a_snapshot_and_again_when_it_was_let_go(reads):
    read, table, looked_up, of_plan = reads
    old, new = Scope("old", plan="p", quarter="q", find="word"), Scope("new", plan="p", quarter="q")
    for scope in (old, new, old):
        assert table("/nowhere", scope.snapshot, "t") is table("/nowhere", scope.snapshot, "t")
        assert looked_up(scope) is looked_up(scope)
        assert of_plan(scope) is of_plan(scope)
    assert len(read) == 6 and read[2] == Scope("old", plan="p")  # the function sees no other field
    assert shelf.clear("/nowhere", "new", 60.0) == []  # somebody looked at it just now
    assert shelf.clear("/elsewhere", "new", -1.0) == []
    assert shelf.clear("/nowhere", "new", -1.0) == ["old"]
    for scope in (new, old):
        table("/nowhere", scope.snapshot, "t")
    assert read[6:] == [("old", "t")]


def test_no_more_than_so_many_results_and_snapshots(reads):
    read, table, *_ = reads
    for name in ("a", "b", "c", "c", "a"):
        table("/nowhere", "old", name)
    assert [name for _, name in read] == ["a", "b", "c", "a"]
    for i in range(shelf.MOST + 3):
        table("/nowhere", f"s{i}", "a")
    assert {name for _, name in shelf._SHELVES} == {f"s{i}" for i in range(3, shelf.MOST + 3)}
