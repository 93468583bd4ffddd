"""The HTTP API, version 1: the whole gate, the metadata one may see, jobs and runs."""
