"""Drains the outbox: claims jobs under a lease, runs them, retries them, shows their progress."""
