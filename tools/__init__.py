"""Programs that make tables and pictures for this repository; the package never imports them."""
