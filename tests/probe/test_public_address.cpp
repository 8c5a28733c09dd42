// SPDX-License-Identifier: MIT
// Which relay address is seen as what: written, by name, found out; and what stays where nothing
// could be found out.
#include "probe/public_address.hpp"

#include "config/value.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace probe;

base::IpAddress ip(std::string_view text) { return *base::IpAddress::parse(text); }
const base::IpAddress kFirst = ip("10.0.0.5"), kSecond = ip("10.0.0.6"), kSixth = ip("2001:db8::5");
const std::vector<base::IpAddress> kLocals{kFirst, kSecond, kSixth};

std::vector<config::ExternalAddress> wanted(std::initializer_list<const char*> entries) {
  std::vector<config::ExternalAddress> out;
  for (const char* entry : entries) out.push_back(CHECK_OK(config::parse_external_address(entry)));
  return out;
}
std::string seen(std::initializer_list<const char*> entries, const FoundAddresses& found = {}) {
  std::string out;
  for (const auto& [local, external] : external_addresses(wanted(entries), kLocals, found))
    out += local.print() + "=" + external.print() + " ";
  return out;
}

void written_addresses() {
  CHECK_EQ(seen({}), "");
  CHECK_EQ(seen({"203.0.113.7"}), "10.0.0.5=203.0.113.7 10.0.0.6=203.0.113.7 ");
  CHECK_EQ(seen({"203.0.113.7/10.0.0.6"}), "10.0.0.6=203.0.113.7 ");
  // With PRIVATE is more exact than without, wherever it stands.
  CHECK_EQ(seen({"203.0.113.7", "203.0.113.8/10.0.0.6"}),
           "10.0.0.5=203.0.113.7 10.0.0.6=203.0.113.8 ");
  CHECK_EQ(seen({"2001:db8:1::7", "203.0.113.7/10.0.0.5"}),
           "10.0.0.5=203.0.113.7 2001:db8::5=2001:db8:1::7 ");
  CHECK_EQ(seen({"203.0.113.7/10.9.9.9"}), "");
}

void names_and_what_was_found_out() {
  FoundAddresses found;
  found.names["relay.example.org"] = {ip("2001:db8:1::7"), ip("203.0.113.7")};
  found.automatic = {{kSecond, ip("203.0.113.8")}};
  CHECK_EQ(seen({"relay.example.org"}, found),
           "10.0.0.5=203.0.113.7 10.0.0.6=203.0.113.7 2001:db8::5=2001:db8:1::7 ");
  CHECK_EQ(seen({"relay.example.org/10.0.0.5", "auto"}, found),
           "10.0.0.5=203.0.113.7 10.0.0.6=203.0.113.8 ");
  CHECK_EQ(seen({"other.example.org"}, found), "");
  CHECK_EQ(seen({"auto", "203.0.113.9"}, found),
           "10.0.0.5=203.0.113.9 10.0.0.6=203.0.113.8 ");  // the next entry is the fallback
}

void what_cannot_be_found_out_now_stays() {
  FoundAddresses before;
  before.names = {{"a.example", {ip("203.0.113.1")}}, {"gone.example", {ip("203.0.113.2")}}};
  before.automatic = {{kFirst, ip("203.0.113.3")}, {kSecond, ip("203.0.113.4")}};
  FoundAddresses now;
  now.automatic = {{kSecond, ip("203.0.113.5")}};
  now.failed = {"a.example: try again"};
  AddressQuestion question;
  question.names = {"a.example"};
  question.automatic = true;
  question.locals = kLocals;
  const FoundAddresses kept = keep_known(now, before, question);
  CHECK_EQ(kept.names.size(), 1u);
  CHECK_EQ(kept.names.at("a.example").front(), ip("203.0.113.1"));
  CHECK_EQ(kept.automatic.size(), 2u);
  CHECK_EQ(seen({"auto"}, kept), "10.0.0.5=203.0.113.3 10.0.0.6=203.0.113.5 ");
  CHECK_EQ(kept.failed.size(), 1u);
  // Not asked for any more: forgotten.
  CHECK(keep_known({}, before, {}).automatic.empty());
}

void nobody_is_asked_without_being_told() {
  config::TurnConfig turn;
  turn.external_ip = wanted({"203.0.113.7"});
  turn.stun_servers = {config::HostPort{"stun.example.org", 3478}};
  CHECK(!is_asked(question_of(turn, kLocals)));
  CHECK(find_addresses(question_of(turn, kLocals)).failed.empty());
  turn.external_ip = wanted({"auto"});
  CHECK(is_asked(question_of(turn, kLocals)));
  turn.external_ip = wanted({"localhost"});
  const FoundAddresses found = find_addresses(question_of(turn, kLocals));
  CHECK(found.names.at("localhost").front().is_loopback());
}

void what_no_host_has_is_not_told() {
  std::vector<std::string> failed;
  const auto ip = [](const char* text) { return *base::IpAddress::parse(text); };
  const auto fit = probe::fit_to_be_told(
      "turn.example.org", {ip("0.0.0.0"), ip("203.0.113.7"), ip("::"), ip("224.0.0.1")}, failed);
  CHECK_EQ(fit.size(), 1u);
  CHECK_EQ(fit[0], ip("203.0.113.7"));
  CHECK_EQ(failed.size(), 3u);
  CHECK_EQ(failed[0], "turn.example.org: 0.0.0.0 is no address of a host");
}

}  // namespace

int main() {
  return lectern_test::run(
      "public_address",
      {TEST(written_addresses), TEST(names_and_what_was_found_out),
       TEST(what_no_host_has_is_not_told), TEST(what_cannot_be_found_out_now_stays),
       TEST(nobody_is_asked_without_being_told)});
}
