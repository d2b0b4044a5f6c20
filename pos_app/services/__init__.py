"""One function per thing a person does at the till, and the ports through which they reach the world."""
