"""The specification as static files to serve, and putting them in place."""
