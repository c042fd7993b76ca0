"""`python -m symgeom` is the command line."""

from symgeom.cli import main

main()
