"""Bundles: BagIt bags that are written whole or not at all, and that anyone can verify."""
