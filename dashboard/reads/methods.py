"""Definitions, rules in force, calendar, and the SQL behind every number."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from dashboard.access import Scope
from dashboard.reads import base, shell
from dashboard.reads.base import Row
from metrics import assess, dispersion, forecast, signals, standing, verdict
from metrics.catalogue import EFFECT_PROOF, PROOF
from metrics.vocabulary import VERDICTS, quarter_end


def cards(scope: Scope) -> list[Row]:
    """Every card, the plan's own first."""
    return base.rows(scope, "methods_cards")


def mechanisms(cards: list[Row]) -> dict[str, Row]:
    """The mechanisms of the catalogue by code."""
    return {row["mechanism"]: row for row in sorted(cards, key=lambda r: r["mechanism"] or "")}


def rules(scope: Scope) -> list[Row]:
    """Every dated rule, with is_here and is_now for the chosen region and quarter."""
    return base.rows(scope, "methods_rules", day=day(scope))


def day(scope: Scope) -> date | None:
    """The last day of the chosen quarter, or the as-of date where that came first."""
    as_of = shell.build(scope)["as_of"]
    if not scope.quarter:
        return as_of
    end = quarter_end(scope.quarter)
    return min(end, as_of) if as_of else end


def years(scope: Scope) -> list[Row]:
    """Working days by year."""
    return base.rows(scope, "methods_years")


def limits(scope: Scope) -> list[Row]:
    """Time limits the plan sets."""
    return base.rows(scope, "methods_limits")


def queries(scope: Scope) -> dict[str, str]:
    """SQL of the build by name."""
    return {row["name"]: row["sql"] for row in base.rows(scope, "methods_queries")}


def steps(scope: Scope) -> list[Row]:
    """What the build did, with rows and seconds."""
    return base.rows(scope, "methods_steps")


def verdicts() -> list[Row]:
    """The decision table as it is applied: number, code and word of every line, in its order."""
    return [{"number": row.number, "code": row.code, "word": VERDICTS[row.code]} for row in verdict.TABLE]


def minimums() -> dict[str, int]:
    """The least data each part of a verdict asks for, as the code has it."""
    return {
        "level": standing.LEAST_TO_BLAME,
        "named": assess.LEAST_TO_NAME,
        "peers": dispersion.LEAST_UNITS,
        "shared": assess.LEAST_TO_SHARE,
        "run": signals.LEAST_RUN,
        "process": signals.LEAST_POINTS,
        "line": forecast.LEAST_LINE,
        "chance": forecast.LEAST_CHANCE,
    }


@cache
def proof() -> Row | None:
    """The simulation of verdicts: run_on, runs, code, command and its rows; None where it was never run."""
    return _written(PROOF)


@cache
def effect_proof() -> Row | None:
    """The same for what is claimed of a measure."""
    return _written(EFFECT_PROOF)


def _written(path: Path) -> Row | None:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
