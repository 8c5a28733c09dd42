-- SPDX-License-Identifier: MIT
-- The session at an OpenID provider that a sign-in session comes from (the claim `sid`), so that
-- the end of the former ends the latter; and the ways from an address to the people of foreign
-- issuers.

ALTER TABLE sessions ADD COLUMN oidc_sid TEXT COLLATE "C";
CREATE INDEX sessions_by_oidc_sid ON sessions (oidc_sid) WHERE oidc_sid IS NOT NULL;

CREATE INDEX users_by_foreign_email ON users (foreign_email) WHERE foreign_email IS NOT NULL;
CREATE INDEX meeting_invitations_by_email ON meeting_invitations (email) WHERE user_id IS NULL;
