"""What the cashier sees: theme, widgets, views and the view models between them and the services."""
