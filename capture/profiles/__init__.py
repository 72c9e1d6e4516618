"""Site profiles: what is known of a publisher beforehand. Data, not code."""
