"""What the head of a SQL file says of how its rows hang on those it reads; a build that goes on makes only what must move.

-- by: department_code                          rows of one department are made of the rows of that department only
-- by: department_code in stg_decisions         so they are of these tables; of the others each may be made of any row
-- by: on = decided_on in stg_decisions         rows of one day are made of the rows decided on it
-- by: quarter = decided_on of 4 quarters in …  rows of a quarter are made of those decided in the 4 that end with it
-- by: feed                                     rows of a feed are made of the tables again_, stg_ and raw_ of that feed
-- looks up: stg_submission                     of this table a row is asked for only by the file of another row
-- day: dim_act_cutoff                          what the as-of date decides here moves only where that table moves
-- compared: yes                                made whole, and laid over what stands, for its readers ask what moved

Of several lines by the rows are made anew, and read, that fulfil them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

BY = re.compile(r"^-- by: (\w+)(?: = (\w+(?:, \w+)*?)(?: of (\d+) quarters)?)?(?: in (\w+(?:, \w+)*))?$", re.MULTILINE)
LOOKS_UP = re.compile(r"^-- looks up: (\w+(?:, \w+)*)$", re.MULTILINE)
DAY = re.compile(r"^-- day: (\w+)$", re.MULTILINE)
COMPARED = re.compile(r"^-- compared: yes$", re.MULTILINE)


@dataclass(frozen=True)
class By:
    """Rows of one value of `column` are made of rows of that value only; of `tables`, where any are named.

    days: the columns of those rows that say it, where they are days; quarters: how many of them.
    """

    column: str
    days: tuple[str, ...] = ()
    quarters: int = 0
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Head:
    """Of one file."""

    by: tuple[By, ...] = ()
    looks_up: frozenset[str] = frozenset()
    is_compared: bool = False
    day: str = ""


NO_HEAD = Head()


@cache
def head_of(sql: str) -> Head:
    """What the file says."""
    by = tuple(By(c, _names(d), int(q or 0), frozenset(_names(t))) for c, d, q, t in BY.findall(sql))
    looked, day = LOOKS_UP.search(sql), DAY.search(sql)
    return Head(by, frozenset(_names(looked[1]) if looked else ()), bool(COMPARED.search(sql)), day[1] if day else "")


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", ")) if listed else ()
