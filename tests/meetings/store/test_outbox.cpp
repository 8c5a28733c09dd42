// SPDX-License-Identifier: MIT
// The contract of OutboxRepository. Every test speaks to the Store interface only, so that a second
// store can run them, too.
#include "meetings/outbox.hpp"

#include "tests/meetings/world.hpp"

using namespace meetings;
using namespace std::chrono_literals;
using lectern_test::World;

namespace {

const base::WallTime kNow = base::from_unix_seconds(1'800'000'000);
constexpr std::size_t kAll = 1000;

OutboxId put(Store& store, std::string_view payload, base::WallTime due_at,
             OutboxKind kind = OutboxKind::mail) {
  return OK(write(store, [&](UnitOfWork& work) -> Outcome<OutboxId> {
    return work.outbox().put(kind, payload, kNow, due_at);
  }));
}

std::vector<OutboxEntry> claim(Store& store, base::WallTime now, std::size_t limit = kAll) {
  return OK(write(store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
    return work.outbox().claim_due(OutboxKind::mail, now, now + 5min, limit);
  }));
}

std::vector<OutboxEntry> list(Store& store, const std::optional<OutboxId>& after = std::nullopt,
                              std::size_t limit = kAll) {
  return OK(read(store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
    return work.outbox().list(std::nullopt, after, limit);
  }));
}

void change(Store& store, const std::function<void(OutboxRepository&)>& with) {
  OK(store.write([&](UnitOfWork& work) -> Outcome<void> {
    with(work.outbox());
    return {};
  }));
}

std::string payloads(const std::vector<OutboxEntry>& entries) {
  std::string out;
  for (const OutboxEntry& entry : entries) out += entry.payload;
  return out;
}

