// SPDX-License-Identifier: MIT
#include "daemon/ctl_options.hpp"

#include <CLI/CLI.hpp>

#include "daemon/config_value.hpp"
#include "daemon/control_client.hpp"
#include "daemon/ctl_text.hpp"
#include "daemon/version.hpp"

namespace lecternd {
namespace {

using base::Json;
using Show = std::function<std::string(const Json&)>;

// Everything that options write into; lives while the line is parsed.
struct Words {
  std::string socket;
  bool json = false;
  std::string name, email, id, file, user;
  std::string ttl = "1h";
  bool admin = false;
  bool enable = false;
  bool password_stdin = false;
};

class Parser {
 public:
  Parser(CLI::App& app, const CtlPasswords& passwords) : app_(app), passwords_(passwords) {
    app_.require_subcommand(1);
    app_.add_option("--socket", words_.socket,
                    "the daemon's control socket (default: /run/lectern/control.sock, else ./var/control.sock)");
    app_.add_flag("--json", words_.json, "the answer as JSON, for programs");
    app_.fallthrough();  // --json may stand behind the command, too
    add_general();
    add_users();
    add_meetings();
    add_turn();
    add_import();
  }

  CtlTask task() && {
    if (!call_.request.command.empty()) {
      call_.json = words_.json;
      call_.socket = words_.socket.empty() ? choose_socket({"/run/lectern/control.sock", "var/control.sock"}) : words_.socket;
      return std::move(call_);
    }
    if (!import_.file.empty() || import_.options) {
      import_.json = words_.json;
      return std::move(import_);
    }
    if (!words_.file.empty()) return CtlConfigCheck{words_.file};
    return ExitStatus{2};
  }

 private:
  CLI::App* add(CLI::App& parent, const char* name, const char* help) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->fallthrough();
    return command;
  }
  CLI::App* add_group(const char* name, const char* help) {
    CLI::App* group = add(app_, name, help);
    group->require_subcommand(1);
    return group;
  }
  void ask(std::string command, Json arguments, Show show) {
    call_.request = {std::move(command), std::move(arguments)};
    call_.show = std::move(show);
  }

  void add_general() {
    add(app_, "status", "what runs, where it listens, who is in")->callback([this] {
      ask("status", Json::object(), [](const Json& answer) { return print_list(answer); });
    });
    add(app_, "link", "the link to open, and one to become the first admin while there is none")->callback([this] {
      ask("link", Json::object(), show_link);
    });
    add(app_, "reload", "read configuration and certificates again; calls go on")->callback([this] {
      ask("reload", Json::object(), show_reload);
    });
    CLI::App* config = add_group("config", "the configuration file");
    add(*config, "check", "say what is wrong with FILE; needs no daemon")->add_option("FILE", words_.file)->required();
  }

  void add_users() {
    CLI::App* user = add_group("user", "accounts");
    CLI::App* create = add(*user, "add", "make an account; prints a password unless one is given");
    create->add_option("NAME", words_.name)->required();
    create->add_option("--email", words_.email)->required();
    create->add_flag("--admin", words_.admin);
    create->add_flag("--password-stdin", words_.password_stdin, "take the first line of standard input as the password");
    create->callback([this] {
      ask_with_password("user-add", {{"name", words_.name}, {"email", words_.email}, {"admin", words_.admin}});
    });
    add(*user, "list", "all accounts")->callback([this] {
      ask("user-list", Json::object(), [](const Json& answer) {
        return print_table(
            answer["users"],
            {{"EMAIL", "email"}, {"NAME", "name"}, {"ROLE", "role"}, {"DISABLED", "disabled"}, {"CREATED", "created_at"}},
            "There are no accounts yet; `lecternctl link` prints the first admin's link.");
      });
    });
    CLI::App* disable = add(*user, "disable", "sign somebody out and keep him out (--enable: let him in again)");
    disable->add_option("EMAIL", words_.email)->required();
    disable->add_flag("--enable", words_.enable);
    disable->callback([this] {
      ask("user-disable", Json::object({{"email", words_.email}, {"disabled", !words_.enable}}), [](const Json& answer) {
        return std::string{answer["email"].as_string().value_or("")} +
               (answer["disabled"].as_bool() == true ? " is disabled\n" : " is enabled\n");
      });
    });
    CLI::App* passwd = add(*user, "passwd", "set a password and end all sessions; prints one unless it is given");
    passwd->add_option("EMAIL", words_.email)->required();
    passwd->add_flag("--password-stdin", words_.password_stdin, "take the first line of standard input as the password");
    passwd->callback([this] { ask_with_password("user-passwd", {{"email", words_.email}}); });
  }

