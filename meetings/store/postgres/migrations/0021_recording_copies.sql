-- SPDX-License-Identifier: MIT
-- A recording may have a copy as MP4 (meetings/mp4_copies.hpp). `mp4_size` is in bytes.

ALTER TABLE recordings ADD COLUMN mp4 TEXT COLLATE "C" NOT NULL DEFAULT 'none'
  CHECK (mp4 IN ('none', 'due', 'ready', 'failed'));
ALTER TABLE recordings ADD COLUMN mp4_size BIGINT NOT NULL DEFAULT 0;
CREATE INDEX recordings_to_copy ON recordings (created_at, id) WHERE mp4 = 'due';
