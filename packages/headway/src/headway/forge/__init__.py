"""GitHub behind a port: typed reads, and plans for everything that would change something.

`model` and `port` say what can be read and written; `plan`, `actions` and `carry` hold what would
change and carry it out. Only `github` and what it imports need the extra `github`.
"""
