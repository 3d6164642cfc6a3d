"""What happened: readers of what meetings and their calendars leave behind."""
