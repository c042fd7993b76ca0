"""`python -m symgeom` is the command line."""

from symgeom.command.cli import main

main()
