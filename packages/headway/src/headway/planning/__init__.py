"""Before a period and at its start: what is proposed, asked, signed off and tracked."""
