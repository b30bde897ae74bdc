"""YAML as text: read with the place of every value, written in the style of its neighbours, changed in place."""
