"""The kinds of metadata that every package is made of."""
