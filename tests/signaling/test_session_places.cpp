// SPDX-License-Identifier: MIT
#include "signaling/session_places.hpp"

#include "tests/support/check.hpp"

using namespace signaling;

namespace {

base::IpAddress host(unsigned number) {
  return base::IpAddress::v4(10, static_cast<std::uint8_t>(number >> 16),
                             static_cast<std::uint8_t>(number >> 8 & 0xff),
                             static_cast<std::uint8_t>(number & 0xff));
}

// Sessions with the numbers 1, 2, 3, …
class Crowd {
 public:
  explicit Crowd(const SessionPlaces::Limits& limits = {}) : places(limits) {}

  SessionId fresh(const base::IpAddress& client) {
    const SessionId id{++last_};
    places.enter(id, client);
    return id;
  }
  SessionId idle(const base::IpAddress& client) {
    const SessionId id = fresh(client);
    places.change(id, client, Standing::idle);
    return id;
  }
  SessionId member(const base::IpAddress& client) {
    const SessionId id = idle(client);
    places.change(id, client, Standing::seated);
    return id;
  }
  // The session that gives way to a newcomer; 0: there is room.
  std::uint64_t gives_way(const base::IpAddress& client) const {
    return places.room_for(client)->value_or(SessionId{0}).value();
  }
  bool refused(const base::IpAddress& client, OpenRefusal why) const {
    const auto room = places.room_for(client);
    return !room && room.error() == why;
  }

  SessionPlaces places;

