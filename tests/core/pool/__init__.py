"""Tests of the proposal and of membership."""
