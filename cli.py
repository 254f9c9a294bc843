"""Launcher for a checkout: `python cli.py ...` is `cultivation ...`."""

from cultivation.commands import main

if __name__ == "__main__":
    main()
