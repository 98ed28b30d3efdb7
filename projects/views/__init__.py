"""The desk for needs, openings and community projects: plain functions inside the frame of Wagtail's admin."""
