"""What changed for an audience, and the story of one goal."""
