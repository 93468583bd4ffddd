"""The tests of Keel: they mirror the rooms."""
