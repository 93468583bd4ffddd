"""The kinds of metadata of this room."""