 private:
  std::uint64_t last_ = 0;
};

void the_default_numbers_are_those_of_the_documentation() {
  Crowd crowd;
  for (int i = 0; i < 256; ++i) {
    CHECK_EQ(crowd.gives_way(host(0)), 0u);
    crowd.fresh(host(0));
  }
  CHECK_EQ(crowd.gives_way(host(0)), 1u);
  for (unsigned i = 256; i < 2000; ++i) {
    CHECK_EQ(crowd.gives_way(host(i)), 0u);
    crowd.fresh(host(i));
  }
  CHECK_EQ(crowd.gives_way(host(3000)), 1u);  // of the site with most

  Crowd members;
  for (int i = 0; i < 2048; ++i) {
    CHECK_EQ(members.gives_way(host(0)), 0u);
    members.member(host(0));
  }
  CHECK(members.refused(host(0), OpenRefusal::too_many_from_address));
  for (unsigned i = 2048; i < 20'000; ++i) {
    CHECK_EQ(members.gives_way(host(i)), 0u);
    members.member(host(i));
  }
  CHECK(members.refused(host(30'000), OpenRefusal::too_many_sessions));
}

void this_machine_has_no_limit_of_its_own() {
  const base::IpAddress loopback = base::IpAddress::v4(127, 0, 0, 1);
  Crowd crowd{{10, 2, 8, 2}};
  for (int i = 0; i < 8; ++i) {
    CHECK_EQ(crowd.gives_way(loopback), 0u);
    crowd.fresh(loopback);
  }
  CHECK_EQ(crowd.gives_way(loopback), 1u);
}

void the_site_itself_gives_way_where_it_is_full() {
  Crowd crowd{{10, 3, 10, 10}};
  crowd.fresh(host(2));
  const SessionId idle = crowd.idle(host(1));
  crowd.member(host(1));
  const SessionId fresh = crowd.fresh(host(1));
  CHECK_EQ(crowd.gives_way(host(1)), fresh.value());
  crowd.places.change(fresh, host(1), Standing::idle);
  CHECK_EQ(crowd.gives_way(host(1)), idle.value());
  crowd.places.touch(idle);
  CHECK_EQ(crowd.gives_way(host(1)), fresh.value());
  crowd.places.change(fresh, host(1), Standing::seated);
  crowd.places.change(idle, host(1), Standing::seated);
  CHECK(crowd.refused(host(1), OpenRefusal::too_many_from_address));
  CHECK_EQ(crowd.gives_way(host(2)), 0u);
}

void a_site_with_many_fresh_sessions_only_loses_its_own() {
  Crowd crowd{{100, 50, 20, 3}};
  for (unsigned i = 0; i < 3; ++i) crowd.fresh(host(1));
  const SessionId other = crowd.fresh(host(2));
  CHECK_EQ(crowd.gives_way(host(1)), 1u);
  CHECK_EQ(crowd.gives_way(host(2)), 0u);
  crowd.places.leave(SessionId{1});
  CHECK_EQ(crowd.gives_way(host(1)), 0u);
  CHECK(other.value() == 4);
}

void first_the_fresh_then_the_idle_and_never_the_members_give_way() {
  Crowd crowd{{4, 4, 4, 4}};
  const SessionId member = crowd.member(host(1));
  const SessionId idle = crowd.idle(host(2));
  const SessionId busier = crowd.idle(host(2));
  const SessionId fresh = crowd.fresh(host(3));
  CHECK_EQ(crowd.gives_way(host(9)), fresh.value());
  crowd.places.leave(fresh);
  CHECK_EQ(crowd.gives_way(host(9)), 0u);
  crowd.member(host(4));
  CHECK_EQ(crowd.gives_way(host(9)), idle.value());
  crowd.places.touch(idle);
  CHECK_EQ(crowd.gives_way(host(9)), busier.value());
  crowd.places.change(idle, host(1), Standing::seated);
  crowd.places.change(busier, host(1), Standing::seated);
  CHECK(crowd.refused(host(9), OpenRefusal::too_many_sessions));
  crowd.places.change(member, host(1), Standing::idle);
  CHECK_EQ(crowd.gives_way(host(9)), member.value());
  crowd.places.leave(member);
  CHECK_EQ(crowd.gives_way(host(9)), 0u);
}

void sessions_that_wait_for_their_clients_give_way_before_the_others() {
  Crowd crowd{{5, 5, 4, 4}};
  const SessionId seated = crowd.member(host(1));
  const SessionId away_seated = crowd.member(host(1));
  const SessionId idle = crowd.idle(host(2));
  const SessionId away = crowd.idle(host(3));
  const SessionId fresh = crowd.fresh(host(4));
  crowd.places.change(away_seated, host(1), Standing::away_seated);
  crowd.places.change(away, host(3), Standing::away);
  for (const SessionId id : {fresh, away, idle, away_seated}) {
    CHECK_EQ(crowd.gives_way(host(9)), id.value());
    crowd.places.leave(id);
    crowd.member(host(5));  // takes the place
  }
  CHECK(crowd.refused(host(9), OpenRefusal::too_many_sessions));
  crowd.places.change(seated, host(1), Standing::away_seated);
  CHECK_EQ(crowd.gives_way(host(9)), seated.value());
}

void of_those_that_wait_the_site_with_most_gives_way() {
  Crowd crowd{{4, 4, 4, 4}};
  const SessionId lonely = crowd.idle(host(1));
  const SessionId first = crowd.idle(host(2));
  const SessionId second = crowd.idle(host(2));
  for (const SessionId id : {second, first}) crowd.places.change(id, host(2), Standing::away);
  crowd.places.change(lonely, host(1), Standing::away);
  crowd.member(host(3));
  CHECK_EQ(crowd.gives_way(host(9)), second.value());  // away for longer than `first`
}

void a_session_counts_for_the_address_from_which_it_came_back() {
  Crowd crowd{{10, 2, 10, 10}};
  const SessionId roaming = crowd.member(host(1));
  crowd.member(host(1));
  CHECK(crowd.refused(host(1), OpenRefusal::too_many_from_address));
  crowd.places.move(roaming, host(2), Standing::seated);
  CHECK_EQ(crowd.gives_way(host(1)), 0u);
  crowd.member(host(2));
  CHECK(crowd.refused(host(2), OpenRefusal::too_many_from_address));
}

}  // namespace

int main() {
  return lectern_test::run(
      "signaling session places",
      {TEST(the_default_numbers_are_those_of_the_documentation),
       TEST(this_machine_has_no_limit_of_its_own), TEST(the_site_itself_gives_way_where_it_is_full),
       TEST(a_site_with_many_fresh_sessions_only_loses_its_own),
       TEST(first_the_fresh_then_the_idle_and_never_the_members_give_way),
       TEST(sessions_that_wait_for_their_clients_give_way_before_the_others),
       TEST(of_those_that_wait_the_site_with_most_gives_way),
       TEST(a_session_counts_for_the_address_from_which_it_came_back)});
}
