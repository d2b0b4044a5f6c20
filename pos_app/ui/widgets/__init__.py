"""Parts that know how to draw themselves from the theme and nothing about selling."""
