"""The commands of ``keel``, one noun per module; each module names its commands in COMMANDS."""
