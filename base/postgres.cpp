// SPDX-License-Identifier: MIT
// The only file that includes libpq-fe.h.
#include "base/postgres.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/number.hpp"
#include "base/sql_parameters.hpp"

namespace base::postgres {
namespace {

// The server's types, from its catalogue pg_type.
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;
constexpr int kBinary = 1;
constexpr int kTextFormat = 0;

Oid type_of(base::sql::Kind kind) noexcept {
  switch (kind) {
    case base::sql::Kind::integer: return kInt8;
    case base::sql::Kind::text: return kText;
    case base::sql::Kind::blob: break;
  }
  return kBytea;
}

// SQLSTATEs: appendix A of PostgreSQL's documentation. A violated key or reference may be a
// conflict with a transaction that this one could not see; repeating it finds the other's row.
Trouble trouble_of(std::string_view state) noexcept {
  if (state == "40001" || state == "40P01" || state == "23505" || state == "23503" ||
      state == "55P03")
    return Trouble::conflict;
  if (state.starts_with("08") || state == "57P01" || state == "57P02" || state == "57P03" ||
      state == "25P03" || state == "57P05" || state == "26000")
    return Trouble::lost;
  if (state == "57014") return Trouble::cancelled;
  if (state == "25006") return Trouble::read_only;
  return Trouble::other;
}

base::Errc code_of(std::string_view state) noexcept {
  if (state.starts_with("23")) return base::Errc::internal;
  switch (trouble_of(state)) {
    case Trouble::conflict:
    case Trouble::lost: return base::Errc::unavailable;
    case Trouble::cancelled: return base::Errc::timeout;
    default: break;
  }
  if (state == "42501" || state.starts_with("28")) return base::Errc::permission_denied;
  if (state == "53300") return base::Errc::unavailable;
  if (state.starts_with("53") || state.starts_with("54")) return base::Errc::exhausted;
  if (state.starts_with("22")) return base::Errc::invalid_argument;
  if (state.starts_with("58")) return base::Errc::io;
  if (state.starts_with("XX")) return base::Errc::corrupt;
  return base::Errc::internal;
}

std::string first_line(const char* text) {
  std::string_view line{text == nullptr ? "" : text};
  line = line.substr(0, line.find('\n'));
  return std::string{line.empty() ? "no answer" : line};
}

std::string described(std::string what, std::string_view state, std::string_view during) {
  if (!state.empty()) what.append(" (").append(state).append(")");
  return std::move(what.append(" in: ").append(during.substr(0, 200)));
}

void ignore_notice(void* /*unused*/, const PGresult* /*unused*/) {}

}  // namespace

void close_connection(pg_conn* connection) noexcept { PQfinish(connection); }
void free_result(pg_result* result) noexcept { PQclear(result); }

class Statement final : public base::sql::Statement {
 public:
  Statement(Database& db, std::string_view sql, std::string name)
      : db_(db), sql_(sql), name_(std::move(name)) {}

  void bind(int parameter, std::int64_t value) override {
    place(parameter, base::sql::Kind::integer).value = std::to_string(value);
  }
  void bind(int parameter, std::string_view value) override {
    place(parameter, base::sql::Kind::text).value = std::string{value};
  }
  void bind(int parameter, base::Bytes value) override {
    place(parameter, base::sql::Kind::blob).value = std::string{base::as_text(value)};
  }
  void bind_null(int parameter, base::sql::Kind kind) override {
    place(parameter, kind).value.reset();
  }

  bool step() override {
    if (!answer_ && !run()) return false;
    if (row_ + 1 >= PQntuples(answer_.get())) return false;
    ++row_;
    return true;
  }
  void reset() noexcept override {
    answer_.reset();
    for (Parameter& parameter : parameters_) parameter.value.reset();
    row_ = -1;
  }

  bool is_null(int column) const noexcept override {
    return !has(column) || PQgetisnull(answer_.get(), row_, column) != 0;
  }
  std::int64_t integer(int column) const noexcept override {
    return base::parse_number<std::int64_t>(text(column)).value_or(0);
  }
  std::string_view text(int column) const noexcept override {
    if (is_null(column)) return {};
    return {PQgetvalue(answer_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(answer_.get(), row_, column))};
  }
  // The server sends bytes as text; the last blob that was asked for stays decoded.
  base::Bytes blob(int column) const noexcept override {
    if (is_null(column)) return {};
    std::size_t size = 0;
    const void* value = PQgetvalue(answer_.get(), row_, column);
    blob_.reset(PQunescapeBytea(static_cast<const unsigned char*>(value), &size));
    if (!blob_) return {};
    return {static_cast<const std::byte*>(static_cast<const void*>(blob_.get())), size};
  }

