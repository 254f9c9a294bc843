"""What follows from being in the pool: honours, support, cultivation plans, and the plan of the city."""
