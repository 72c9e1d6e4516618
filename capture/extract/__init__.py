"""What a rendered page says: pure functions from a `RenderedPage` to an `Extraction`."""
