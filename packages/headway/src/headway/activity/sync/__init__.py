"""Reading GitHub into the store: once all of it, then what is new."""
