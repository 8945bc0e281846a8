"""`python -m analyzer` is `novaflow`."""

from analyzer.cli import main

if __name__ == "__main__":
    main(prog_name="novaflow")
