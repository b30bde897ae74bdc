"""What a curator decides, and what awaits a decision."""
