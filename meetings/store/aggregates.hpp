// SPDX-License-Identifier: MIT
// The repositories over one SQL connection, each in its own .cpp, and the unit of work that
// gathers them. A failure stays in the Database; the store checks it after the body. One thread at
// a time.
#pragma once

#include "base/sql.hpp"
#include "meetings/calendar_feeds.hpp"
#include "meetings/google_calendars.hpp"
#include "meetings/recording.hpp"
#include "meetings/reminders.hpp"
#include "meetings/repository.hpp"
#include "meetings/retention.hpp"
#include "meetings/site_settings.hpp"
#include "meetings/webhooks.hpp"

namespace meetings::store {

using base::sql::Database;
using base::sql::Query;

class SqlUsers final : public UserRepository {
 public:
  explicit SqlUsers(Database& db) : db_(db) {}
  std::optional<StoredUser> by_id(const UserId& id) override;
  std::optional<StoredAccount> with_grant(const UserId& id, std::string_view grant) override;
  std::optional<StoredUser> by_email(std::string_view email) override;
  std::optional<StoredUser> by_subject(std::string_view issuer, std::string_view subject) override;
  std::optional<StoredUser> by_verified_foreign_email(std::string_view email) override;
  bool insert(const StoredUser& user) override;
  void update(const StoredUser& user) override;
  bool has_admin() override;
  std::vector<User> list(std::string_view after, std::size_t limit) override;
  void note_sign_in(const UserId& id, const base::Sha256Digest& site, base::WallTime at,
                    std::size_t keep) override;
  bool signed_in_from(const UserId& id, const base::Sha256Digest& site,
                      base::WallTime since) override;

 private:
  Database& db_;
};

class SqlSessions final : public SessionRepository {
 public:
  explicit SqlSessions(Database& db) : db_(db) {}
  std::optional<Session> find(std::string_view id) override;
  std::vector<std::string> insert(const Session& session, std::size_t keep) override;
  void update(const Session& session) override;
  std::vector<Session> list(const UserId& user, base::WallTime now) override;
  std::optional<UserId> remove(std::string_view id) override;
  std::vector<std::string> remove_all(const UserId& user) override;
  std::vector<std::string> remove_others(const UserId& user, std::string_view kept) override;
  std::vector<SessionOwner> remove_of_sid(std::string_view issuer, std::string_view sid,
                                          const std::optional<UserId>& user) override;
  void remove_guests_of(const MeetingId& meeting) override;
  bool has_any(const UserId& user) override;
  bool has_expired(base::WallTime now) override;
  std::vector<SessionOwner> remove_expired(base::WallTime now, std::size_t limit) override;

 private:
  Database& db_;
};

class SqlApiTokens final : public ApiTokenRepository {
 public:
  explicit SqlApiTokens(Database& db) : db_(db) {}
  std::optional<StoredApiToken> by_id(std::string_view id) override;
  std::optional<StoredApiToken> by_hash(const base::Sha256Digest& hash) override;
  std::vector<StoredApiToken> list(const UserId& user, base::WallTime now) override;
  void insert(const StoredApiToken& token) override;
  void note_use(std::string_view id, base::WallTime at) override;
  void remove(std::string_view id) override;
  std::vector<std::string> remove_all(const UserId& user) override;
  bool has_any(const UserId& user) override;
  bool has_expired(base::WallTime now) override;
  std::vector<SessionOwner> remove_expired(base::WallTime now, std::size_t limit) override;

 private:
  Database& db_;
};

class SqlEmailLinks final : public EmailLinkRepository {
 public:
  explicit SqlEmailLinks(Database& db) : db_(db) {}
  std::optional<StoredEmailLink> find(const base::Sha256Digest& token_hash) override;
  std::optional<StoredEmailLink> of(const UserId& user, LinkPurpose purpose) override;
  void insert(const StoredEmailLink& link) override;
  void remove(const UserId& user, LinkPurpose purpose) override;

 private:
  Database& db_;
};

class SqlInvitations final : public InvitationRepository {
 public:
  explicit SqlInvitations(Database& db) : db_(db) {}
  std::optional<StoredInvitation> find(const base::Sha256Digest& token_hash) override;
  void insert(const StoredInvitation& invitation) override;
  void remove(const base::Sha256Digest& token_hash) override;
  void remove_first_admin() override;

