"""What cards count of acts, reports and draws, told slowly."""

from __future__ import annotations

from collections import Counter, defaultdict

from tests.queries.twins import due_day, quarter_of
from tests.queries.twins_world import Cells, Row, World

OTHERS = ("compulsion", "reward")  # of the eight kinds beside licence and penalty


def report_matters(w: World) -> Cells:
    said: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    for c in w.checks:
        if c["decided_on"] <= w.as_of and c["report_used"] is not None and c["matter"] != "flower_show":
            own = said[quarter_of(c["decided_on"]), c["region_code"], c["department_code"]]
            own[c["matter"]] = own.get(c["matter"], False) or c["report_used"]
    return {key: Counter(n_matters=len(own), n_matters_with_report=sum(own.values())) for key, own in said.items()}


def act_kinds(w: World) -> Cells:
    kinds: dict[tuple[str, ...], dict[str, bool]] = defaultdict(dict)
    working = set(w.worked)
    for d in w.decisions:
        if d["act"] not in OTHERS or d["decided_on"] > w.as_of:
            continue
        due = due_day(d["decided_on"], 7, working, decision_day_counts=False)  # Jiangxi (三十)
        if due <= w.as_of:
            own = kinds[quarter_of(d["decided_on"]), d["region_code"], d["department_code"]]
            own[d["act"]] = own.get(d["act"], False) or w.past(d["published_on"]) is not None
    return {key: Counter(n_kinds=len(own), n_kinds_published=sum(own.values())) for key, own in kinds.items()}


def draws(w: World) -> Cells:
    cells: Cells = defaultdict(Counter)
    sheets: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for r in w.draws:
        if r["n_frame"] > 0 and r["drawn_on"] <= w.as_of:
            sheets[r["draw_id"], quarter_of(r["drawn_on"]), r["region_code"], r["department_code"]].append(r)
    for (_, *where), rows in sheets.items():
        by_tier = sorted(rows, key=lambda r: r["tier"])
        share = [r["n_drawn"] / r["n_frame"] for r in by_tier]
        cells[tuple(where)]["n_draws"] += 1
        cells[tuple(where)]["n_by_tier"] += share[-1] > share[0]
    return cells
