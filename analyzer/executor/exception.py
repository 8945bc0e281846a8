"""What goes wrong inside the small Nova, under the names that Nova's own exceptions have in tracebacks."""

from __future__ import annotations


class NovaException(Exception):  # noqa: N818 - Nova's name
    """A failure that Nova knows."""


class NoValidHost(NovaException):
    """No host is large enough, or a filter left none."""


class MaxRetriesExceeded(NovaException):
    """Each host that was chosen failed."""


class ComputeResourcesUnavailable(NovaException):
    """The claim found less room than the scheduler had counted on."""


class ImageNotFound(NovaException):
    """The image store has no such image."""


class UnableToMigrateToSelf(NovaException):
    """A cold migration was given to the host that the server is on."""


class InstanceFaultRollback(NovaException):
    """A failure after which the server is as it was before."""


class InstancePowerOffFailure(NovaException):
    """The hypervisor did not do what it was told, as its own state shows."""


class ProcessExecutionError(NovaException):
    """A command did not return 0."""


for _kind in (NovaException, *NovaException.__subclasses__()):
    _kind.__module__ = "nova.exception"  # a traceback names it so


class ComputeKilled(BaseException):
    """The fault kill-compute: the process is gone in the middle of a step, so nothing may catch and report it."""
