// SPDX-License-Identifier: MIT
#include "meetings/notify/google_worker.hpp"

#include <algorithm>
#include <utility>

#include "meetings/notify/retry_schedule.hpp"

namespace meetings::notify {
namespace {

using google::Verdict;

constexpr std::chrono::milliseconds kPoll{500};
constexpr std::chrono::seconds kBusyPause{1};

base::Counter& result_counter(base::Metrics& metrics, const char* result) {
  return metrics.counter("lectern_google_calendar_total",
                         "Meetings whose turn it was in somebody's Google calendar, by result",
                         {{"result", result}});
}

}  // namespace

GoogleWorker::GoogleWorker(Parts parts)
    : p_(std::move(parts)),
      counted_{result_counter(p_.metrics, "written"),  result_counter(p_.metrics, "unchanged"),
               result_counter(p_.metrics, "retry"),    result_counter(p_.metrics, "paused"),
               result_counter(p_.metrics, "ended"),    result_counter(p_.metrics, "dead"),
               result_counter(p_.metrics, "obsolete"), result_counter(p_.metrics, "revoked")},
      queue_(p_.store, p_.clock, p_.metrics, OutboxKind::google,
             {"lectern_google_queue", "Meetings that wait for a Google calendar, by state",
              "lectern_google_oldest_seconds",
              "Age of the oldest meeting that waits for a Google calendar"}) {}

GoogleWorker::~GoogleWorker() { stop(); }

void GoogleWorker::start() {
  for (unsigned i = 0; i < kThreads; ++i) threads_.emplace_back([this, i] { run(i == 0); });
}

void GoogleWorker::stop() {
  stopping_.set();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void GoogleWorker::run(bool looks) {
  while (!stopping_) {
    if (looks) queue_.look();
    if (!round() && !stopping_.wait(kPoll)) return;
  }
}

bool GoogleWorker::round() {
  const base::WallTime now = p_.clock.wall_now();
  const auto any = meetings::read(p_.store, [&](UnitOfWork& work) -> Outcome<bool> {
    return work.outbox().has_due(OutboxKind::google, now);
  });
  if (!any || !*any) return false;
  const auto claimed =
      meetings::write(p_.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
        return work.outbox().claim_due(OutboxKind::google, now, now + kLease, kMostTogether);
      });
  if (!claimed || claimed->empty()) return false;
  const base::Instant begin = p_.clock.now();
  for (const OutboxEntry& entry : *claimed) {
    // The lease is for all of them.
    if (stopping_ || p_.clock.now() - begin > kLongestTurn) give_back(entry, {});
    else handle(entry);
  }
  return true;
}

void GoogleWorker::handle(const OutboxEntry& entry) {
  const auto what = p_.turns.entry_of(entry);
  if (!what) return settle_obsolete(entry);
  if (what->revoked) return take_back(entry, base::Secret{*what->revoked});
  if (const auto busy = enter(what->user)) return give_back(entry, *busy);
  auto turn = p_.turns.read(*what);
  if (turn && *turn) return write_turn(entry, std::move(**turn));
  leave(what->user, std::nullopt);
  if (turn) return settle_obsolete(entry);
  p_.log.warning("google_calendar_not_read", {{"why", turn.error().detail}});  // the claim ends
}

void GoogleWorker::write_turn(const OutboxEntry& entry, google::Turn turn) {
  const Failure failure = send_steps(turn);
  leave(turn.user, failure);
  if (failure && stopping_) return give_back(entry, {});
  settle(entry, turn, failure);
}

GoogleWorker::Failure GoogleWorker::send_steps(google::Turn& turn) {
  const base::Instant begin = p_.clock.now();
  bool renewed = false;
  for (const google::Step& step : turn.steps) {
    if (stopping_ || p_.clock.now() - begin > kLongestTurn)
      return Stopped{.why = "there was no time for all of its dates"};
    if (auto failure = send_step(turn, step, renewed)) return failure;
    google::note_done(step, turn.there);
  }
  return std::nullopt;
}

GoogleWorker::Failure GoogleWorker::send_step(google::Turn& turn, const google::Step& step,
                                              bool& renewed) {
  google::Act act = step.act;
  base::Secret access;
  if (auto failure = authorize(turn, false, access)) return failure;
  // Once for the request, once with a fresh token, and two others instead: an insert that finds the
  // id taken, and one under a new id.
  for (int tries = 0; tries < 4; ++tries) {
    const google::Request request =
        google::request_of(act, p_.addresses.calendar, step.event, turn.there.generation);
    const google::HttpAnswer answer =
        p_.send({request.method, request.url, request.body.empty() ? "" : "application/json",
                 request.body, access},
                stops());
    const google::Judgement judged =
        google::judge(act, answer.status, answer.body, answer.retry_after);
    switch (judged.verdict) {
      case Verdict::done: return std::nullopt;
      case Verdict::instead: act = judged.instead; break;
      case Verdict::renumber:
        ++turn.there.generation;
        act = google::Act::insert;
        break;
      case Verdict::renew:
        if (std::exchange(renewed, true)) return Stopped{.why = judged.reason};
        if (auto failure = authorize(turn, true, access)) return failure;
        break;
      case Verdict::dead:
        if (!step.event.recurrence_id)
          return Stopped{judged.verdict, GoogleTrouble::none, judged.reason, {}};
        // One date that Google does not know holds up no other one.
        p_.log.warning("google_calendar_date_refused",
                       {{"meeting", turn.meeting.value()}, {"why", judged.reason}});
        return std::nullopt;
      case Verdict::lost:
        return Stopped{judged.verdict, GoogleTrouble::no_rights, judged.reason, {}};
      case Verdict::retry:
      case Verdict::wait:
        return Stopped{judged.verdict, GoogleTrouble::delayed, judged.reason, judged.not_before};
    }
  }
  return Stopped{.why = "one request led to another"};
}

GoogleWorker::Failure GoogleWorker::authorize(const google::Turn& turn, bool fresh,
                                              base::Secret& access) {
  const base::WallTime now = p_.clock.wall_now();
  if (!fresh) {
    const std::scoped_lock lock(mutex_);
    const auto known = access_.find(turn.user.value());
    if (known != access_.end() && known->second.sealed == turn.sealed &&
        now < known->second.until) {
      access = known->second.token;
      return std::nullopt;
    }
  }
  // The site's secrets are others than when the calendar was connected.
  if (turn.refresh.empty())
    return Stopped{Verdict::lost, GoogleTrouble::revoked, "the token cannot be read", {}};
  const google::HttpAnswer answer =
      p_.send({"POST", p_.addresses.token, "application/x-www-form-urlencoded",
               google::refresh_form(p_.client, turn.refresh)},
              stops());
  auto read = google::read_tokens(answer.status, answer.body, now);
  if (const auto* none = std::get_if<google::NoTokens>(&read)) {
    switch (none->trouble) {
      case google::Trouble::later: return Stopped{.why = none->reason};
      case google::Trouble::revoked:
        return Stopped{Verdict::lost, GoogleTrouble::revoked, none->reason, {}};
      case google::Trouble::unticked:
        return Stopped{Verdict::lost, GoogleTrouble::no_rights, none->reason, {}};
      case google::Trouble::forbidden:
        return Stopped{Verdict::retry, GoogleTrouble::refused, none->reason, {}};
    }
  }
  auto& tokens = std::get<google::GrantedTokens>(read);
  access = tokens.access;
  const std::scoped_lock lock(mutex_);
  if (access_.size() >= kMostTokens) access_.clear();
  access_[turn.user.value()] = {std::move(tokens.access), tokens.until, turn.sealed};
  return std::nullopt;
}

void GoogleWorker::settle(const OutboxEntry& entry, const google::Turn& turn,
                          const Failure& failure) {
  const auto done = failure ? stop_turn(entry, turn, *failure) : p_.turns.finish(entry, turn);
  if (!failure) (turn.steps.empty() ? counted_.unchanged : counted_.written).add();
  if (!done) p_.log.warning("google_calendar_not_settled", {{"why", done.error().detail}});
}

Outcome<void> GoogleWorker::stop_turn(const OutboxEntry& entry, const google::Turn& turn,
                                      const Stopped& stopped) {
  const auto warn = [&](const char* event) {
    p_.log.warning(
        event,
        {{"user", turn.user.value()}, {"meeting", turn.meeting.value()}, {"why", stopped.why}});
  };
  switch (stopped.verdict) {
    case Verdict::lost:
      counted_.ended.add();
      warn("google_calendar_ended");
      return p_.turns.end(entry, turn, stopped.trouble);
    case Verdict::wait:
      counted_.paused.add();
      return p_.turns.pause(entry, turn, pause_of(turn.user), stopped.why);
    default: break;
  }
  auto delay =
      stopped.verdict == Verdict::dead ? std::nullopt : retry_delay(entry.attempts, chance());
  if (delay) delay = std::max(*delay, stopped.not_before.value_or(std::chrono::seconds{0}));
  (delay ? counted_.retried : counted_.dead).add();
  warn(delay ? "google_calendar_retry" : "google_calendar_dead");
  return p_.turns.retry(entry, turn, stopped.trouble, delay, stopped.why);
}

void GoogleWorker::take_back(const OutboxEntry& entry, const base::Secret& token) {
  const google::HttpAnswer answer =
      p_.send({"POST", p_.addresses.revocation, "application/x-www-form-urlencoded",
               google::revocation_form(token)},
              stops());
  if (!google::is_revoked(answer.status) && stopping_) return give_back(entry, {});
  const std::string why = "status " + std::to_string(answer.status);
  const base::WallTime now = p_.clock.wall_now();
  const bool done = google::is_revoked(answer.status);
  const auto delay = retry_delay(entry.attempts, chance());
  (done ? counted_.revoked : delay ? counted_.retried : counted_.dead).add();
  (void)p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    if (done) work.outbox().settle(entry);
    else if (delay) work.outbox().reschedule(entry, now + *delay, why);
    else work.outbox().bury(entry, why);
    return {};
  });
}

