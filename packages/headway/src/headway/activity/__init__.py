"""What happened: a store of issues, comments, events and messages; minutes and calendars read."""
