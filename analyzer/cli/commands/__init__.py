"""The subcommands, one a file, each a click command called `command`."""
