"""A preview of the site on this machine: watch the files, build when they change, show it in a browser."""
