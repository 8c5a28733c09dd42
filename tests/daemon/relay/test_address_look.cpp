// SPDX-License-Identifier: MIT
// Looks that hang hold up nobody, and their late answers replace no newer one.
#include "daemon/relay/address_look.hpp"

#include <future>
#include <map>
#include <mutex>

#include "tests/support/check.hpp"

using namespace lecternd;
using namespace std::chrono_literals;
using probe::AddressQuestion;
using probe::FoundAddresses;

namespace {

// A resolver that answers a name when the test says so.
struct Resolver {
  struct Pending {
    std::promise<void> go;
    std::shared_future<void> may_go = go.get_future().share();
  };
  std::shared_ptr<std::map<std::string, Pending>> pending =
      std::make_shared<std::map<std::string, Pending>>();

  explicit Resolver(const std::vector<std::string>& names) {
    for (const std::string& name : names) (*pending)[name];
  }
  AddressLook::Find find() {
    return [kept = pending](const AddressQuestion& question) {
      const std::string& name = question.names.at(0);
      kept->at(name).may_go.wait();
      FoundAddresses found;
      found.said.push_back(name);
      return found;
    };
  }
  void answer(const std::string& name) { pending->at(name).go.set_value(); }
};

AddressQuestion ask(const std::string& name) {
  AddressQuestion question;
  question.names = {name};
  return question;
}

}  // namespace

static void an_answer_is_taken_once() {
  Resolver resolver{{"a"}};
  AddressLook look{resolver.find()};
  CHECK(look.begin(ask("a")));
  CHECK(!look.wait(0ms));
  resolver.answer("a");
  const auto found = look.wait(60s);
  CHECK_EQ(found->said.at(0), "a");
  CHECK(!look.wait(0ms));
}

static void an_answer_is_told() {
  Resolver resolver{{"a", "b"}};
  AddressLook look{resolver.find()};
  std::promise<void> first, second;
  look.on_answer([&] { first.set_value(); });
  CHECK(look.begin(ask("a")));
  resolver.answer("a");
  first.get_future().wait();
  look.on_answer([&] { second.set_value(); });  // it is there already
  second.get_future().wait();
  look.on_answer({});
  CHECK_EQ(look.wait(0ms)->said.at(0), "a");
}

static void a_late_answer_does_not_replace_a_newer_one() {
  Resolver resolver{{"old", "new", "newest"}};
  AddressLook look{resolver.find()};
  CHECK(look.begin(ask("old")));
  CHECK(look.begin(ask("new")));
  resolver.answer("new");
  CHECK_EQ(look.wait(60s)->said.at(0), "new");
  resolver.answer("old");
  CHECK(look.begin(ask("newest")));
  resolver.answer("newest");
  CHECK_EQ(look.wait(60s)->said.at(0), "newest");
}

static void few_threads_hang_at_a_time_and_nobody_waits_for_them() {
  Resolver resolver{{"0", "1", "2", "3", "4"}};
  {
    AddressLook look{resolver.find()};
    for (std::size_t i = 0; i < AddressLook::kMost; ++i) CHECK(look.begin(ask(std::to_string(i))));
    CHECK(!look.begin(ask("4")));
    resolver.answer("0");
    CHECK(look.wait(60s).has_value());
    CHECK(look.begin(ask("4")));
  }
  for (const auto* name : {"1", "2", "3", "4"}) resolver.answer(name);
}

int main() {
  return lectern_test::run("address_look",
                           {TEST(an_answer_is_taken_once), TEST(an_answer_is_told),
                            TEST(a_late_answer_does_not_replace_a_newer_one),
                            TEST(few_threads_hang_at_a_time_and_nobody_waits_for_them)});
}