std::function<bool()> GoogleWorker::stops() const {
  return [this] { return static_cast<bool>(stopping_); };
}

std::optional<std::chrono::seconds> GoogleWorker::enter(const UserId& id) {
  const std::scoped_lock lock(mutex_);
  Person& person = persons_[id.value()];
  const base::Instant now = p_.clock.now();
  if (person.paused_until > now)
    return std::chrono::ceil<std::chrono::seconds>(person.paused_until - now);
  if (person.running) return kBusyPause;
  person.running = true;
  return std::nullopt;
}

void GoogleWorker::leave(const UserId& id, const Failure& failure) {
  const double scatter = chance();
  const std::scoped_lock lock(mutex_);
  Person& person = persons_[id.value()];
  person.running = false;
  if (!failure || failure->verdict != Verdict::wait) {
    persons_.erase(id.value());
    return;
  }
  std::chrono::milliseconds pause = google::quota_pause(++person.quotas, scatter);
  if (failure->not_before) pause = std::max<std::chrono::milliseconds>(pause, *failure->not_before);
  person.paused_until = p_.clock.now() + pause;
}

std::chrono::seconds GoogleWorker::pause_of(const UserId& id) {
  const std::scoped_lock lock(mutex_);
  const auto until = persons_[id.value()].paused_until - p_.clock.now();
  return std::max(kBusyPause, std::chrono::ceil<std::chrono::seconds>(until));
}

void GoogleWorker::give_back(const OutboxEntry& entry, std::chrono::seconds wait) {
  const base::WallTime due = p_.clock.wall_now() + wait;
  (void)p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.outbox().give_back(entry, due, entry.last_error);
    return {};
  });
}

void GoogleWorker::settle_obsolete(const OutboxEntry& entry) {
  (void)p_.store.write([&](UnitOfWork& work) -> Outcome<void> {
    work.outbox().settle(entry);
    return {};
  });
  counted_.obsolete.add();
}

double GoogleWorker::chance() { return static_cast<double>(p_.random.below(1001)) / 1000; }

}  // namespace meetings::notify
