"""Backups: one sealed file that holds the database, the media and the documents about people, and how it is put back.

    making.make_backup(folder)          writes one file, reads it again, and only then gives it its name
    restoring.restore(file)             stages, verifies everything, and puts it in place in one step, or not at all
    restoring.drill(file)               the same without the last step, into a place that is taken away again

Keys are never inside. Without them a backup is noise: docs/runbook.md says how they are kept.
"""
