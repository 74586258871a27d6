"""Exports that lie elsewhere: in object stores, archives and on servers, by way of fsspec."""
