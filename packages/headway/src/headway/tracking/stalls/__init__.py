"""What waits, on whom, and since when: a module for each kind of thing that can wait."""
