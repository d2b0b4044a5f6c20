"""Two short sounds, and the program that made them."""
