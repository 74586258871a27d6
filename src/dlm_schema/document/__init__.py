"""Pure judging and migrating of documents: values in, values out."""
