"""What Headway writes onto a program's pages: directives filled, names linked.

Pure functions of a program; the book, the RFC and the review packets are made with them.
"""
