"""Errors a user can act on: what is wrong, where, and what to do about it."""

from __future__ import annotations


class NovaFlowError(Exception):
    """An error whose text is meant for the user.

    Args:
        message: what is wrong, in one sentence.
        file: the file it was found in, if any.
        line: the 1-based line in that file, if known.
        hint: what the user can do about it.
    """

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}: " if self.line is None else f"{self.file}:{self.line}: "
        return place + self.message + (f"\n  hint: {self.hint}" if self.hint else "")


class InputError(NovaFlowError):
    """The logs cannot be used: nothing there, nothing readable, nothing recognised."""


class NotationError(NovaFlowError):
    """A `.flow`, `.events` or `.lark` file is wrong."""


class UsageError(NovaFlowError):
    """The question cannot be answered: an unknown name, an option that does not fit."""
