// SPDX-License-Identifier: MIT
// lecternctl user: accounts.
#include "config/value.hpp"
#include "ctl/line.hpp"
#include "ctl/text.hpp"

namespace ctl {
namespace {

using base::Json;

struct Words {
  std::string name, email;
  std::string lasts = "7d";
  bool yes = false;
  bool admin = false;
  bool enable = false;
  bool password_stdin = false;
};

constexpr const char* kPasswordStdin = "take the first line of standard input as the password";

// Everything about one person: to give it away, and to erase it.
void add_person(Line& line, CLI::App& user, const std::shared_ptr<Words>& words) {
  const auto named = [words] {
    return words->email.find('@') == std::string::npos ? Json::object({{"id", words->email}})
                                                       : Json::object({{"email", words->email}});
  };
  CLI::App* exports = line.add(user, "export", "print everything that is stored about a person");
  exports->add_option("EMAIL", words->email, "the address, or the id of an account or a guest")
      ->required();
  exports->callback([&line, named] {
    line.ask("user-export", named(),
             [](const Json& answer) { return answer.print_pretty() + "\n"; });
  });
  CLI::App* erase =
      line.add(user, "erase", "remove an account and everything about the person, for ever");
  erase->add_option("EMAIL", words->email, "the address, or the id of an account or a guest")
      ->required();
  erase->add_flag("--yes", words->yes, "it is meant: there is no way back");
  erase->callback([&line, words, named] {
    if (!words->yes) throw CLI::ValidationError("--yes", "is missing: there is no way back");
    line.ask("user-erase", named(), [](const Json&) { return std::string{"erased\n"}; });
  });
}

}  // namespace

void add_users(Line& line) {
  const auto words = std::make_shared<Words>();
  CLI::App* user = line.group("user", "accounts");
  CLI::App* create =
      line.add(*user, "add", "make an account; prints a password unless one is given");
  create->add_option("NAME", words->name)->required();
  create->add_option("--email", words->email)->required();
  create->add_flag("--admin", words->admin);
  create->add_flag("--password-stdin", words->password_stdin, kPasswordStdin);
  create->callback([&line, words] {
    line.ask_with_password(
        "user-add",
        Json::object({{"name", words->name}, {"email", words->email}, {"admin", words->admin}}),
        words->password_stdin);
  });
  CLI::App* invite =
      line.add(*user, "invite", "a link by which one person makes an account (--admin: an admin)");
  invite->add_flag("--admin", words->admin);
  invite->add_option("--lasts", words->lasts, "how long the link works, at most 90d")
      ->capture_default_str();
  invite->callback([&line, words] {
    const auto milliseconds = config::parse_duration_ms(words->lasts);
    if (!milliseconds) throw CLI::ValidationError("--lasts", milliseconds.error().what);
    line.ask("user-invite",
             Json::object({{"admin", words->admin}, {"lifetime_seconds", *milliseconds / 1000}}),
             [](const Json& answer) {
               return answer["link"].text() + "\nThe link works once, until " +
                      answer["expires_at"].text() + ".\n";
             });
  });
  line.add(*user, "list", "all accounts")->callback([&line] {
    line.ask("user-list", Json::object(), [](const Json& answer) {
      return print_table(
          answer["users"],
          {{"EMAIL", "email"},
           {"NAME", "name"},
           {"ROLE", "role"},
           {"DISABLED", "disabled"},
           {"CREATED", "created_at"}},
          "There are no accounts yet; `lecternctl link` prints the first admin's link.");
    });
  });
  CLI::App* disable = line.add(
      *user, "disable", "sign a user out and refuse new sign-ins (--enable: allow them again)");
  disable->add_option("EMAIL", words->email)->required();
  disable->add_flag("--enable", words->enable);
  disable->callback([&line, words] {
    line.ask("user-disable", Json::object({{"email", words->email}, {"disabled", !words->enable}}),
             [](const Json& answer) {
               return answer["email"].text() +
                      (answer["disabled"].as_bool() == true ? " is disabled\n" : " is enabled\n");
             });
  });
  add_person(line, *user, words);
  CLI::App* passwd = line.add(*user, "passwd",
                              "set a password and end all sessions; prints one unless it is given");
  passwd->add_option("EMAIL", words->email)->required();
  passwd->add_flag("--password-stdin", words->password_stdin, kPasswordStdin);
  passwd->callback([&line, words] {
    line.ask_with_password("user-passwd", Json::object({{"email", words->email}}),
                           words->password_stdin);
  });
}

}  // namespace ctl
