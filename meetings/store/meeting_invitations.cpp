// SPDX-License-Identifier: MIT
// Invitations to meetings in the database.
#include <algorithm>
#include <utility>

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

// From column `first` on.
DateAnswer read_date(const Query& row, int first) {
  DateAnswer date;
  date.occurrence = row.text(first);
  date.at = row.time(first + 1);
  date.status = parse_invite_status(row.text(first + 2)).value_or(InviteStatus::tentative);
  date.answered_at = row.time(first + 3);
  date.stamp = row.time(first + 4);
  return date;
}

// The rows are the id of the invitation and an answer each.
void add_dates(std::vector<Invitation>& to, Query rows) {
  while (rows.step()) {
    const InviteId id{rows.text(0)};
    const auto one = std::ranges::find(to, id, &Invitation::id);
    if (one != to.end()) one->dates.push_back(read_date(rows, 1));
  }
}

}  // namespace

// Each statement is a literal, because its text is its key.
#define LECTERN_SELECT_INVITATION                                                                \
  "SELECT id, meeting_id, email, user_id, status, message, created_at, answered_at, reminders, " \
  "revocations, answer_stamp FROM meeting_invitations "

std::optional<Invitation> SqlMeetingInvitations::by_id(const InviteId& id) {
  return with_dates(read_one(db_.query(LECTERN_SELECT_INVITATION "WHERE id = ?", id)));
}

std::optional<Invitation> SqlMeetingInvitations::by_email(const MeetingId& meeting,
                                                          std::string_view email) {
  return with_dates(read_one(
      db_.query(LECTERN_SELECT_INVITATION "WHERE meeting_id = ? AND email = ?", meeting, email)));
}

std::optional<Invitation> SqlMeetingInvitations::with_dates(std::optional<Invitation> invitation) {
  if (!invitation) return invitation;
  Query rows = db_.query(
      "SELECT occurrence, starts_at, status, answered_at, stamp FROM date_answers WHERE invite_id "
      "= ? ORDER BY occurrence",
      invitation->id);
  while (rows.step()) invitation->dates.push_back(read_date(rows, 0));
  return invitation;
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

void SqlMeetingInvitations::put_date_answer(const InviteId& invitation, const DateAnswer& answer,
                                            std::size_t keep) {
  db_.run(
      "INSERT INTO date_answers (invite_id, occurrence, starts_at, status, answered_at, stamp) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (invite_id, occurrence) DO UPDATE SET starts_at = "
      "excluded.starts_at, status = excluded.status, answered_at = excluded.answered_at, stamp = "
      "excluded.stamp",
      invitation, answer.occurrence, answer.at, to_string(answer.status), answer.answered_at,
      answer.stamp);
  db_.run(
      "DELETE FROM date_answers WHERE invite_id = ?1 AND occurrence <= (SELECT occurrence FROM "
      "date_answers WHERE invite_id = ?1 ORDER BY occurrence DESC LIMIT 1 OFFSET ?2)",
      invitation, keep);
}

void SqlMeetingInvitations::remove_date_answers(const InviteId& invitation) {
  db_.run("DELETE FROM date_answers WHERE invite_id = ?", invitation);
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
  auto found = read_all(db_.query(LECTERN_SELECT_INVITATION
                                  "WHERE meeting_id = ? ORDER BY created_at, id LIMIT ?",
                                  meeting, limit));
  add_dates(found, db_.query("SELECT a.invite_id, a.occurrence, a.starts_at, a.status, "
                             "a.answered_at, a.stamp FROM meeting_invitations i JOIN date_answers "
                             "a ON a.invite_id = i.id WHERE i.meeting_id = ? ORDER BY a.occurrence",
                             meeting));
  return found;
}

std::vector<Invitation> SqlMeetingInvitations::list_of(const UserId& user, std::size_t limit) {
  auto found =
      read_all(db_.query(LECTERN_SELECT_INVITATION
                         "WHERE user_id = ? AND status <> 'revoked' ORDER BY created_at DESC, "
                         "id DESC LIMIT ?",
                         user, limit));
  add_dates(found, db_.query("SELECT a.invite_id, a.occurrence, a.starts_at, a.status, "
                             "a.answered_at, a.stamp FROM meeting_invitations i JOIN date_answers "
                             "a ON a.invite_id = i.id WHERE i.user_id = ? AND i.status <> "
                             "'revoked' ORDER BY a.occurrence",
                             user));
  return found;
}

std::size_t SqlMeetingInvitations::count(const MeetingId& meeting) {
  Query row = db_.query("SELECT count(*) FROM meeting_invitations WHERE meeting_id = ?", meeting);
  return row.step() ? static_cast<std::size_t>(row.integer(0)) : 0;
}

#undef LECTERN_SELECT_INVITATION

}  // namespace meetings::store
