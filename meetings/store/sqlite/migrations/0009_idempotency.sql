-- SPDX-License-Identifier: MIT
-- Answers to requests with an Idempotency-Key, for 24 hours (meetings/idempotency.hpp). `id` is the
-- hash of who asks, the route and the key; `asker` is the hash of who asks. `answer` is sealed with
-- a key that is made of them, so the database alone reveals neither the key nor what the answer
-- holds.
CREATE TABLE kept_answers (
  id         BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 32),
  asker      BLOB NOT NULL CHECK (length(asker) = 32),
  request    BLOB NOT NULL CHECK (length(request) = 32),
  answer     TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_answers_by_asker ON kept_answers (asker, created_at);
CREATE INDEX kept_answers_by_age ON kept_answers (created_at);
