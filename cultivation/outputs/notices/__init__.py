"""Short letters to offices: reminders, and what goes with files that are returned."""
