-- SPDX-License-Identifier: MIT
-- What administrators set while the daemon runs (meetings/site_settings.hpp): one row a setting, by
-- the name of its key in the configuration ("site.name"). `value` is text; a logo is in base64.
-- And the order of the list of all meetings.

CREATE TABLE site_settings (
  setting    TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  value      TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE INDEX meetings_by_age ON meetings (created_at, id);
