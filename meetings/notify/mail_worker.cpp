// SPDX-License-Identifier: MIT
#include "meetings/notify/mail_worker.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "meetings/notify/retry_schedule.hpp"

namespace meetings::notify {
namespace {

constexpr std::chrono::milliseconds kPoll{1000};
constexpr std::chrono::seconds kTimeToEnd{3};
// What another worker has claimed so often has killed it as often.
constexpr unsigned kMostClaims = 30;

base::Counter& result_counter(base::Metrics& metrics, const char* result) {
  return metrics.counter("lectern_mails_total", "Mails that left the outbox or failed, by result",
                         {{"result", result}});
}

}  // namespace

MailWorker::MailWorker(Parts parts)
    : p_(std::move(parts)),
      counted_{result_counter(p_.metrics, "sent"),
               result_counter(p_.metrics, "retry"),
               result_counter(p_.metrics, "dead"),
               result_counter(p_.metrics, "obsolete"),
               result_counter(p_.metrics, "expired"),
               result_counter(p_.metrics, "no-server"),
               p_.metrics.counter("lectern_mail_server_troubles_total",
                                  "Times that the mail server took no mail at all")},
      paused_(p_.metrics.gauge("lectern_mail_paused",
                               "1 while no mail is sent because of trouble with the server")),
      queue_(p_.store, p_.clock, p_.metrics, OutboxKind::mail,
             {"lectern_mail_queue", "Mails in the outbox, by state", "lectern_mail_oldest_seconds",
              "Age of the oldest mail that waits in the outbox"}) {}

MailWorker::~MailWorker() { stop(); }

void MailWorker::start() {
  thread_ = std::thread([this] { run(); });
}

void MailWorker::stop() {
  if (!thread_.joinable()) return;
  stopped_at_ = p_.clock.now();
  stopping_.set();
  thread_.join();
}

void MailWorker::run() {
  while (!stopping_) {
    queue_.look();
    const bool more = p_.server ? round() : round_without_server();
    paused_.set(troubles_ > 0 ? 1 : 0);
    const auto pause =
        troubles_ > 0 ? std::chrono::milliseconds{server_pause(troubles_, chance())} : kPoll;
    if ((!more || troubles_ > 0) && !stopping_.wait(pause)) return;
  }
}

bool MailWorker::round() {
  const auto claimed = claim(p_.clock.wall_now());
  if (!claimed || claimed->empty()) {
    // A server keeps no idle connection for long.
    if (troubles_ == 0) client_.reset();
    return false;
  }
  for (std::size_t i = 0; i < claimed->size(); ++i) {
    const OutboxEntry& entry = (*claimed)[i];
    if (stopping_ || entry.due_at - p_.clock.wall_now() < kLongestSend) {
      give_back(*claimed, i);
      return true;
    }
    if (!send(entry).goes_on) {
      give_back(*claimed, i + 1);
      return false;
    }
  }
  return true;
}

bool MailWorker::round_without_server() {
  const auto claimed = claim(p_.clock.wall_now());
  if (!claimed || claimed->empty()) return false;
  write([&](OutboxRepository& outbox) {
    for (const OutboxEntry& entry : *claimed) outbox.settle(entry);
  });
  counted_.no_server.add(claimed->size());
  if (!std::exchange(told_no_server_, true))
    p_.log.warning("mails_dropped", {{"why", "no [mail] url is configured"}});
  return true;
}

Outcome<std::vector<OutboxEntry>> MailWorker::claim(base::WallTime now) {
  // Nearly always nothing is due, and a read disturbs nobody.
  TRY(const bool any, meetings::read(p_.store, [&](UnitOfWork& work) -> Outcome<bool> {
        return work.outbox().has_due(OutboxKind::mail, now);
      }));
  if (!any) return std::vector<OutboxEntry>{};
  return meetings::write(p_.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
    return work.outbox().claim_due(OutboxKind::mail, now, now + kLease, kMostTogether);
  });
}

