"""Certificates to print and seal."""
