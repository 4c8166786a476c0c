"""Files that go out as they are. A package only so that they ship in the wheel."""
