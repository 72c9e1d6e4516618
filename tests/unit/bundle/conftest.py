"""The same good bundle that the forged ones are made from."""

from tests.forged.conftest import bundle, sealed

__all__ = ["bundle", "sealed"]
