"""What follows from being in the pool: honours, support, cultivation plans, the targets of the city's plan."""
