"""Semantic Scholar: the client of its API, and what its answers mean."""
