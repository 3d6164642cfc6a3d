"""What happens during a period: functions of a program, of what happened, and of a day."""
