"""The web face of Keel: pages, HTTP API and the Studio."""
