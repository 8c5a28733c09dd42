// SPDX-License-Identifier: MIT
#include "meetings/store/postgres/pool.hpp"

#include <algorithm>
#include <utility>

namespace meetings::store::postgres {

using namespace std::chrono_literals;
namespace {

constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{2000};

// Once for a connection, so that a transaction need not say it again. To plan a statement takes
// longer than to run it, so each is planned once.
std::string session_settings(std::chrono::milliseconds longest_statement) {
  const std::string limit = std::to_string(longest_statement.count());
  return "SET statement_timeout = " + limit + "; SET lock_timeout = " + limit +
         "; SET idle_in_transaction_session_timeout = '15s'"
         "; SET plan_cache_mode = force_generic_plan; SET jit = off";
}

}  // namespace

Pool::Pool(base::postgres::Server server, std::string name, const base::Log& log,
           PoolOptions options)
    : server_(std::move(server)), name_(std::move(name)), log_(log), options_(options) {}

base::Result<Pool::Lease> Pool::take(base::Instant deadline) {
  std::unique_lock lock(mutex_);
  for (;;) {
    const base::Instant now = base::SystemClock{}.now();
    if (auto idle = take_idle(now)) {
      ++out_;
      return Lease{*this, std::move(idle)};
    }
    if (away_since_ && (trying_ || now < try_again_)) return base::failure(away_why_);
    if (out_ < options_.connections) {
      TRY(auto place, open_one(lock));
      return Lease{*this, std::move(place)};
    }
    if (now >= deadline) {
      refused_.fetch_add(1, std::memory_order_relaxed);
      return base::failure(base::Errc::unavailable, "all connections to the database are in use");
    }
    freed_.wait_until(lock, deadline);
  }
}

std::unique_ptr<Pool::Place> Pool::take_idle(base::Instant now) {
  while (!idle_.empty()) {
    std::unique_ptr<Place> place = std::move(idle_.back());
    idle_.pop_back();
    if (place->generation == generation_ && now < place->ends) return place;
  }
  return nullptr;
}

base::Result<std::unique_ptr<base::postgres::Database>> Pool::connect() const {
  TRY(auto db, base::postgres::Database::connect(server_));
  db->expect_answers_by(base::SystemClock{}.now() + server_.connect_within);
  TRY(db->execute(session_settings(options_.longest_statement)));
  return db;
}

// Connects without the lock.
base::Result<std::unique_ptr<Pool::Place>> Pool::open_one(std::unique_lock<std::mutex>& lock) {
  ++out_;
  const bool tries = away_since_.has_value();
  if (tries) trying_ = true;
  const std::uint64_t generation = generation_;
  lock.unlock();
  auto db = connect();
  lock.lock();
  const base::Instant now = base::SystemClock{}.now();
  if (tries) trying_ = false;
  if (!db) {
    --out_;
    note_away(db.error(), now);
    freed_.notify_all();
    return base::failure(std::move(db.error()));
  }
  opened_.fetch_add(1, std::memory_order_relaxed);
  note_there(now);
  auto place = std::make_unique<Place>(std::move(*db));
  place->generation = generation;
  // Not all at the same moment.
  const auto life = std::chrono::milliseconds{options_.longest_life};
  place->ends = now + life / 2 + life * static_cast<int>(random_.below(500)) / 1000;
  return place;
}

void Pool::give_back(std::unique_ptr<Place> place) {
  const bool lost = place->db.lost();
  const bool usable = !lost && !place->db.in_transaction();
  {
    const std::scoped_lock lock(mutex_);
    --out_;
    if (lost && place->generation == generation_) {
      ++generation_;
      idle_.clear();
    }
    if (usable && place->generation == generation_) idle_.push_back(std::move(place));
    freed_.notify_one();
  }
}

void Pool::note_away(const base::Error& error, base::Instant now) {
  if (!away_since_) {
    away_since_ = now;
    pause_ = kFirstPause;
    log_.error("database_away", {{"server", name_}, {"why", error.what}});
  } else {
    pause_ = std::min(pause_ * 2, kLongestPause);
  }
  away_why_ = error;
  try_again_ =
      now + pause_ / 2 +
      std::chrono::milliseconds{random_.below(static_cast<std::uint32_t>(pause_.count() / 2))};
}

void Pool::note_there(base::Instant now) {
  if (!away_since_) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - *away_since_);
  log_.info("database_back", {{"server", name_}, {"after_s", std::to_string(seconds.count())}});
  away_since_.reset();
}

}  // namespace meetings::store::postgres
