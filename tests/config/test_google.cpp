// SPDX-License-Identifier: MIT
#include "config/google.hpp"

#include "tests/config/loading.hpp"

namespace {

using namespace config;
using lectern_test::holds;

const std::string kListen = "[[listen]]\naddress = \"127.0.0.1:0\"\n";

std::string keys_at_fault(const GoogleConfig& google, const std::string& public_url) {
  SiteConfig site;
  site.public_url = public_url;
  std::string keys;
  for (const GoogleFinding& one : check_google(google, site)) keys += one.key + " ";
  return keys;
}

void the_section_is_whole_or_has_no_client() {
  GoogleConfig google = lectern_test::taken_text(kListen).config.google;
  CHECK_EQ(google.calendar_url, "https://www.googleapis.com/calendar/v3");
  CHECK_EQ(keys_at_fault(google, ""), "");
  google.client_id = "site.apps.example";
  CHECK_EQ(keys_at_fault(google, "https://meet.example.org"), "google.client_id ");
  google.client_secret = base::Secret{"secret"};
  CHECK_EQ(keys_at_fault(google, "https://meet.example.org"), "");
  CHECK_EQ(keys_at_fault(google, ""), "google.client_id ");
  google.token_url = "http://tokens.example";
  CHECK_EQ(keys_at_fault(google, "https://meet.example.org"), "google.token_url ");
  google.token_url = "http://127.0.0.1:4000/token";  // a stand-in of this machine
  CHECK_EQ(keys_at_fault(google, "https://meet.example.org"), "");
  google.calendar_url += "/";
  CHECK_EQ(keys_at_fault(google, "https://meet.example.org"), "google.calendar_url ");
  google.client_id = "a b";
  CHECK(holds(keys_at_fault(google, "https://meet.example.org"), "google.client_id"));
}

void the_secret_lies_in_a_file() {
  const auto read = [](const std::string& path) -> base::Result<std::string> {
    if (path != "/google.secret") return base::failure(base::Errc::not_found, "no file " + path);
    return std::string{"s3cret\n"};
  };
  const std::string text =
      kListen +
      "[site]\npublic_url = \"https://meet.example.org\"\n[google]\nclient_id = \"site\"\n";
  const auto loaded =
      load_config({"lectern.toml", text + "client_secret_file = \"/google.secret\"\n"}, {}, read);
  if (!loaded) lectern_test::check_failed(loaded.error().front().print(), __FILE__, __LINE__);
  CHECK_EQ(loaded->config.google.client_secret.reveal_text(), "s3cret");
  CHECK(holds(lectern_test::problems_of(text), "needs google.client_secret_file"));
  CHECK(holds(lectern_test::problems_of(text + "client_secret_file = \"/none\"\n"), "no file"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "google", {TEST(the_section_is_whole_or_has_no_client), TEST(the_secret_lies_in_a_file)});
}
