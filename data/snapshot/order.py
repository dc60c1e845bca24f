"""In which order must the SQL files run? Read from the SQL itself, never from numbers in file names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import duckdb

from data.errors import PackUnusable
from data.snapshot.head import head_of

_READ: dict[str, frozenset[str]] = {}  # by digest of the text: it reads the same tables however often it is built


def tables_read(con: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """Names of the tables a SELECT reads, its own CTEs among them. Raises ValueError where it does not parse."""
    text = hashlib.sha256(sql.encode()).hexdigest()
    if text not in _READ:
        row = con.sql("select json_serialize_sql($1) as tree", params=[sql]).to_arrow_table().to_pylist()[0]
        tree = json.loads(row["tree"])
        if tree.get("error"):
            raise ValueError(tree.get("error_message", "not one SELECT"))
        _READ[text] = frozenset(n["table_name"] for n in _nodes(tree) if n.get("type") == "BASE_TABLE")
    return set(_READ[text])


def known() -> dict[str, list[str]]:
    """What has been read so far, to be kept for the next process: parsing all files takes half a second."""
    return {text: sorted(tables) for text, tables in _READ.items()}


def remember(kept: Mapping[str, Sequence[str]]) -> None:
    """Take over what a process before has read."""
    _READ.update({text: frozenset(tables) for text, tables in kept.items()})


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
            left.extend(node.values())
        elif isinstance(node, list):
            left.extend(node)


def in_order(con: duckdb.DuckDBPyConnection, files: dict[str, str]) -> list[str]:
    """Names of `files` (name -> SQL), each after those it reads. Raises PackUnusable on a broken file or a circle."""
    needs: dict[str, set[str]] = {}
    for name, sql in files.items():
        try:
            needs[name] = ({*tables_read(con, sql), head_of(sql).day} & set(files)) - {name}
        except ValueError as trouble:
            raise PackUnusable(
                f"{name}.sql",
                (f"SQL 无法解析:{trouble}", f"cannot be parsed: {trouble}"),
                ("请改正该文件。", "Mend the file."),
            ) from trouble
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as trouble:
        circle = " -> ".join(trouble.args[1])
        raise PackUnusable(circle, ("查询相互引用成环。", "the queries refer to each other in a circle.")) from trouble
