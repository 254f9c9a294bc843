"""Tests of points, ranks and the score table."""
