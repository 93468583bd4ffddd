"""Makes the demonstration company that ships with the core package."""
