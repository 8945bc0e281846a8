"""The operations, one file each: a module NAME.py has an `OPERATION`."""
