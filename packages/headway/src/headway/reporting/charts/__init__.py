"""Charts: a table of data each, told in words, and drawn by a specification of Vega-Lite."""
