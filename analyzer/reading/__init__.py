"""Bytes to lines: which files to read, in which order, and what is in them."""

from analyzer.reading.discovery import read

__all__ = ["read"]
