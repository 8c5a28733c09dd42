// SPDX-License-Identifier: MIT
#include "ctl/tls/order.hpp"

#include "ctl/tls/uacme.hpp"
#include "tests/support/check.hpp"

namespace {

using ctl::tls::find_order_fault;
using ctl::tls::Order;
using ctl::tls::Words;

Order order() { return {"a@example.org", {"meet.example.org"}, "", "http-01"}; }

std::string fault_of_name(const std::string& name, const std::string& server = "") {
  Order wanted = order();
  wanted.names = {name};
  wanted.server = server;
  return find_order_fault(wanted).value_or("");
}

void a_right_order_has_no_fault() {
  CHECK(!find_order_fault(order()));
  CHECK_EQ(fault_of_name("a.b-c.example.co.uk"), "");
  CHECK_EQ(fault_of_name("meet.example.org", "staging"), "");
  CHECK_EQ(fault_of_name("meet.home.arpa", "https://ca.home.arpa/acme"), "");
}

void a_private_name_is_explained() {
  for (const char* name : {"meet", "meet.local", "meet.lan", "meet.home.arpa", "meet.internal",
                           "a.b.test", "localhost", "meet.corp"}) {
    const std::string said = fault_of_name(name);
    CHECK(
        said.starts_with(std::string{name} + " is a private name: nobody outside of your network"));
    CHECK(said.find("such as meet.example.org") != std::string::npos);
    CHECK(said.find("--server") != std::string::npos);
    CHECK_EQ(fault_of_name(name, "staging"), said);
  }
  // Also an authority of one's own needs a dot, as uacme does.
  CHECK(fault_of_name("meet", "https://ca.lan/acme").find("private name") != std::string::npos);
}

void names_that_are_none_are_refused() {
  CHECK(fault_of_name("192.0.2.1").find("is an address") != std::string::npos);
  CHECK(fault_of_name("2001:db8::1").find("is an address") != std::string::npos);
  CHECK(fault_of_name("*.example.org").find("stands for many names") != std::string::npos);
  for (const char* name : {"", "-s", "a b.example.org", "a..example.org", "meet.example.org.",
                           "a/../b.example.org", "a\n.example.org", "a'.example.org"})
    CHECK(fault_of_name(name).find("is no DNS name") != std::string::npos);
}

void the_rest_of_the_order_is_judged() {
  const auto fault = [](auto change) {
    Order wanted = order();
    change(wanted);
    return find_order_fault(wanted).value_or("");
  };
  for (const char* email : {"", "a", "@a", "a@", "-a@b", "a b@c", "a@b,c@d", "a@b\n", "a\"@b"})
    CHECK(fault([&](Order& o) { o.email = email; }).find("is no mail address") !=
          std::string::npos);
  CHECK(fault([](Order& o) { o.names = {}; }).find("set public_url") != std::string::npos);
  CHECK(fault([](Order& o) { o.names.assign(101, "a.example.org"); }).find("100 names") !=
        std::string::npos);
  for (const char* server : {"letsencrypt", "http://ca.example.org/", "-s", "https://",
                             "https://a b", "http://127.0.0.1/dir"})
    CHECK(fault([&](Order& o) { o.server = server; }).find("--server is") != std::string::npos);
  CHECK(fault([](Order& o) { o.challenge = "dns-01"; }).find("--challenge is") !=
        std::string::npos);
}

void an_order_is_kept_whole() {
  Order kept = order();
  kept.names.emplace_back("www.example.org");
  kept.server = "https://ca.example.org/dir";
  kept.challenge = "tls-alpn-01";
  CHECK(CHECK_OK(ctl::tls::parse_order(ctl::tls::to_json(kept).print())) == kept);
  for (const char* text : {"", "{}", "[]", "{\"names\":[\"-x\"]}", "{\"names\":[1]}"})
    CHECK(!ctl::tls::parse_order(text));
}

void uacme_is_called_as_its_manual_says() {
  Order wanted = order();
  wanted.names.emplace_back("www.example.org");
  CHECK(ctl::tls::make_account(wanted, "/f", false) ==
        (Words{"-c", "/f", "-t", "EC", "new", "a@example.org"}));
  CHECK(ctl::tls::issue(wanted, "/f") == (Words{"-c", "/f", "-f", "-o", "-t", "EC", "-h", "/f/hook",
                                                "issue", "meet.example.org", "www.example.org"}));
  wanted.server = "staging";
  CHECK(ctl::tls::make_account(wanted, "/f", true) ==
        (Words{"-c", "/f", "-s", "-y", "-t", "EC", "new", "a@example.org"}));
  wanted.server = "https://ca.example.org/dir";
  CHECK(ctl::tls::change_email(wanted, "/f") ==
        (Words{"-c", "/f", "-a", "https://ca.example.org/dir", "update", "a@example.org"}));
  CHECK(ctl::tls::revoke(wanted, "/f", 4) ==
        (Words{"-c", "/f", "-a", "https://ca.example.org/dir", "-r", "4", "revoke",
               "/f/meet.example.org/cert.pem"}));
  CHECK_EQ(ctl::tls::key_file(wanted, "/f"), "/f/private/meet.example.org/key.pem");
}

void the_hook_quotes_what_it_names() {
  CHECK_EQ(ctl::tls::make_hook("/usr/bin/lecternctl", "/run/it's/control.sock", order()),
           "#!/bin/sh\n"
           "# lecternctl wrote this file: uacme runs it for each challenge.\n"
           "exec '/usr/bin/lecternctl' --socket '/run/it'\\''s/control.sock' tls hook --challenge "
           "'http-01' -- \"$@\"\n");
}

}  // namespace

int main() {
  return lectern_test::run(
      "order", {TEST(a_right_order_has_no_fault), TEST(a_private_name_is_explained),
                TEST(names_that_are_none_are_refused), TEST(the_rest_of_the_order_is_judged),
                TEST(an_order_is_kept_whole), TEST(uacme_is_called_as_its_manual_says),
                TEST(the_hook_quotes_what_it_names)});
}
