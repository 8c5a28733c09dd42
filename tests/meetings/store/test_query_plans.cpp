// SPDX-License-Identifier: MIT
// No list reads a whole table: every statement of the repositories' lists and of the lookups that
// each request makes is explained by the database itself, SQLite or ("test_query_plans postgres")
// PostgreSQL. "--print" shows the plans of docs/operations.md.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

#include "base/sql_parameters.hpp"
#include "meetings/store/aggregates.hpp"
#include "meetings/store/postgres/postgres_store.hpp"
#include "meetings/store/sqlite/migrations.hpp"
#include "tests/meetings/world.hpp"
#include "tests/support/postgres_server.hpp"

using namespace meetings;
using base::sql::Kind;
using store::Connection;

namespace {

bool on_postgres = false;
bool prints = false;

// The tables that grow with the school.
const std::set<std::string> kBig{"users",
                                 "sessions",
                                 "api_tokens",
                                 "meetings",
                                 "participants",
                                 "bans",
                                 "meeting_invitations",
                                 "date_answers",
                                 "attendance",
                                 "join_requests",
                                 "audit",
                                 "outbox",
                                 "kept_answers",
                                 "sign_ins",
                                 "calendar_feeds",
                                 "google_calendars",
                                 "google_events",
                                 "webhook_deliveries"};

// A statement as a repository asks for it.
struct Asked {
  std::string sql;
  std::vector<Kind> kinds;
};

// Finds no row, and keeps what it is asked.
class Recorder final : public base::sql::Database {
 public:
  explicit Recorder(std::vector<Asked>& asked) : asked_(asked) {}
  base::Status execute(const std::string&) override { return {}; }
  base::Result<std::int64_t> value_of(const std::string&) override { return 0; }
  std::int64_t changes() const noexcept override { return 0; }
  bool in_transaction() const noexcept override { return false; }

 private:
  class Statement final : public base::sql::Statement {
   public:
    Statement(std::vector<Asked>& asked, std::string_view sql) : asked_(asked), sql_(sql) {}
    void bind(int at, std::int64_t) override { note(at, Kind::integer); }
    void bind(int at, std::string_view) override { note(at, Kind::text); }
    void bind(int at, base::Bytes) override { note(at, Kind::blob); }
    void bind_null(int at, Kind kind) override { note(at, kind); }
    bool step() override {
      asked_.push_back({sql_, kinds_});
      return false;
    }
    void reset() noexcept override { kinds_.clear(); }
    bool is_null(int) const noexcept override { return true; }
    std::int64_t integer(int) const noexcept override { return 0; }
    std::string_view text(int) const noexcept override { return {}; }
    base::Bytes blob(int) const noexcept override { return {}; }

   private:
    void note(int at, Kind kind) {
      kinds_.resize(std::max(kinds_.size(), static_cast<std::size_t>(at)));
      kinds_[static_cast<std::size_t>(at - 1)] = kind;
    }
    std::vector<Asked>& asked_;
    const std::string sql_;
    std::vector<Kind> kinds_;
  };

  base::sql::Statement* prepare(std::string_view sql) override {
    return made_.emplace_back(std::make_unique<Statement>(asked_, sql)).get();
  }

