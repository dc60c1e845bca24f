"""What hangs on the as-of date moves only where the day passes something."""

from random import Random

import pytest

BLANK = "9999-12-30"
VISITS = """
    inspection_id | inspected_on
    --------------+-------------
    I1            | 2026-03-01
    I2            | 2026-03-09
    I3            | 2026-03-20   """
SIGNED = """
    signed_on  | published_on
    -----------+-------------
    2026-03-01 | 2026-03-20
    2026-03-09 |             """
CAME = """
    entity_id | registered_on | deregistered_on
    ----------+---------------+----------------
    E1        | 2026-03-01    |
    E2        | 2026-02-01    | 2026-03-09
    E3        | 2026-03-20    |                """


@pytest.mark.parametrize(
    ("name", "pictures", "stands"),
    [
        ("dim_cutoff_inspections", {"stg_inspections": VISITS}, {"inspected_by": ("2026-03-08", "2026-03-19", BLANK)}),
        ("dim_cutoff_commitments", {"stg_commitments": SIGNED},
         {"signed_by": ("2026-03-08", BLANK, BLANK), "published_by": ("2026-03-19", "2026-03-19", BLANK)}),
        ("dim_cutoff_entities", {"stg_entities": CAME}, {"moved_by": ("2026-03-08", "2026-03-19", BLANK)}),
    ],
)  # fmt: skip
def test_a_cut_off_stays_until_the_day_passes_an_event(mart, name, pictures, stands):
    days = {"2026-03-01": 0, "2026-03-08": 0, "2026-03-09": 1, "2026-03-19": 1, "2026-03-20": 2, "2026-12-31": 2}
    for as_of, nth in days.items():
        (row,) = mart(name, as_of=as_of, **pictures).to_dicts()
        assert {column: str(row[column]) for column in stands} == {
            column: those[nth] for column, those in stands.items()
        }


def test_the_day_lies_among_months_and_quarters(mart):
    def lies(as_of):
        return tuple(str(day) for day in mart("dim_cutoff_period", as_of=as_of).row(0))

    assert lies("2026-05-20") == lies("2026-05-01") == ("2026-05-01", "2026-04-01", "2026-03-31")
    assert lies("2026-06-29") == ("2026-06-01", "2026-04-01", "2026-03-31")
    assert lies("2026-06-30") == ("2026-06-01", "2026-04-01", "2026-06-30")  # the quarter ends with that day


def decisions(dice):
    """Of two offices in two years: acts that are public, late, still inside their limit, or dated after the day."""
    rows = []
    for i in range(400):
        month, day = dice.randint(0, 23), dice.randint(1, 28)
        decided = f"{2025 + month // 12}-{month % 12 + 1:02d}-{day:02d}"
        later = [
            f"{decided[:8]}{min(day + dice.randint(0, 9), 28):02d}",
            None,
            *(["2026-07-02", "2026-08-15"] if month > 11 else []),
        ]
        rows.append(
            {
                "decision_id": f"D{i}", "act": dice.choice(["penalty", "licence"]), "region_code": "360111",
                "department_code": dice.choice(["transport", "taxation"]), "decided_on": decided,
                "published_on": dice.choice(later), "reported_on": dice.choice(later), "collated_on": dice.choice(later),
                "due_on": dice.choice([None, None, f"{decided[:8]}28"]),
            }
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("then", ["2026-07-01", "2026-06-29", "2026-07-10", "2026-09-30", "2026-03-15"])
def test_acts_move_in_no_quarter_but_those_told(mart, then):
    pictures, now = {"stg_decisions": decisions(Random(then))}, "2026-06-30"

    def moved(name):
        sides = [mart(name, as_of=day, **pictures) for day in (now, then)]
        rows = {str(row): row["quarter"] for side in sides for row in side.to_dicts()}
        both = {str(row) for row in sides[0].to_dicts()} & {str(row) for row in sides[1].to_dicts()}
        return {quarter for row, quarter in rows.items() if row not in both}, set(rows.values())

    told = moved("dim_act_cutoff")[0] | moved("dim_clock")[0]
    acts, every = moved("agg_act_clock")
    assert acts
    assert acts <= told
    assert every - told  # and most stand
