"""The README of a list, and the pages of its sections."""
