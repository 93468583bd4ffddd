"""The engine: compiles declared metadata into a running sales cloud."""
