"""Kept rows as they come: in memory where they are one batch, else in one file, written while the next are checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

# As small as the default level, a fifth faster. Nobody looks rows up by ranges of values: a build reads them all.
PARQUET: Mapping[str, Any] = {"compression": "zstd", "compression_level": 1, "statistics": False}


def keep(frames: Iterator[pl.DataFrame], schema: Mapping[str, pl.DataType], path: Path | None) -> pl.LazyFrame:
    """All rows. With a path, those of more than one batch go to a file there and not to memory."""
    first = list(islice(frames, 2))
    if path is None or len(first) < 2:
        return pl.concat([pl.DataFrame(schema=schema), *first, *frames], rechunk=False).lazy()
    path.parent.mkdir(parents=True, exist_ok=True)
    write(chain(first, frames), schema, path)
    return pl.scan_parquet(path, glob=False)


def write(frames: Iterator[pl.DataFrame], schema: Mapping[str, pl.DataType], path: Path) -> None:
    """Write rows as they come. What the iterator raises is raised as it is, not as trouble of the writer's."""
    troubles: list[BaseException] = []

    def pull(
        _columns: list[str] | None, _where: pl.Expr | None, _rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except GeneratorExit:  # the writer gave up: its own trouble is the one to tell
            raise
        except BaseException as trouble:
            troubles.append(trouble)

    try:
        register_io_source(pull, schema=pl.Schema(schema)).sink_parquet(path, **PARQUET)
    finally:
        if troubles:
            raise troubles[0]
