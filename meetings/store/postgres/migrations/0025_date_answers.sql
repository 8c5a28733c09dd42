-- SPDX-License-Identifier: MIT
-- What invited people answer for single dates of a series (DateAnswer in meetings/model.hpp). A
-- date is named by its start by the rule on the clocks of the series' zone; `starts_at` is that
-- moment as it was known then; `stamp` is when the person answered, by the person's own clock.

CREATE TABLE date_answers (
  invite_id   TEXT COLLATE "C" NOT NULL REFERENCES meeting_invitations (id) ON DELETE CASCADE,
  occurrence  TEXT COLLATE "C" NOT NULL,
  starts_at   BIGINT NOT NULL,
  status      TEXT COLLATE "C" NOT NULL CHECK (status IN ('accepted', 'declined', 'tentative')),
  answered_at BIGINT NOT NULL,
  stamp       BIGINT NOT NULL,
  PRIMARY KEY (invite_id, occurrence)
);
