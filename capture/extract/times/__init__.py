"""Printed times: what they look like, what attributes say beside them, and which instants they mean."""
