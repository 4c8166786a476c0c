"""Scripts that make the packaged data from registry packages. Never needed at run time."""
