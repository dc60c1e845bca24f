"""Which test counts a mart a second time, slowly: one line for every mart that a card observes."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.catalogue import read_cards
from tests.queries.test_card_twins import KEPT_BY

HERE = Path(__file__).parent
TWIN = {
    **dict.fromkeys(KEPT_BY, "test_card_twins"),
    **dict.fromkeys(("agg_publication_month", "agg_archive_month", "agg_task_completion_quarter"), "test_twins"),
    **dict.fromkeys(
        ("agg_inspection_band", "agg_inspection_cap", "agg_inspection_contrast", "agg_inspection_misgraded",
         "agg_inspection_repeat_month", "agg_inspection_repeat_year", "agg_inspection_tier_quarter",
         "agg_inspection_visits_month", "agg_tier_cover_quarter"), "test_inspection_twins",
    ),
    **dict.fromkeys(("agg_commitment_office", "agg_proactive_quarter"), "test_commitment"),
    "agg_credit_check_office": "test_credit_check", "agg_interview_office": "test_interview",
    "agg_due_quarter": "test_due", "agg_error_quarter": "test_quality", "agg_leg_month": "test_timeliness",
    "agg_list_office": "test_sanction_cards",
    "agg_code_quarter": "test_code_quality",
}  # fmt: skip


@pytest.mark.parametrize("mart", sorted({card.observe.mart for card in read_cards() if card.observe}))
def test_a_mart_that_cards_observe_has_a_slow_twin(mart):
    text = (HERE / f"{TWIN[mart]}.py").read_text("utf-8")
    assert mart in text
    assert "twin" in text or "slow" in text
