"""Measures Keel against a hand-written rival in the same run; ``make bench`` starts it."""
