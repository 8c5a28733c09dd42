-- SPDX-License-Identifier: MIT
-- A name of this database, which stays with it in every copy: the state folder remembers it, so
-- that the daemon does not start with another database by mistake.
CREATE TABLE database_identity (
  id TEXT COLLATE "C" NOT NULL
);
INSERT INTO database_identity (id) VALUES (replace(new_uuid(), '-', ''));
