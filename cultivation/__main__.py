"""`python -m cultivation` is `cultivation`."""

from cultivation.commands import main

main()