MailWorker::Settled MailWorker::send(const OutboxEntry& entry) {
  const base::WallTime now = p_.clock.wall_now();
  const auto remove = [&](base::Counter& counter) {
    write([&](OutboxRepository& outbox) { outbox.settle(entry); });
    counter.add();
    return Settled{};
  };
  if (entry.expires_at && *entry.expires_at <= now) return remove(counted_.expired);
  const auto bury = [&](const std::string& why) {
    write([&](OutboxRepository& outbox) { outbox.bury(entry, why); });
    counted_.dead.add();
    p_.log.warning("mail_dead", {{"id", static_cast<long long>(entry.id.value())}, {"why", why}});
    return Settled{};
  };
  if (entry.attempts > kMostClaims) return bury("too many attempts");
  const auto message =
      meetings::read(p_.store, [&](UnitOfWork& work) -> Outcome<std::optional<Message>> {
        return p_.composer.compose(work, entry, now);
      });
  if (!message) return bury(message.error().detail);
  if (!*message) return remove(counted_.obsolete);
  if (!client_) client_ = std::make_unique<net::client::SmtpClient>(p_.server());
  return settle(entry,
                judge(client_->send(p_.from, (*message)->to.address, print_message(**message),
                                    [this] { return stopping_for(kTimeToEnd); })));
}

MailWorker::Settled MailWorker::settle(const OutboxEntry& entry, const SmtpJudgement& judged) {
  const base::WallTime now = p_.clock.wall_now();
  if (judged.verdict == SmtpVerdict::server_trouble) {
    write([&](OutboxRepository& outbox) { outbox.give_back(entry, now, judged.reason); });
    trouble(judged.reason);
    return {false};
  }
  troubles_ = 0;
  trouble_.clear();
  if (judged.verdict == SmtpVerdict::sent) {
    write([&](OutboxRepository& outbox) { outbox.settle(entry); });
    counted_.sent.add();
    return {};
  }
  const auto delay =
      judged.verdict == SmtpVerdict::retry ? retry_delay(entry.attempts, chance()) : std::nullopt;
  write([&](OutboxRepository& outbox) {
    if (delay) outbox.reschedule(entry, now + *delay, judged.reason);
    else outbox.bury(entry, judged.reason);
  });
  (delay ? counted_.retried : counted_.dead).add();
  const auto event = delay ? "mail_retry" : "mail_dead";
  p_.log.warning(event, {{"id", static_cast<long long>(entry.id.value())},
                         {"why", judged.reason},
                         {"maybe_delivered", judged.maybe_delivered}});
  return {};
}

void MailWorker::give_back(const std::vector<OutboxEntry>& entries, std::size_t from) {
  if (from >= entries.size()) return;
  const base::WallTime due = p_.clock.wall_now();
  write([&](OutboxRepository& outbox) {
    for (std::size_t i = from; i < entries.size(); ++i)
      outbox.give_back(entries[i], due, entries[i].last_error);
  });
}

// If this fails, the claim ends by itself, and the mail is sent once more.
void MailWorker::write(const std::function<void(OutboxRepository&)>& change) {
  const auto done = p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    change(work.outbox());
    return {};
  });
  if (!done) p_.log.warning("mail_not_settled", {{"why", done.error().detail}});
}

void MailWorker::trouble(const std::string& reason) {
  ++troubles_;
  counted_.server_trouble.add();
  client_.reset();  // the next one reads the password anew
  if (std::exchange(trouble_, reason) != reason)
    p_.log.warning("mail_server_trouble", {{"why", reason}});
}

bool MailWorker::stopping_for(std::chrono::seconds time) const {
  return stopping_ && p_.clock.now() - stopped_at_.load() >= time;
}

double MailWorker::chance() { return p_.random.below(1000) / 999.0; }

}  // namespace meetings::notify
