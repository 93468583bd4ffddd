"""Databases, every system table, physical tables of a Model, order keys, search and the outbox."""
