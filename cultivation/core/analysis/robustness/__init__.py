"""How sure the places are: other weights, other methods, one criterion less."""