 private:
  Database& db_;
};

class SqlMeetings final : public MeetingRepository {
 public:
  explicit SqlMeetings(Database& db) : db_(db) {}
  std::optional<StoredMeeting> by_id(const MeetingId& id) override;
  std::optional<StoredMeeting> by_code(std::string_view code) override;
  bool insert(const StoredMeeting& meeting) override;
  void update(const StoredMeeting& meeting) override;
  void set_ended(const MeetingId& id, base::WallTime at) override;
  void set_cancelled(const MeetingId& id) override;
  std::vector<MeetingId> to_look_at(base::WallTime now, std::size_t limit) override;
  void look_again(const MeetingId& id, const std::optional<base::WallTime>& at) override;
  std::vector<Meeting> list_all(SiteMeetingsKind kind, const std::optional<MeetingPosition>& after,
                                std::size_t limit, base::WallTime now) override;
  std::vector<Meeting> list_open(std::size_t limit) override;
  std::vector<ListedMeeting> list(const UserId& user, const MeetingSelection& which,
                                  const std::optional<MeetingPosition>& after, std::size_t limit,
                                  base::WallTime now) override;

 private:
  Database& db_;
};

class SqlSeries final : public SeriesRepository {
 public:
  explicit SqlSeries(Database& db) : db_(db) {}
  std::vector<OccurrenceChange> changes(const MeetingId& meeting) override;
  void put(const MeetingId& meeting, const OccurrenceChange& change) override;
  void remove(const MeetingId& meeting, std::string_view occurrence) override;
  void remove_from(const MeetingId& meeting, std::string_view occurrence) override;
  void set_closed(const MeetingId& meeting, std::string_view occurrence) override;
  void split(const MeetingId& meeting, const MeetingId& next, std::string_view occurrence) override;

 private:
  Database& db_;
};

class SqlParticipants final : public ParticipantRepository {
 public:
  explicit SqlParticipants(Database& db) : db_(db) {}
  std::optional<StoredSeat> by_id(const ParticipantId& id) override;
  std::optional<StoredSeat> by_person(const MeetingId& meeting, const UserId& user) override;
  void insert(const StoredSeat& seat) override;
  void remove_unused(const ParticipantId& id) override;
  std::vector<UserId> moderators(const MeetingId& meeting, std::size_t limit) override;
  void set_name(const ParticipantId& id, std::string_view name) override;
  void set_role(const ParticipantId& id, Role role) override;
  void set_removed(const ParticipantId& id, const std::optional<base::WallTime>& at) override;
  void record_entered(const ParticipantId& id, base::WallTime at,
                      const std::optional<std::string>& occurrence) override;
  void record_left(const ParticipantId& id, base::WallTime at) override;
  void record_all_left(const MeetingId& meeting, base::WallTime at) override;
  void record_everyone_left(base::WallTime at) override;
  void record_returned(const ParticipantId& id, base::WallTime since) override;
  std::vector<Participant> attendance(const MeetingId& meeting,
                                      const std::optional<std::string>& occurrence,
                                      base::WallTime now, std::size_t limit) override;
  std::optional<Stay> last_stay(const ParticipantId& id) override;
  bool attended_now(const MeetingId& meeting, std::string_view occurrence) override;

 private:
  Database& db_;
};

class SqlJoinRequests final : public JoinRequestRepository {
 public:
  explicit SqlJoinRequests(Database& db) : db_(db) {}
  std::optional<JoinRequest> by_id(const JoinRequestId& id) override;
  std::optional<JoinRequest> by_person(const MeetingId& meeting, const UserId& user) override;
  void put(const JoinRequest& request) override;
  void set_status(const JoinRequestId& id, RequestStatus status, base::WallTime at) override;
  void set_expiry(const JoinRequestId& id, base::WallTime expires_at) override;
  std::vector<JoinRequest> list(const MeetingId& meeting, RequestStatus status, base::WallTime now,
                                std::size_t limit) override;
  Counts count_pending(const MeetingId& meeting, base::WallTime now) override;
  std::size_t count_before(const JoinRequest& request, base::WallTime now) override;

