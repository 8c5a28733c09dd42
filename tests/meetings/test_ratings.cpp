// SPDX-License-Identifier: MIT
// How people found the connection: one rating for a stay, of which the last one counts.
#include "meetings/ratings.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::kClient;
using lectern_test::World;

namespace {

struct Rated : World {
  Claims ada = person("ada"), bob = person("bob");
  Meeting room = meeting(ada);

  Seat come(const Claims& who) { return OK(rooms.admit(who, room.code, {})); }
  void go(const Seat& seat) {
    OK(rooms.record_left(room.id, seat.participant_id, clock.wall_now()));
  }
  Outcome<void> rate(const Claims& who, Rating rating) {
    return ratings.rate(who, room.code, rating, kClient);
  }
  // "good so-so bad"
  std::string totals() {
    std::string out;
    for (const Rating rating : kRatings) out += std::to_string(ratings.total(rating)) + ' ';
    return out;
  }
};

void the_last_rating_of_a_stay_counts_when_it_is_final() {
  Rated w;
  const Seat seat = w.come(w.bob);
  w.go(seat);
  OK(w.rate(w.bob, Rating::good));
  OK(w.rate(w.bob, Rating::bad));
  CHECK_EQ(w.totals(), "0 0 0 ");
  w.clock.advance(Ratings::kOpenFor);
  CHECK_EQ(w.totals(), "0 0 1 ");
  REFUSED(w.rate(w.bob, Rating::good), ended);
  CHECK_EQ(w.totals(), "0 0 1 ");
  // Another stay has a rating of its own.
  w.go(w.come(w.bob));
  OK(w.rate(w.bob, Rating::so_so));
  w.clock.advance(Ratings::kOpenFor);
  CHECK_EQ(w.totals(), "0 1 1 ");
}

// The leaving is noted after the page has asked.
void a_rating_may_come_before_the_stay_ends() {
  Rated w;
  const Seat seat = w.come(w.bob);
  OK(w.rate(w.bob, Rating::good));
  w.clock.advance(9min);
  OK(w.rate(w.bob, Rating::so_so));
  w.go(seat);
  w.clock.advance(9min);
  CHECK_EQ(w.totals(), "0 0 0 ");
  OK(w.rate(w.bob, Rating::bad));
  w.clock.advance(1min);
  CHECK_EQ(w.totals(), "0 0 1 ");
}

void only_who_was_in_rates() {
  Rated w;
  REFUSED(w.rate(w.bob, Rating::good), forbidden);
  REFUSED(w.ratings.rate(w.bob, "no-such-code", Rating::good, kClient), not_found);
  const Claims guest = w.guest(w.room, "Gwen");
  REFUSED(w.rate(guest, Rating::good), forbidden);
  w.go(w.come(guest));
  OK(w.rate(guest, Rating::good));
  OK(w.rooms.end_by_operator(w.room.code));
  OK(w.rate(guest, Rating::so_so));
  w.clock.advance(Ratings::kOpenFor);
  CHECK_EQ(w.totals(), "0 1 0 ");
}

void a_crowd_takes_bounded_memory() {
  Rated w;
  // The same stay again and again is one entry.
  w.go(w.come(w.bob));
  for (int i = 0; i < 1000; ++i) OK(w.rate(w.bob, i % 2 == 0 ? Rating::good : Rating::bad));
  w.clock.advance(Ratings::kOpenFor);
  CHECK_EQ(w.totals(), "0 0 1 ");
}

void ratings_have_names() {
  for (const Rating rating : kRatings) CHECK(parse_rating(to_string(rating)) == rating);
  CHECK(!parse_rating("") && !parse_rating("GOOD") && !parse_rating("so_so"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "ratings", {TEST(the_last_rating_of_a_stay_counts_when_it_is_final),
                  TEST(a_rating_may_come_before_the_stay_ends), TEST(only_who_was_in_rates),
                  TEST(a_crowd_takes_bounded_memory), TEST(ratings_have_names)});
}
