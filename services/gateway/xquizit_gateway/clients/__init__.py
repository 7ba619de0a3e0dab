"""What the gateway asks other services; the only place that sees generated messages."""
