"""What several field types share: reading texts, numbers, dates and options, and showing them."""
