"""The generated pages: lists, boards, records, forms, from metadata alone."""
