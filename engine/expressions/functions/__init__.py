"""The functions of the expression language: one module per group, one declaration per function."""
