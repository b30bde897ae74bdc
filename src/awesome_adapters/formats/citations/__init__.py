"""Citations of a list: what is cited, and the formats in which programs read it."""
