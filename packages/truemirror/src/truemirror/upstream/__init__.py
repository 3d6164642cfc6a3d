"""What to copy: what upstream publishes, read from bytes, and what of it is wanted."""