 private:
  struct Parameter {
    base::sql::Kind kind = base::sql::Kind::text;
    std::optional<std::string> value;
  };

  Parameter& place(int parameter, base::sql::Kind kind) {
    const auto index = static_cast<std::size_t>(parameter - 1);
    if (parameters_.size() <= index) parameters_.resize(index + 1);
    parameters_[index].kind = kind;
    return parameters_[index];
  }
  bool has(int column) const noexcept {
    return answer_ && row_ >= 0 && row_ < PQntuples(answer_.get()) &&
           column < PQnfields(answer_.get());
  }

  bool run() {
    if (db_.only_reads_ && !sql_.starts_with("SELECT"))
      return note({base::Errc::internal, described("not allowed here", {}, sql_)});
    if (!prepared_ && !prepare()) return false;
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    for (const Parameter& p : parameters_) {
      values.push_back(p.value ? p.value->c_str() : nullptr);
      lengths.push_back(p.value ? static_cast<int>(p.value->size()) : 0);
      formats.push_back(p.kind == base::sql::Kind::integer ? kTextFormat : kBinary);
    }
    const int sent =
        PQsendQueryPrepared(db_.connection_.get(), name_.c_str(), count(), values.data(),
                            lengths.data(), formats.data(), kTextFormat);
    auto answer = db_.finish(sent == 1, sql_);
    if (!answer) return note(std::move(answer.error()));
    answer_ = std::move(*answer);
    db_.changes_ = base::parse_number<std::int64_t>(PQcmdTuples(answer_.get())).value_or(0);
    return true;
  }

  bool prepare() {
    std::vector<Oid> types;
    for (const Parameter& p : parameters_) types.push_back(type_of(p.kind));
    const int sent = PQsendPrepare(db_.connection_.get(), name_.c_str(),
                                   base::sql::with_dollars(sql_).c_str(), count(), types.data());
    auto answer = db_.finish(sent == 1, sql_);
    if (!answer) return note(std::move(answer.error()));
    prepared_ = true;
    return true;
  }

  bool note(base::Error error) {
    db_.note_failure(std::move(error));
    return false;
  }
  int count() const noexcept { return static_cast<int>(parameters_.size()); }

