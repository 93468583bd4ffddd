"""Contracts and values that every room shares: no input, no output, no SQLAlchemy."""