void an_entry_comes_out_as_it_went_in() {
  World w;
  const OutboxId id =
      put(*w.store, R"({"url":"https://example.org/hook"})", kNow + 1min, OutboxKind::webhook);
  const OutboxEntry expected{
      id,          OutboxKind::webhook,  R"({"url":"https://example.org/hook"})",
      kNow,        kNow + 1min,          0,
      "",          OutboxState::waiting, "",
      std::nullopt};
  CHECK(list(*w.store) == std::vector{expected});
}

void it_is_kept_with_the_change_or_not_at_all() {
  World w;
  REFUSED(w.store->write([&](UnitOfWork& work) -> Outcome<void> {
    work.outbox().put(OutboxKind::mail, "a", kNow, kNow);
    return refuse(RefusalCode::full, "no");
  }),
          full);
  CHECK(list(*w.store).empty());
  put(*w.store, "b", kNow);
  w.store.reset();
  w.store = lectern_test::open_test_store(w.folder.file("test.db"), w.log);
  CHECK_EQ(payloads(list(*w.store)), "b");
}

void due_entries_are_claimed_in_the_order_of_their_time() {
  World w;
  put(*w.store, "c", kNow + 2s);
  put(*w.store, "a", kNow + 1s);
  put(*w.store, "b", kNow + 1s);  // the same time: the older entry first
  put(*w.store, "later", kNow + 1h);
  CHECK(claim(*w.store, kNow).empty());
  CHECK_EQ(payloads(claim(*w.store, kNow + 2s)), "abc");
}

void a_claim_takes_no_more_than_its_limit() {
  World w;
  for (const char* payload : {"a", "b", "c", "d", "e"}) put(*w.store, payload, kNow);
  CHECK_EQ(payloads(claim(*w.store, kNow, 2)), "ab");
  CHECK_EQ(payloads(claim(*w.store, kNow, 2)), "cd");
  CHECK_EQ(payloads(claim(*w.store, kNow, 2)), "e");
  CHECK(claim(*w.store, kNow, 0).empty());
}

void a_claimed_entry_is_hidden_until_its_retry() {
  World w;
  put(*w.store, "a", kNow);
  CHECK_EQ(claim(*w.store, kNow)[0].attempts, 1u);
  CHECK(claim(*w.store, kNow + 5min - 1s).empty());
  const auto again = claim(*w.store, kNow + 5min);  // its sender died
  CHECK_EQ(payloads(again), "a");
  CHECK_EQ(again[0].attempts, 2u);
  CHECK(again[0].due_at == kNow + 10min);
}

void what_is_done_is_gone() {
  World w;
  const OutboxId a = put(*w.store, "a", kNow);
  put(*w.store, "b", kNow);
  change(*w.store, [&](OutboxRepository& outbox) {
    outbox.mark_done(a);
    outbox.mark_done(a);
    outbox.mark_done(OutboxId{4711});
  });
  CHECK_EQ(payloads(list(*w.store)), "b");
  CHECK_EQ(payloads(claim(*w.store, kNow + 1h)), "b");
}

void a_number_is_never_given_twice() {
  World w;
  const OutboxId a = put(*w.store, "a", kNow);
  change(*w.store, [&](OutboxRepository& outbox) { outbox.mark_done(a); });
  CHECK(put(*w.store, "b", kNow).value() > a.value());
}

void what_failed_comes_again_at_its_new_time() {
  World w;
  put(*w.store, "a", kNow);
  const OutboxEntry claimed = claim(*w.store, kNow)[0];
  change(*w.store, [&](OutboxRepository& outbox) {
    outbox.reschedule(claimed, kNow + 30s, "the mail server refused it");
  });
  CHECK(claim(*w.store, kNow + 29s).empty());
  const auto again = claim(*w.store, kNow + 30s);
  CHECK_EQ(payloads(again), "a");
  CHECK_EQ(again[0].attempts, 2u);
  CHECK_EQ(again[0].last_error, "the mail server refused it");
}

void the_list_goes_page_by_page() {
  World w;
  for (const char* payload : {"a", "b", "c", "d", "e"}) put(*w.store, payload, kNow + 1h);
  const auto first = list(*w.store, std::nullopt, 2);
  CHECK_EQ(payloads(first), "ab");
  const auto second = list(*w.store, first.back().id, 2);
  CHECK_EQ(payloads(second), "cd");
  CHECK_EQ(payloads(list(*w.store, second.back().id, 2)), "e");
  CHECK(list(*w.store, std::nullopt, 0).empty());
}

// A list changes nothing, so a read may ask for it; claiming in a read is refused.
void only_a_write_claims() {
  World w;
  put(*w.store, "a", kNow);
  REFUSED(read(*w.store,
               [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
                 return work.outbox().claim_due(OutboxKind::mail, kNow, kNow + 5min, kAll);
               }),
          internal);
  CHECK_EQ(payloads(claim(*w.store, kNow)), "a");
}

// Events are for this daemon, the others for the world outside: each sender gets its own.
void events_and_other_messages_are_claimed_apart() {
  World w;
  put(*w.store, "later", kNow + 1min, OutboxKind::event);
  put(*w.store, "hook", kNow, OutboxKind::webhook);
  put(*w.store, "b", kNow, OutboxKind::event);
  put(*w.store, "c", kNow - 1min, OutboxKind::event);
  const auto has_due = [&](base::WallTime now) {
    return OK(read(*w.store, [&](UnitOfWork& work) -> Outcome<bool> {
      return work.outbox().has_due_event(now);
    }));
  };
  const auto claim_events = [&](base::WallTime now, std::size_t limit) {
    return OK(write(*w.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
      return work.outbox().claim_due_events(now, now + 5min, limit);
    }));
  };
  CHECK(!has_due(kNow - 2min));
  CHECK(has_due(kNow));
  CHECK(claim(*w.store, kNow).empty());
  CHECK_EQ(payloads(claim_events(kNow, 1)), "b");  // in the order in which they were put
  CHECK_EQ(payloads(claim_events(kNow, kAll)), "c");
  CHECK(!has_due(kNow));
  const auto rest = claim_events(kNow + 5min, kAll);
  CHECK_EQ(payloads(rest), "laterbc");
  CHECK(rest[0].kind == OutboxKind::event && rest[1].attempts == 2);
  CHECK(parse_outbox_kind("event") == OutboxKind::event);
}

void put_of(Store& store, std::string_view payload, std::string_view subject) {
  change(store, [&](OutboxRepository& outbox) {
    outbox.put(OutboxKind::mail, payload, kNow, kNow, {subject, kNow + 1h});
  });
}

void entries_of_one_subject_leave_in_their_order() {
  World w;
  put_of(*w.store, "a", "eve");
  put_of(*w.store, "b", "eve");
  put_of(*w.store, "c", "bob");
  put_of(*w.store, "d", "");
  const auto first = claim(*w.store, kNow);
  CHECK_EQ(payloads(first), "acd");
  CHECK(first[0].expires_at == kNow + 1h);
  CHECK(claim(*w.store, kNow).empty());
  change(*w.store, [&](OutboxRepository& o) { o.reschedule(first[0], kNow + 1min, "later"); });
  CHECK(claim(*w.store, kNow).empty());  // b waits for a
  const auto again = claim(*w.store, kNow + 1min);
  CHECK_EQ(payloads(again), "a");
  change(*w.store, [&](OutboxRepository& o) { o.settle(again[0]); });
  CHECK_EQ(payloads(claim(*w.store, kNow + 1min)), "b");
}

