"""What a mirror holds: content by its sha256, trees of it, and generations that are published."""
