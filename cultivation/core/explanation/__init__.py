"""Why an enterprise entered, stayed or left."""
