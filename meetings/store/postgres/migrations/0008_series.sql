-- SPDX-License-Identifier: MIT
-- Series: meetings with a rule (docs/series.md). Times of a series are those on the clocks of its
-- zone ("20260302T100000"), so that they outlive changes of the zone's rules.

ALTER TABLE meetings ADD COLUMN recurrence TEXT COLLATE "C"
  CHECK (recurrence IS NULL OR (type <> 'instant' AND timezone IS NOT NULL));
ALTER TABLE meetings ADD COLUMN series_start TEXT COLLATE "C"
  CHECK ((series_start IS NULL) = (recurrence IS NULL));
-- The first part of a series that was split; the series itself if it was not.
ALTER TABLE meetings ADD COLUMN series_id TEXT COLLATE "C"
  CHECK ((series_id IS NULL) = (recurrence IS NULL));
ALTER TABLE meetings ADD COLUMN continued_by TEXT COLLATE "C"
  REFERENCES meetings (id) ON DELETE SET NULL;
-- The occurrence that the host ended last.
ALTER TABLE meetings ADD COLUMN closed_occurrence TEXT COLLATE "C";

-- What differs in single occurrences; `occurrence` is the start by the rule (RECURRENCE-ID).
CREATE TABLE occurrence_changes (
  meeting_id       TEXT COLLATE "C" NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
  occurrence       TEXT COLLATE "C" NOT NULL,
  starts_at        TEXT COLLATE "C",
  duration_minutes BIGINT,
  title            TEXT COLLATE "C",
  cancelled        BIGINT NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
  PRIMARY KEY (meeting_id, occurrence)
);

-- The occurrence that a stay belongs to.
ALTER TABLE attendance ADD COLUMN occurrence TEXT COLLATE "C";
