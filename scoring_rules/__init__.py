"""The rule sets that ship: one YAML file a rule set and version."""