void a_dead_entry_holds_up_nobody_and_stays_for_the_operator() {
  World w;
  put_of(*w.store, "a", "eve");
  put_of(*w.store, "b", "eve");
  const auto claimed = claim(*w.store, kNow);
  change(*w.store, [&](OutboxRepository& o) { o.bury(claimed[0], "550 no such user"); });
  CHECK_EQ(payloads(claim(*w.store, kNow + 1h)), "b");
  const auto dead = OK(read(*w.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxEntry>> {
    return work.outbox().list(OutboxState::dead, std::nullopt, kAll);
  }));
  CHECK_EQ(payloads(dead), "a");
  CHECK_EQ(dead[0].last_error, "550 no such user");
  bool revived = false, gone = true;
  change(*w.store, [&](OutboxRepository& o) {
    revived = o.revive(dead[0].id, kNow + 2h);
    gone = o.revive(OutboxId{4711}, kNow);
  });
  CHECK(revived && !gone);
  const auto again = claim(*w.store, kNow + 2h);
  CHECK_EQ(payloads(again), "a");  // and b waits for it
  CHECK_EQ(again[0].attempts, 1u);
}

// A sender that comes back after its claim is over changes nothing for the next one.
void a_late_sender_settles_nothing() {
  World w;
  put(*w.store, "a", kNow);
  const OutboxEntry late = claim(*w.store, kNow)[0];
  const OutboxEntry mine = claim(*w.store, kNow + 5min)[0];
  change(*w.store, [&](OutboxRepository& o) {
    o.settle(late);
    o.reschedule(late, kNow, "late");
    o.give_back(late, kNow, "late");
    o.bury(late, "late");
  });
  CHECK(list(*w.store) == std::vector{mine});
  change(*w.store, [&](OutboxRepository& o) { o.settle(mine); });
  CHECK(list(*w.store).empty());
}

void what_is_given_back_has_not_been_tried() {
  World w;
  put(*w.store, "a", kNow);
  const OutboxEntry claimed = claim(*w.store, kNow)[0];
  change(*w.store, [&](OutboxRepository& o) { o.give_back(claimed, kNow + 1s, "no server"); });
  CHECK_EQ(list(*w.store)[0].attempts, 0u);
  CHECK_EQ(claim(*w.store, kNow + 1s)[0].attempts, 1u);
}

void the_queue_is_counted_by_state() {
  World w;
  put(*w.store, "a", kNow);
  put(*w.store, "b", kNow + 1h);
  put(*w.store, "event", kNow, OutboxKind::event);
  claim(*w.store, kNow);
  const auto counts = OK(read(*w.store, [&](UnitOfWork& work) -> Outcome<std::vector<OutboxCount>> {
    return work.outbox().counts();
  }));
  CHECK_EQ(counts.size(), 2u);
  for (const OutboxCount& one : counts) {
    CHECK(one.kind == OutboxKind::mail && one.state != OutboxState::dead);
    CHECK_EQ(one.count, 1u);
    CHECK(one.oldest == kNow);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "outbox",
      {TEST(an_entry_comes_out_as_it_went_in), TEST(it_is_kept_with_the_change_or_not_at_all),
       TEST(due_entries_are_claimed_in_the_order_of_their_time),
       TEST(a_claim_takes_no_more_than_its_limit), TEST(a_claimed_entry_is_hidden_until_its_retry),
       TEST(what_is_done_is_gone), TEST(a_number_is_never_given_twice),
       TEST(what_failed_comes_again_at_its_new_time), TEST(the_list_goes_page_by_page),
       TEST(only_a_write_claims), TEST(events_and_other_messages_are_claimed_apart),
       TEST(entries_of_one_subject_leave_in_their_order),
       TEST(a_dead_entry_holds_up_nobody_and_stays_for_the_operator),
       TEST(a_late_sender_settles_nothing), TEST(what_is_given_back_has_not_been_tried),
       TEST(the_queue_is_counted_by_state)});
}
