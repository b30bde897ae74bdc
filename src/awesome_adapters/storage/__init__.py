"""The list's files on disk: read and written whole, one program at a time, as git has them."""