 private:
  Database& db_;
};

class SqlMeetingInvitations final : public MeetingInvitationRepository {
 public:
  explicit SqlMeetingInvitations(Database& db) : db_(db) {}
  std::optional<Invitation> by_id(const InviteId& id) override;
  std::optional<Invitation> by_email(const MeetingId& meeting, std::string_view email) override;
  void insert(const Invitation& invitation) override;
  void update(const Invitation& invitation) override;
  void put_date_answer(const InviteId& invitation, const DateAnswer& answer,
                       std::size_t keep) override;
  void remove_date_answers(const InviteId& invitation) override;
  void give_to(const UserId& user, std::string_view email) override;
  void bind_guest(const UserId& guest, const InviteId& invitation) override;
  std::vector<Invitation> list(const MeetingId& meeting, std::size_t limit) override;
  std::vector<Invitation> list_of(const UserId& user, std::size_t limit) override;
  std::size_t count(const MeetingId& meeting) override;

 private:
  // Reads the answers for dates into the invitation.
  std::optional<Invitation> with_dates(std::optional<Invitation> invitation);
  Database& db_;
};

class SqlBans final : public BanRepository {
 public:
  explicit SqlBans(Database& db) : db_(db) {}
  std::optional<Ban> by_person(const MeetingId& meeting, const UserId& user) override;
  void put(const Ban& ban) override;
  bool remove(const MeetingId& meeting, const BanId& id) override;
  std::vector<Ban> list(const MeetingId& meeting, base::WallTime now, std::size_t limit) override;
  std::size_t count(const MeetingId& meeting) override;

 private:
  Database& db_;
};

class SqlRecordings final : public RecordingRepository {
 public:
  explicit SqlRecordings(Database& db) : db_(db) {}
  void insert(const StoredRecording& stored) override;
  void update(const StoredRecording& stored) override;
  void remove(const RecordingId& id) override;
  std::optional<StoredRecording> find(const RecordingId& id) override;
  std::optional<StoredRecording> by_link(const base::Sha256Digest& link) override;
  std::vector<Recording> of_meeting(const MeetingId& meeting, bool material,
                                    std::size_t limit) override;
  std::vector<Recording> of_person(const UserId& person, std::size_t limit) override;
  std::vector<RecordingId> replaced_by(const Recording& newest) override;
  RecordingUse used_by(const UserId& person) override;
  RecordingUse used_by_all() override;
  std::vector<RecordingId> to_finish(base::WallTime before, std::size_t limit) override;
  std::vector<RecordingId> to_copy(std::size_t limit) override;

 private:
  Database& db_;
};

class SqlRelations final : public RelationRepository {
 public:
  explicit SqlRelations(Database& db) : db_(db) {}
  StoredRelation find(const MeetingId& meeting, const UserId& person) override;
  WithMeeting by_id(const MeetingId& meeting, const UserId& person) override;
  WithMeeting by_code(std::string_view code, const UserId& person) override;
  std::vector<UserId> concerned(const MeetingId& meeting, base::WallTime now,
                                std::size_t limit) override;

 private:
  Database& db_;
};

class SqlOutbox final : public OutboxRepository {
 public:
  explicit SqlOutbox(Database& db) : db_(db) {}
  OutboxId put(OutboxKind kind, std::string_view payload, base::WallTime now, base::WallTime due_at,
               const OutboxTerms& terms) override;
  bool is_waiting(OutboxKind kind, std::string_view subject) override;
  bool has_due(OutboxKind kind, base::WallTime now) override;
  std::vector<OutboxEntry> claim_due(OutboxKind kind, base::WallTime now, base::WallTime retry_at,
                                     std::size_t limit) override;
  std::vector<OutboxEntry> claim_due_events(base::WallTime now, base::WallTime retry_at,
                                            std::size_t limit) override;
  bool has_due_event(base::WallTime now) override;
  void settle(const OutboxEntry& claimed) override;
  void reschedule(const OutboxEntry& claimed, base::WallTime due_at,
                  std::string_view error) override;
  void give_back(const OutboxEntry& claimed, base::WallTime due_at,
                 std::string_view error) override;
  void bury(const OutboxEntry& claimed, std::string_view error) override;
  void mark_done(const OutboxId& id) override;
  bool revive(const OutboxId& id, base::WallTime now) override;
  std::optional<OutboxEntry> find(const OutboxId& id) override;
  std::vector<OutboxEntry> list(const std::optional<OutboxState>& state,
                                const std::optional<OutboxId>& after, std::size_t limit) override;
  std::vector<OutboxCount> counts() override;

