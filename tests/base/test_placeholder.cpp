// SPDX-License-Identifier: MIT
// Values that a template left in their place.
#include "base/placeholder.hpp"

#include "tests/support/check.hpp"

namespace {

void what_a_template_leaves_is_a_placeholder() {
  for (const char* text : {"${SECRET}",    "${TURN_SECRET:-x}", "turn-${SECRET}",
                           "{{ secret }}", "{{secret}}",        "{{ .Values.turn.secret }}",
                           "<secret>",     "<your secret>",     "$(TURN_SECRET)",
                           "@SECRET@",     "%SECRET%",          "$SECRET",
                           "CHANGE_ME",    "change-me",         "changeme",
                           "ChangeMe",     " CHANGE ME ",       "your-secret-here",
                           "REPLACE_ME",   "your_password"})
    CHECK(base::is_placeholder(text));
}

void a_real_value_is_none() {
  for (const char* text :
       {"", "$", "s3cret", "north", "example.org", "n3wT$ecret", "$2b$10$N9qo8uLOickgx2ZMRZoMye",
        "aGVsbG8gd29ybGQ=", "p{{4", "<3", "a<b>c", "%41%42+/%", "@+/=@", "changed", "${}",
        "$Secret1", "5f4dcc3b5aa765d61d8327deb882cf99"})
    CHECK(!base::is_placeholder(text));
}

}  // namespace

int main() {
  return lectern_test::run(
      "placeholder", {TEST(what_a_template_leaves_is_a_placeholder), TEST(a_real_value_is_none)});
}
