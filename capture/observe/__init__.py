"""The live page: the only package that imports playwright."""
