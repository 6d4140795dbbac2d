//! Redis, PostgreSQL, MariaDB and memcached, in every state that they can be brought into.
