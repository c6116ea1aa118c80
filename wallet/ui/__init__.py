"""The window: screens, their look, and the bridge to the wallet; everything that imports Qt."""
