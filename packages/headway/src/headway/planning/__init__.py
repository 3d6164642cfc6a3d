"""What happens before a period: its pages, its proposals, its packets, its sign-off."""
