"""One broken bundle for every rule of verification, made by code from a good one."""