 private:
  std::vector<OutboxEntry> claim(std::vector<OutboxEntry> due, base::WallTime retry_at);

  Database& db_;
};

class SqlReminders final : public ReminderRepository {
 public:
  explicit SqlReminders(Database& db) : db_(db) {}
  std::vector<ReminderTurn> due(base::WallTime now, std::size_t limit) override;
  void set_next(const MeetingId& meeting, const std::optional<base::WallTime>& at,
                base::WallTime reminded_to) override;
  bool take_knock(const MeetingId& meeting, base::WallTime now, base::WallTime before) override;
  void stop_for(const UserId& user) override;
  void stop_for(const InviteId& invitation) override;

 private:
  Database& db_;
};

class SqlCalendarFeeds final : public CalendarFeedRepository {
 public:
  explicit SqlCalendarFeeds(Database& db) : db_(db) {}
  std::optional<StoredFeed> by_hash(const base::Sha256Digest& token_hash) override;
  std::optional<StoredFeed> of(const UserId& user) override;
  void put(const StoredFeed& feed) override;
  bool remove(const UserId& user) override;

 private:
  Database& db_;
};

class SqlGoogleCalendars final : public GoogleCalendarRepository {
 public:
  explicit SqlGoogleCalendars(Database& db) : db_(db) {}
  std::optional<GoogleCalendar> of(const UserId& user) override;
  void put(const GoogleCalendar& calendar) override;
  void set_trouble(const UserId& user, GoogleTrouble trouble) override;
  void remove(const UserId& user) override;
  std::vector<UserId> to_tell(const MeetingId& meeting) override;
  GoogleEvents events(const UserId& user, const MeetingId& meeting) override;
  void set_events(const UserId& user, const MeetingId& meeting,
                  const GoogleEvents& events) override;
  void remove_events(const UserId& user) override;

 private:
  Database& db_;
};

class SqlWebhooks final : public WebhookRepository {
 public:
  explicit SqlWebhooks(Database& db) : db_(db) {}
  std::optional<Webhook> by_id(const WebhookId& id) override;
  std::vector<Webhook> list() override;
  void insert(const Webhook& webhook) override;
  void update(const Webhook& webhook) override;
  void remove(const WebhookId& id) override;
  void log(const WebhookDelivery& delivery, std::size_t keep) override;
  std::vector<WebhookDelivery> deliveries(const WebhookId& id,
                                          const std::optional<std::int64_t>& before,
                                          std::size_t limit) override;

 private:
  Database& db_;
};

class SqlSiteSettings final : public SiteSettingsRepository {
 public:
  explicit SqlSiteSettings(Database& db) : db_(db) {}
  SiteChange all() override;
  void put(std::string_view name, std::string_view value, base::WallTime at) override;
  void remove(std::string_view name) override;

 private:
  Database& db_;
};

class SqlAudit final : public AuditRepository {
 public:
  explicit SqlAudit(Database& db) : db_(db) {}
  void insert(const AuditEntry& entry) override;
  std::vector<AuditEntry> list(const AuditFilter& filter, const std::optional<std::int64_t>& before,
                               std::size_t limit) override;

 private:
  Database& db_;
};

class SqlPersonData final : public PersonDataRepository {
 public:
  explicit SqlPersonData(Database& db) : db_(db) {}
  base::Json sections(const UserId& person, std::size_t limit) override;
  std::vector<HostedMeeting> hosted_open(const UserId& person) override;
  void set_host(const MeetingId& meeting, const UserId& host) override;
  bool has_other_admin(const UserId& person) override;
  void erase(const UserId& person, base::WallTime now) override;

 private:
  void erase_mails(const UserId& person);

  Database& db_;
};

class SqlRetention final : public RetentionRepository {
 public:
  explicit SqlRetention(Database& db) : db_(db) {}
  std::size_t remove(Retained what, base::WallTime before, std::size_t limit) override;

