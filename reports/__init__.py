"""What the reader sees: the report, as a page and as data. This room decides nothing: it prints the records that it is given."""
