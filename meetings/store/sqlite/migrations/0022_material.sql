-- SPDX-License-Identifier: MIT
-- Beside films the host keeps other things of a lesson (meetings/recording.hpp): files, the board,
-- what was written in the chat, notes.

ALTER TABLE recordings ADD COLUMN kind TEXT NOT NULL DEFAULT 'film'
  CHECK (kind IN ('film', 'file', 'board', 'chat', 'notes'));