 private:
  Database& db_;
};

class SqlKeptAnswers final : public KeptAnswerRepository {
 public:
  explicit SqlKeptAnswers(Database& db) : db_(db) {}
  std::optional<KeptAnswer> find(const base::Sha256Digest& id) override;
  bool reserve(const KeptAnswer& answer) override;
  void set_answer(const base::Sha256Digest& id, std::string_view answer) override;
  void remove(const base::Sha256Digest& id) override;
  void keep_newest(const base::Sha256Digest& subject, std::size_t keep) override;

 private:
  Database& db_;
};

class SqlNotifications final : public NotificationRepository {
 public:
  explicit SqlNotifications(Database& db) : db_(db) {}
  void insert(const Notice& notice, std::size_t keep) override;
  std::vector<Notification> list(const UserId& person, std::size_t limit) override;
  std::size_t count_unread(const UserId& person) override;
  void mark_read(const UserId& person, std::string_view id, base::WallTime now) override;
  void mark_read_up_to(const UserId& person, std::string_view id, base::WallTime now) override;

 private:
  Database& db_;
};

class Connection final : public UnitOfWork {
 public:
  explicit Connection(std::unique_ptr<Database> db)
      : db_(std::move(db)),
        users_(*db_),
        sessions_(*db_),
        api_tokens_(*db_),
        email_links_(*db_),
        invitations_(*db_),
        meetings_(*db_),
        series_(*db_),
        participants_(*db_),
        join_requests_(*db_),
        meeting_invitations_(*db_),
        bans_(*db_),
        recordings_(*db_),
        relations_(*db_),
        outbox_(*db_),
        reminders_(*db_),
        calendar_feeds_(*db_),
        google_calendars_(*db_),
        webhooks_(*db_),
        site_settings_(*db_),
        audit_(*db_),
        person_data_(*db_),
        retention_(*db_),
        kept_answers_(*db_),
        notifications_(*db_) {}

  Database& db() noexcept { return *db_; }
  bool failed() const noexcept override { return db_->failed(); }
  UserRepository& users() override { return users_; }
  SessionRepository& sessions() override { return sessions_; }
  ApiTokenRepository& api_tokens() override { return api_tokens_; }
  EmailLinkRepository& email_links() override { return email_links_; }
  InvitationRepository& invitations() override { return invitations_; }
  MeetingRepository& meetings() override { return meetings_; }
  SeriesRepository& series() override { return series_; }
  ParticipantRepository& participants() override { return participants_; }
  JoinRequestRepository& join_requests() override { return join_requests_; }
  MeetingInvitationRepository& meeting_invitations() override { return meeting_invitations_; }
  BanRepository& bans() override { return bans_; }
  RecordingRepository& recordings() override { return recordings_; }
  RelationRepository& relations() override { return relations_; }
  OutboxRepository& outbox() override { return outbox_; }
  ReminderRepository& reminders() override { return reminders_; }
  CalendarFeedRepository& calendar_feeds() override { return calendar_feeds_; }
  GoogleCalendarRepository& google_calendars() override { return google_calendars_; }
  WebhookRepository& webhooks() override { return webhooks_; }
  SiteSettingsRepository& site_settings() override { return site_settings_; }
  AuditRepository& audit() override { return audit_; }
  PersonDataRepository& person_data() override { return person_data_; }
  RetentionRepository& retention() override { return retention_; }
  KeptAnswerRepository& kept_answers() override { return kept_answers_; }
  NotificationRepository& notifications() override { return notifications_; }

 private:
  std::unique_ptr<Database> db_;
  SqlUsers users_;
  SqlSessions sessions_;
  SqlApiTokens api_tokens_;
  SqlEmailLinks email_links_;
  SqlInvitations invitations_;
  SqlMeetings meetings_;
  SqlSeries series_;
  SqlParticipants participants_;
  SqlJoinRequests join_requests_;
  SqlMeetingInvitations meeting_invitations_;
  SqlBans bans_;
  SqlRecordings recordings_;
  SqlRelations relations_;
  SqlOutbox outbox_;
  SqlReminders reminders_;
  SqlCalendarFeeds calendar_feeds_;
  SqlGoogleCalendars google_calendars_;
  SqlWebhooks webhooks_;
  SqlSiteSettings site_settings_;
  SqlAudit audit_;
  SqlPersonData person_data_;
  SqlRetention retention_;
  SqlKeptAnswers kept_answers_;
  SqlNotifications notifications_;
};

}  // namespace meetings::store
