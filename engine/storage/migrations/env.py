"""Alembic's place for an environment; ours is made in `engine.storage.migrate`."""
