-- SPDX-License-Identifier: MIT
-- A name of this database, which stays with it in every copy: the state folder remembers it, so
-- that the daemon does not start with another database by mistake.
CREATE TABLE database_identity (
  id TEXT NOT NULL
) STRICT;
INSERT INTO database_identity (id) VALUES (lower(hex(randomblob(16))));
