"""Lines to events: forms, headers, contexts, continuation lines, and what the logs are able to show."""

from analyzer.parsing.assembly import parse

__all__ = ["parse"]