  std::vector<Asked>& asked_;
  std::vector<std::unique_ptr<Statement>> made_;
};

const base::WallTime kNow = base::from_unix_micros(1'800'000'000'000'000);
const UserId kPerson{"p"};
const MeetingId kMeeting{"m"};
constexpr std::size_t kLimit = 50;

void ask_lists_of_meetings(UnitOfWork& work) {
  (void)work.meetings().list(kPerson, {}, std::nullopt, kLimit, kNow);
  (void)work.meetings().list_open(kLimit);
  (void)work.meetings().list_all(SiteMeetingsKind::all, std::nullopt, kLimit, kNow);
  (void)work.meetings().list_all(SiteMeetingsKind::upcoming, std::nullopt, kLimit, kNow);
  (void)work.participants().attendance(kMeeting, std::nullopt, kNow, kLimit);
  (void)work.participants().moderators(kMeeting, kLimit);
  (void)work.join_requests().list(kMeeting, RequestStatus::pending, kNow, kLimit);
  (void)work.join_requests().count_pending(kMeeting, kNow);
  (void)work.meeting_invitations().list(kMeeting, kLimit);
  (void)work.meeting_invitations().list_of(kPerson, kLimit);
  (void)work.bans().list(kMeeting, kNow, kLimit);
  (void)work.series().changes(kMeeting);
  (void)work.meetings().to_look_at(kNow, kLimit);
  (void)work.reminders().due(kNow, kLimit);
  (void)work.relations().concerned(kMeeting, kNow, kLimit);
}

void ask_lists_of_people(UnitOfWork& work) {
  (void)work.users().list("", kLimit);
  (void)work.sessions().list(kPerson, kNow);
  (void)work.api_tokens().list(kPerson, kNow);
  (void)work.audit().list({}, std::nullopt, kLimit);
  (void)work.notifications().list(kPerson, kLimit);
  (void)work.notifications().count_unread(kPerson);
  (void)work.calendar_feeds().by_hash({});
  (void)work.calendar_feeds().of(kPerson);
  (void)work.google_calendars().of(kPerson);
  (void)work.google_calendars().to_tell(kMeeting);
  (void)work.google_calendars().events(kPerson, kMeeting);
  work.google_calendars().remove_events(kPerson);
  (void)work.outbox().is_waiting(OutboxKind::google, "google p m");
  (void)work.webhooks().deliveries(WebhookId{"w"}, std::nullopt, kLimit);
  (void)work.outbox().list(std::nullopt, std::nullopt, kLimit);
  (void)work.outbox().list(OutboxState::dead, std::nullopt, kLimit);
  (void)work.outbox().has_due(OutboxKind::mail, kNow);
  (void)work.outbox().claim_due(OutboxKind::mail, kNow, kNow, kLimit);
  (void)work.outbox().claim_due_events(kNow, kNow, kLimit);
  (void)work.outbox().has_due_event(kNow);
}

void ask_what_each_request_asks(UnitOfWork& work) {
  (void)work.users().with_grant(kPerson, "s");
  (void)work.users().by_email("p@example.org");
  (void)work.api_tokens().by_hash({});
  (void)work.meetings().by_id(kMeeting);
  (void)work.meetings().by_code("kabo-rine-tuda");
  (void)work.relations().find(kMeeting, kPerson);
  (void)work.relations().by_id(kMeeting, kPerson);
  (void)work.relations().by_code("kabo-rine-tuda", kPerson);
  (void)work.participants().by_person(kMeeting, kPerson);
  (void)work.participants().last_stay(ParticipantId{"s"});
  (void)work.meeting_invitations().by_id(InviteId{"i"});
  work.meeting_invitations().put_date_answer(
      InviteId{"i"}, {"20270122T100000", kNow, InviteStatus::accepted, kNow, kNow}, kLimit);
  (void)work.sessions().find("s");
  (void)work.sessions().has_expired(kNow);
  (void)work.kept_answers().find({});
}

std::vector<Asked> statements_of(void (*ask)(UnitOfWork&)) {
  std::vector<Asked> asked;
  Connection work{std::make_unique<Recorder>(asked)};
  ask(work);
  return asked;
}

// "SCAN m" is one, "SCAN m USING INDEX meetings_open" is the order of a list with a limit.
bool reads_all_in_sqlite(const std::string& line, bool is_limited) {
  if (!line.starts_with("SCAN ")) return false;
  return line.find(" USING ") == std::string::npos || !is_limited;
}

// The names that a statement gives to big tables: "meetings m" is m.
bool names_big_table(const std::string& sql, const std::string& name) {
  if (kBig.contains(name)) return true;
  return std::any_of(kBig.begin(), kBig.end(), [&](const std::string& table) {
    for (const std::string between : {" ", " AS "}) {
      if (sql.find(table + between + name + ' ') != std::string::npos) return true;
    }
    return false;
  });
}

struct Plan {
  std::vector<std::string> lines;
  bool reads_all = false;
};

class Sqlite {
 public:
  Sqlite() { CHECK_OK(store::sqlite::migrate(*db_)); }

  Plan explain(const Asked& asked) {
    const std::string question = "EXPLAIN QUERY PLAN " + asked.sql;
    Plan plan;
    auto rows = db_->query(kept(question));
    while (rows.step()) plan.lines.push_back(rows.text(3));
    CHECK(!db_->failed());
    const bool sorts = std::any_of(plan.lines.begin(), plan.lines.end(), [](const auto& line) {
      return line == "USE TEMP B-TREE FOR ORDER BY";
    });
    const bool is_limited = asked.sql.find("LIMIT") != std::string::npos && !sorts;
    for (const std::string& line : plan.lines) {
      const std::string name = line.substr(5, line.find(' ', 5) - 5);
      if (reads_all_in_sqlite(line, is_limited) && names_big_table(asked.sql, name))
        plan.reads_all = true;
    }
    return plan;
  }

 private:
  static std::string make_file(const std::string& path) {
    std::ofstream{path};
    return path;
  }
  std::string_view kept(const std::string& sql) { return *texts_.insert(sql).first; }

  lectern_test::TempFolder folder_;
  std::unique_ptr<base::sqlite::Database> db_ =
      CHECK_OK(base::sqlite::Database::open_private(make_file(folder_.file("t.db"))));
  std::set<std::string> texts_;
};

class Postgres {
 public:
  Postgres() {
    store::PostgresOptions options;
    options.primary = server_.address();
    (void)CHECK_OK(store::PostgresStore::open(std::move(options), log_));  // makes the schema
    CHECK_OK(db_->execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan"));
  }

  Plan explain(const Asked& asked) {
    std::string types, values;
    for (const Kind kind : asked.kinds) {
      types.append(types.empty() ? "(" : ", ").append(type_of(kind));
      values.append(values.empty() ? "(" : ", ").append("NULL");
    }
    if (!types.empty()) types += ')', values += ')';
    CHECK_OK(db_->execute("PREPARE asked " + types + " AS " + base::sql::with_dollars(asked.sql)));
    const std::string text = CHECK_OK(db_->text_of(
        "CREATE OR REPLACE FUNCTION pg_temp.plan() RETURNS text LANGUAGE plpgsql AS $$DECLARE "
        "line text; whole text := ''; BEGIN FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) EXECUTE "
        "asked" +
        values +
        "' LOOP whole := whole || line || chr(10); END LOOP; RETURN whole; END$$; "
        "SELECT pg_temp.plan()"));
    CHECK_OK(db_->execute("DEALLOCATE asked"));
    Plan plan;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
      plan.lines.push_back(text.substr(begin, end - begin));
    for (const std::string& line : plan.lines) {
      const std::size_t at = line.find("Seq Scan on ");
      if (at == std::string::npos) continue;
      const std::size_t name = at + std::string_view{"Seq Scan on "}.size();
      if (kBig.contains(line.substr(name, line.find(' ', name) - name))) plan.reads_all = true;
    }
    return plan;
  }

 private:
  static std::string type_of(Kind kind) {
    return kind == Kind::integer ? "int8" : kind == Kind::text ? "text" : "bytea";
  }

  base::Log log_{base::LogLevel::error, base::LogFormat::text,
                 [](base::LogLevel, std::string_view) {}};
  lectern_test::PostgresServer server_{lectern_test::PostgresServer::Flushes::no};
  std::unique_ptr<base::postgres::Database> db_ = server_.connect();
};

template <class Database>
void check_plans(Database& database, void (*ask)(UnitOfWork&)) {
  for (const Asked& asked : statements_of(ask)) {
    const Plan plan = database.explain(asked);
    std::string shown = asked.sql;
    for (const std::string& line : plan.lines) shown += "\n    " + line;
    if (prints) std::printf("%s\n\n", shown.c_str());
    if (plan.reads_all)
      lectern_test::check_failed("reads a whole table: " + shown, __FILE__, __LINE__);
  }
}

template <class... Asks>
void check_all(Asks... asks) {
  if (on_postgres) {
    static Postgres database;
    (check_plans(database, asks), ...);
  } else {
    Sqlite database;
    (check_plans(database, asks), ...);
  }
}

void lists_of_meetings_read_no_whole_table() { check_all(&ask_lists_of_meetings); }
void lists_of_people_read_no_whole_table() { check_all(&ask_lists_of_people); }
void a_request_reads_no_whole_table() { check_all(&ask_what_each_request_asks); }

// The test would see it.
void a_whole_table_is_noticed() {
  const Asked all{"SELECT id FROM meetings m WHERE m.title = ?", {Kind::text}};
  if (on_postgres) CHECK(Postgres{}.explain(all).reads_all);
  else CHECK(Sqlite{}.explain(all).reads_all);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    on_postgres = on_postgres || std::string_view{argv[i]} == "postgres";
    prints = prints || std::string_view{argv[i]} == "--print";
  }
  if (on_postgres) {
    if (const std::string why = lectern_test::PostgresServer::why_not(); !why.empty()) {
      std::printf("SKIPPED: %s\n", why.c_str());
      return 77;
    }
  }
  return lectern_test::run(
      "query_plans",
      {TEST(lists_of_meetings_read_no_whole_table), TEST(lists_of_people_read_no_whole_table),
       TEST(a_request_reads_no_whole_table), TEST(a_whole_table_is_noticed)});
}
