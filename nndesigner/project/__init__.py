"""How a design, its weights and its history are kept in a file."""
