"""Turn a live news page into evidence: article and timestamped tickers as JSON, pictures and print, sealed in a bag."""

__version__ = "0.1.0"
