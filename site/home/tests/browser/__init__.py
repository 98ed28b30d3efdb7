"""The product as people meet it: a real server process with the demo, a real Chromium, nothing of ours in between."""
