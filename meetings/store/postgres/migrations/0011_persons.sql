-- SPDX-License-Identifier: MIT
-- Erasure: rows that stand for people who were erased, so that the seats and meetings that others
-- shared with them keep their references. Each stands for one seat or one meeting, so that nobody
-- can tell which ones belonged together.
ALTER TABLE users ADD COLUMN erased_at BIGINT;
CREATE INDEX users_erased ON users (erased_at) WHERE erased_at IS NOT NULL;

-- Retention looks for what is over.
CREATE INDEX attendance_by_end ON attendance (left_at) WHERE left_at IS NOT NULL;
CREATE INDEX meetings_by_end ON meetings (ended_at) WHERE ended_at IS NOT NULL;
