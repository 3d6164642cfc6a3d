"""A mirror for unmodified rustup and cargo over HTTP, and for people who watch over it."""
