"""Brings data in: files, maps from their columns to fields, imports that can be undone."""
