"""The board of a program: `board.toml` as values that know where they stand."""
