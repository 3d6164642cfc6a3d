"""What an operator wants of a mirror: `truemirror.toml`."""
