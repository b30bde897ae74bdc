"""What services say of the list's papers: asked for, kept, and compared with what the list says."""
