//! YAML front matter: keys, scalars and lists, each with the bytes it was written in.
