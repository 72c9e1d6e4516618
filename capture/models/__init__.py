"""Values that cross modules and files: frozen pydantic models; no I/O, no clock."""
