"""What is done with a board: shown, changed, filled from org-mode files, mirrored to GitHub."""
