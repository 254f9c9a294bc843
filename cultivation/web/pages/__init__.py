"""The pages, one module a part of the site: each takes what is asked and returns what is shown."""
