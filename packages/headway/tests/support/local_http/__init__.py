"""HTTP on this machine, for what tests simulate: a server, its clock, and how it fails."""

from local_http.faults import Fault
from local_http.server import Clock, Dropped, Logged, answer_of, answering, spoiled

__all__ = ["Clock", "Dropped", "Fault", "Logged", "answer_of", "answering", "spoiled"]
