"""GitHub behind a port: typed reads, and plans for everything that would change something.

`model` and `port` say what can be read and written; `plan` and its actions hold what would change,
and `carry` carries it out. Only `github` and what it imports need the extra `github`.
"""
