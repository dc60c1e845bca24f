"""Who may see what: the scope every read is made in."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

ALL = "*"  # every department, as in the tables; the address says "all"


@dataclass(frozen=True)
class Scope:
    """One view of one snapshot by one reader. It is part of every cache key, so nobody is served another's rows."""

    snapshot: str
    plan: str = ""
    quarter: str = ""
    region: str = ""
    department: str = ALL
    indicator: str = ""
    lang: str = "zh"
    reader: str = "everyone"
    task: str = ""  # the task opened on the page `tasks`
    find: str = ""  # the words looked for there
    clock: str = ""  # what the page `timeliness` is about: an act, or leg-act as report-licence
    units: str = ""  # who is compared on the page `departments`: departments, or level:kind of regions
    list: str = ""  # of the page `sanctions`: one list,
    grade: str = ""  # one grade,
    window: str = ""  # how many quarters of listing are looked at,
    measure: str = ""  # the measure whose effect is opened,
    split: str = ""  # and what the curves are split by
    defect: str = ""  # of the page `rights`: which is broken down
    level: str = ""  # of the page `regions`: city or county,
    colour: str = ""  # what colours the map: value, verdict, tier, gap,
    view: str = ""  # flat or raised,
    peers: str = ""  # and who a region is compared with: 3, 5, 10 nearest, kind, map
    part: str = ""  # of the page `county`: all, core, behind, ahead
    year: str = ""  # of the page `targets`: the year whose end is looked ahead to,
    among: str = ""  # whose targets are set: city, county, department,
    rule: str = ""  # how the whole is divided among them,
    aim: str = ""  # and the value proposed: per cent of a rate, else in its unit

    # Both below are worked out once for each view: a page asks for its rows some hundred times, each time by the whole view.
    @cached_property
    def bare(self) -> Scope:
        """The same view without what is opened, looked for or chosen on one page alone."""
        return replace(self, **OF_ONE_PAGE) if any(getattr(self, name) for name in OF_ONE_PAGE) else self

    @cached_property
    def _hash(self) -> int:
        return hash(tuple(getattr(self, name) for name in NAMES))

    def __hash__(self) -> int:
        return self._hash


NAMES = tuple(field.name for field in fields(Scope))
OF_ONE_PAGE = dict.fromkeys(NAMES[NAMES.index("reader") + 1 :], "")  # all that stands behind the reader
