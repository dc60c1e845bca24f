"""Invented sources with planted truths: `xinheng sample --plan jiangxi-2020 --out DIR`."""

from data.sample.source import PLANS, write_source
from data.sample.truth import Truth

__all__ = ["PLANS", "Truth", "write_source"]
