"""A folder as one program: read, checked, asked."""
