"""The loyalty rules: pure functions used by the till, the server and the simulator, so that all three agree."""
