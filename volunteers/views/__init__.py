"""The desk for people: our own views inside the admin's frame, behind one wall (`wall.for_supporters`)."""
