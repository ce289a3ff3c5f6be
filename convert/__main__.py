"""`python -m convert` is the command `convert` on every system."""

from convert.cli import main

main()
