"""Existing lists taken over."""
