// SPDX-License-Identifier: MIT
// lecternctl turn credentials.
#include "config/value.hpp"
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {
namespace {

using base::Json;

void add_credentials(Line& line, CLI::App& turn) {
  struct Words {
    std::string user;
    std::string ttl = "1h";
  };
  const auto words = std::make_shared<Words>();
  CLI::App* credentials =
      line.add(turn, "credentials", "time-limited credentials, as browsers get them");
  credentials->add_option("--user", words->user, "the identity they are for")->required();
  credentials->add_option("--ttl", words->ttl, "how long they may be used")->capture_default_str();
  credentials->callback([&line, words] {
    const auto ttl = config::parse_duration_ms(words->ttl);
    if (!ttl || *ttl < 1000)
      throw CLI::ValidationError("--ttl", "wants a duration such as 90s or 12h");
    line.ask("turn-credentials",
             Json::object({{"user", words->user}, {"ttl_seconds", *ttl / 1000}}),
             [](const Json& answer) { return print_list(answer); });
  });
}

}  // namespace

void add_turn(Line& line) {
  CLI::App* turn = line.group("turn", "the relay");
  add_credentials(line, *turn);
}

}  // namespace ctl
