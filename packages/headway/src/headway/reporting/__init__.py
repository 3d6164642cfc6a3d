"""What is told of a program: functions of a program, of what happened, and of a range of days."""
