"""Where reports go: one file each."""
