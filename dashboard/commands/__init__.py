"""What the longer commands of `xinheng` do; imported only when they run."""
