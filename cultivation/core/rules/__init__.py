"""What a rule set is: model, loading, formulas, value functions."""
