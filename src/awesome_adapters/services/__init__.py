"""Services on the web that are asked for facts about papers: one polite way to ask, and one module for each."""
