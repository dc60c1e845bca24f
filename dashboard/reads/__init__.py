"""What the pages read, one module a page. Every function takes a Scope first; nothing here opens a file."""
