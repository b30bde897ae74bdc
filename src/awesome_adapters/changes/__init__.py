"""Changes of the list's data files, from the wish to the text that is written."""
