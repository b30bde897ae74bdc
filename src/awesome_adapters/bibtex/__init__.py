"""BibTeX, as people and programs write it, read into the keys of entries."""