  Database& db_;
  const std::string_view sql_;
  const std::string name_;
  bool prepared_ = false;
  std::vector<Parameter> parameters_;
  Database::Answer answer_;
  int row_ = -1;
  mutable base::Handle<unsigned char, PQfreemem> blob_;
};

Database::Database(Connection connection) noexcept : connection_(std::move(connection)) {}

Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::connect(const Server& server) {
  const std::string seconds = std::to_string(server.connect_within.count());
  const bool own_password = !server.password.empty();
  const std::string password{server.password.reveal_text()};
  // What stands before dbname can be changed by the URL, what stands after it cannot. The two
  // kinds of deadlines of TCP see a server that is gone; one that hangs is seen by our own.
  const std::array<std::pair<const char*, const char*>, 11> words{{
      {"connect_timeout", seconds.c_str()},
      {"keepalives_idle", "10"},
      {"keepalives_interval", "5"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", "15000"},
      {"application_name", "lecternd"},
      {"target_session_attrs", server.primary ? "read-write" : "any"},
      {"dbname", server.url.c_str()},
      {"client_encoding", "UTF8"},
      {own_password ? "password" : nullptr, password.c_str()},
      {nullptr, nullptr},
  }};
  std::array<const char*, words.size()> keys{}, values{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    keys[i] = words[i].first;
    values[i] = words[i].second;
  }
  Connection connection{PQconnectdbParams(keys.data(), values.data(), 1)};
  if (!connection) return base::failure(base::Errc::exhausted, "no memory for a connection");
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    // The SQLSTATE of a refused connection is not given out; the sentence says it.
    return base::failure(base::Errc::unavailable, first_line(PQerrorMessage(connection.get())));
  }
  PQsetnonblocking(connection.get(), 1);
  PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
  return std::unique_ptr<Database>{new Database(std::move(connection))};
}

void Database::expect_answers_by(base::Instant deadline) noexcept {
  deadline_ = deadline;
  only_reads_ = false;
  if (!lost()) trouble_ = Trouble::none;
}

base::Status Database::execute(const std::string& script) {
  TRY(run_script(script));
  return {};
}

base::Status Database::commit(const std::string& script) {
  TRY(const Answer answer, run_script(script));
  if (std::string_view{PQcmdStatus(answer.get())} == "COMMIT") return {};
  trouble_ = Trouble::other;
  return base::failure(base::Errc::internal, "the server rolled back instead of committing");
}

base::Result<std::string> Database::text_of(const std::string& sql) {
  TRY(const Answer answer, run_script(sql));
  if (PQntuples(answer.get()) < 1 || PQnfields(answer.get()) < 1)
    return base::failure(base::Errc::not_found, described("no row", {}, sql));
  return std::string{PQgetvalue(answer.get(), 0, 0)};
}

base::Result<std::int64_t> Database::value_of(const std::string& sql) {
  TRY(const std::string text, text_of(sql));
  const auto number = base::parse_number<std::int64_t>(text);
  if (!number) return base::failure(base::Errc::internal, described("no number", {}, sql));
  return *number;
}

bool Database::in_transaction() const noexcept {
  return !lost() && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

int Database::server_version() const noexcept { return PQserverVersion(connection_.get()); }

base::sql::Statement* Database::prepare(std::string_view sql) {
  auto& statement = statements_[sql];
  if (!statement)
    statement = std::make_unique<Statement>(*this, sql, "s" + std::to_string(statements_.size()));
  return statement.get();
}

base::Result<Database::Answer> Database::run_script(const std::string& script) {
  if (lost()) return base::failure(base::Errc::unavailable, "the connection is lost");
  return finish(PQsendQuery(connection_.get(), script.c_str()) == 1, script);
}

base::Result<Database::Answer> Database::finish(bool sent, std::string_view during) {
  if (lost()) return base::failure(base::Errc::unavailable, "the connection is lost");
  if (!sent) return base::failure(lose(first_line(PQerrorMessage(connection_.get())), during));
  Answer answer = receive();
  if (!answer) return base::failure(lose("the server does not answer", during));
  switch (PQresultStatus(answer.get())) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_EMPTY_QUERY: return answer;
    default: return base::failure(failure_of(answer, during));
  }
}

Database::Answer Database::receive() {
  if (!send_all()) return nullptr;
  Answer kept;
  for (;;) {
    while (PQisBusy(connection_.get()) != 0) {
      if (!wait_for(POLLIN) || PQconsumeInput(connection_.get()) == 0) return nullptr;
    }
    Answer next{PQgetResult(connection_.get())};
    if (!next) return kept;
    const bool failed = kept && PQresultStatus(kept.get()) == PGRES_FATAL_ERROR;
    if (!failed) kept = std::move(next);
  }
}

// The server may want to be read before it reads on, so both directions are watched.
bool Database::send_all() {
  for (;;) {
    const int left = PQflush(connection_.get());
    if (left <= 0) return left == 0;
    if (!wait_for(POLLIN | POLLOUT) || PQconsumeInput(connection_.get()) == 0) return false;
  }
}

bool Database::wait_for(short events) {
  for (;;) {
    const base::Instant now = base::SystemClock{}.now();
    if (now >= deadline_) return false;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - now).count();
    pollfd entry{PQsocket(connection_.get()), events, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

// Only the first sentence: the details of an error hold data of people.
base::Error Database::failure_of(const Answer& answer, std::string_view during) {
  const char* field = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  const std::string_view state{field == nullptr ? "" : field};
  std::string what = first_line(PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY));
  if (state.empty() || PQstatus(connection_.get()) != CONNECTION_OK)
    return lose(field == nullptr ? first_line(PQerrorMessage(connection_.get())) : what, during);
  trouble_ = trouble_of(state);
  return {code_of(state), described(std::move(what), state, during)};
}

base::Error Database::lose(std::string why, std::string_view during) {
  trouble_ = Trouble::lost;
  return {base::Errc::unavailable, described(std::move(why), {}, during)};
}

}  // namespace base::postgres
