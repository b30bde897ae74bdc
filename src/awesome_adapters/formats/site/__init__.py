"""The website of a list: its pages and feeds."""
