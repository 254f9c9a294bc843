"""Scoring tables of offices: dimension, item, full marks, standard in words."""
