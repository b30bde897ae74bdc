"""A generator of curated paper lists, and the list of adapter and PEFT resources it builds."""

__version__ = "0.1.0"
