"""Where a training runs: in a thread of this program or in a process of its own, behind one interface."""
