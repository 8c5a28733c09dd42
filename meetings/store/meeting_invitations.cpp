// SPDX-License-Identifier: MIT
// Invitations to meetings in the database.
#include "meetings/store/aggregates.hpp"

namespace meetings::store {
namespace {

Invitation read_invitation(const Query& row) {
  Invitation invitation;
  invitation.id = InviteId{row.text(0)};
  invitation.meeting_id = MeetingId{row.text(1)};
  invitation.email = row.text(2);
  if (auto user = row.optional_text(3)) invitation.user_id = UserId{std::move(*user)};
  invitation.status = parse_invite_status(row.text(4)).value_or(InviteStatus::revoked);
  invitation.message = row.optional_text(5);
  invitation.created_at = row.time(6);
  invitation.answered_at = row.optional_time(7);
  invitation.reminders = row.integer(8) != 0;
  invitation.revocations = row.integer(9);
  invitation.answer_stamp = row.optional_time(10);
  return invitation;
}

std::optional<Invitation> read_one(Query row) {
  return row.step() ? std::optional{read_invitation(row)} : std::nullopt;
}

std::vector<Invitation> read_all(Query rows) {
  std::vector<Invitation> found;
  while (rows.step()) found.push_back(read_invitation(rows));
  return found;
}

}  // namespace

// Each statement is a literal, because its text is its key.
#define LECTERN_SELECT_INVITATION                                                                \
  "SELECT id, meeting_id, email, user_id, status, message, created_at, answered_at, reminders, " \
  "revocations, answer_stamp FROM meeting_invitations "

std::optional<Invitation> SqlMeetingInvitations::by_id(const InviteId& id) {
  return read_one(db_.query(LECTERN_SELECT_INVITATION "WHERE id = ?", id));
}

std::optional<Invitation> SqlMeetingInvitations::by_email(const MeetingId& meeting,
                                                          std::string_view email) {
  return read_one(
      db_.query(LECTERN_SELECT_INVITATION "WHERE meeting_id = ? AND email = ?", meeting, email));
}

void SqlMeetingInvitations::insert(const Invitation& i) {
  db_.run(
      "INSERT INTO meeting_invitations (id, meeting_id, email, user_id, status, message, "
      "created_at, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      i.id, i.meeting_id, i.email, i.user_id, to_string(i.status), i.message, i.created_at,
      i.answered_at);
}

void SqlMeetingInvitations::update(const Invitation& i) {
  db_.run(
      "UPDATE meeting_invitations SET user_id = ?, status = ?, message = ?, created_at = ?, "
      "answered_at = ?, revocations = ?, answer_stamp = ? WHERE id = ?",
      i.user_id, to_string(i.status), i.message, i.created_at, i.answered_at, i.revocations,
      i.answer_stamp, i.id);
}

void SqlMeetingInvitations::give_to(const UserId& user, std::string_view email) {
  db_.run(
      "UPDATE meeting_invitations SET user_id = ? WHERE email = ? AND user_id IS NULL AND "
      "status = 'pending'",
      user, email);
}

void SqlMeetingInvitations::bind_guest(const UserId& guest, const InviteId& invitation) {
  db_.run("UPDATE users SET guest_invitation = ? WHERE id = ? AND role = 'guest'", invitation,
          guest);
}

std::vector<Invitation> SqlMeetingInvitations::list(const MeetingId& meeting, std::size_t limit) {
  return read_all(db_.query(LECTERN_SELECT_INVITATION
                            "WHERE meeting_id = ? ORDER BY created_at, id LIMIT ?",
                            meeting, limit));
}

std::vector<Invitation> SqlMeetingInvitations::list_of(const UserId& user, std::size_t limit) {
  return read_all(db_.query(LECTERN_SELECT_INVITATION
                            "WHERE user_id = ? AND status <> 'revoked' ORDER BY created_at DESC, "
                            "id DESC LIMIT ?",
                            user, limit));
}

std::size_t SqlMeetingInvitations::count(const MeetingId& meeting) {
  Query row = db_.query("SELECT count(*) FROM meeting_invitations WHERE meeting_id = ?", meeting);
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

#undef LECTERN_SELECT_INVITATION

}  // namespace meetings::store
