"""Reads tables from files: CSV, XLSX, JSON and Salesforce record trees; one format per module."""

from engine.intake.sources.opening import FORMATS, format_of, open_source
from engine.intake.sources.table import SourceFile, SourceTable

__all__ = ["FORMATS", "SourceFile", "SourceTable", "format_of", "open_source"]
