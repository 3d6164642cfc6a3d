"""From upstream into the store: what is fetched, how politely, and when it is published."""
