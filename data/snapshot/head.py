"""What the head of a SQL file says of how its rows hang on those it reads; a build that goes on makes only what must move.

-- by: department_code                          rows of one department are made of the rows of that department only
-- by: department_code in stg_decisions         so they are of these tables; of the others each may be made of any row
-- by: on = decided_on in stg_decisions         rows of one day are made of the rows decided on it
-- by: quarter = decided_on of 4 quarters in …  rows of a quarter are made of those decided in the 4 that end with it
-- by: feed                                     rows of a feed are made of the tables again_, stg_ and raw_ of that feed
-- looks up: stg_submission                     of this table a row is asked for only by the file of another row
-- compared: yes                                made whole, and laid over what stands, for its readers ask what moved
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

BY = re.compile(r"^-- by: (\w+)(?: = (\w+)(?: of (\d+) quarters)?)?(?: in (\w+(?:, \w+)*))?$", re.MULTILINE)
LOOKS_UP = re.compile(r"^-- looks up: (\w+(?:, \w+)*)$", re.MULTILINE)
COMPARED = re.compile(r"^-- compared: yes$", re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """Of one file. `by` is a column of its rows, `source` one of those they are made of; `tables` is empty where all are meant."""

    by: str = ""
    source: str = ""
    by_day: bool = False  # whether what moved is told by days
    quarters: int = 0
    tables: frozenset[str] = frozenset()
    looks_up: frozenset[str] = frozenset()
    is_compared: bool = False


NO_HEAD = Head()


@cache
def head_of(sql: str) -> Head:
    """What the file says."""
    by, looked = BY.search(sql), LOOKS_UP.search(sql)
    own, source, quarters, tables = by.groups() if by else (None, None, None, None)
    return Head(
        own or "", source or own or "", bool(source), int(quarters or 0), _names(tables), _names(looked and looked[1]),
        bool(COMPARED.search(sql)),
    )  # fmt: skip


def _names(listed: str | None) -> frozenset[str]:
    return frozenset(listed.split(", ") if listed else ())
