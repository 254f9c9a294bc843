"""Cultivation: select and keep a city's pool of innovation demonstration enterprises."""

__version__ = "0.1.0"
