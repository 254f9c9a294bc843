"""Candidates, quotas and members in, the proposal out; overrides; membership as a fold over decisions."""
