"""What happened: a store of issues, comments, reviews, events, messages, meetings and minutes."""