  void add_meetings() {
    CLI::App* meeting = add_group("meeting", "meetings");
    add(*meeting, "list", "the open meetings, newest first")->callback([this] {
      ask("meeting-list", Json::object(), [](const Json& answer) {
        return print_table(
            answer["meetings"],
            {{"CODE", "code"}, {"TITLE", "title"}, {"HOST", "host"}, {"IN", "present"}, {"CREATED", "created_at"}, {"ID", "id"}},
            "There is no open meeting.");
      });
    });
    CLI::App* end = add(*meeting, "end", "end a meeting for everybody");
    end->add_option("ID", words_.id, "its id or code")->required();
    end->callback([this] {
      ask("meeting-end", Json::object({{"id", words_.id}}), [](const Json&) { return std::string{"ended\n"}; });
    });
  }

  void add_turn() {
    CLI::App* turn = add_group("turn", "the relay");
    add(*turn, "sessions", "the running allocations")->callback([this] {
      ask("turn-sessions", Json::object(), [](const Json& answer) {
        return print_table(answer["sessions"],
                           {{"ID", "id"},
                            {"USER", "identity"},
                            {"VIA", "transport"},
                            {"CLIENT", "client"},
                            {"RELAYED", "relayed"},
                            {"AGE", "age_seconds"},
                            {"TO PEERS", "bytes_to_peers"},
                            {"TO CLIENT", "bytes_to_client"}},
                           "Nobody is using the relay.");
      });
    });
    CLI::App* credentials = add(*turn, "credentials", "time-limited credentials, as browsers get them");
    credentials->add_option("--user", words_.user, "the identity they are for")->required();
    credentials->add_option("--ttl", words_.ttl, "how long they may be used")->capture_default_str();
    credentials->callback([this] {
      const auto ttl = parse_duration_ms(words_.ttl);
      if (!ttl || *ttl < 1000) throw CLI::ValidationError("--ttl", "wants a duration such as 90s or 12h");
      ask("turn-credentials", Json::object({{"user", words_.user}, {"ttl_seconds", *ttl / 1000}}),
          [](const Json& answer) { return print_list(answer); });
    });
  }

  void add_import() {
    CLI::App* command = add(app_, "import-coturn", "make a configuration of coturn's; needs no daemon");
    command->add_option("FILE", import_.file, "turnserver.conf, or /dev/stdin");
    command->add_option("-o,--output", import_.output, "a new file for the result, mode 0600 (default: standard output)");
    command->add_option("--database", import_.database, "coturn's SQLite database, instead of the one that FILE names");
    command->add_flag("--accept-dangerous", import_.accept_dangerous, "also take over what opens more than is safe");
    command->add_flag("--options", import_.options, "only show what becomes of each option of coturn's");
    command->callback([this] {
      if (import_.file.empty() && !import_.options) throw CLI::RequiredError("FILE");
    });
  }

  void ask_with_password(std::string command, std::initializer_list<std::pair<std::string_view, Json>> members) {
    Json arguments = Json::object(members);
    const std::string password = words_.password_stdin ? passwords_.read() : passwords_.make();
    arguments.set("password", password);
    ask(std::move(command), std::move(arguments), [shown = words_.password_stdin ? std::string{} : password](const Json& answer) {
      std::string out = print_list(answer);
      if (!shown.empty()) out += "password: " + shown + "   (shown only now)\n";
      return out;
    });
  }

  static std::string show_link(const Json& answer) {
    std::string out = std::string{answer["url"].as_string().value_or("")} + "\n";
    if (const Json link = answer["admin_link"]; link.is_string()) {
      out += "To become the first admin, open (works once):\n" + std::string{*link.as_string()} + "\n";
    }
    return out;
  }
  static std::string show_reload(const Json& answer) {
    std::string out = "Certificates were read again.\n";
    if (answer["changes"].size() == 0) return out + "Nothing differs in the configuration.\n";
    return out +
           print_table(answer["changes"], {{"KEY", "key"}, {"BEFORE", "before"}, {"AFTER", "after"}, {"APPLIES", "applies"}}, "");
  }

  CLI::App& app_;
  const CtlPasswords& passwords_;
  Words words_;
  CtlCall call_;
  coturn::ImportCall import_;
};

}  // namespace

CtlTask parse_ctl_options(int argc, const char* const* argv, const CtlPasswords& passwords) {
  CLI::App app{"Talks to a running lecternd", "lecternctl"};
  app.set_version_flag("--version", "lecternctl " + std::string{kVersion});
  Parser parser(app, passwords);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = app.exit(error);
    return ExitStatus{status == 0 ? 0 : 2};
  }
  return std::move(parser).task();
}

}  // namespace lecternd
