// SPDX-License-Identifier: MIT
// lecternctl turn sessions and turn kick. The daemon keeps no rates, so this asks twice and
// computes them.
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "config/value.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/line.hpp"
#include "ctl/session_table.hpp"

namespace ctl {
namespace {

using base::Json;

struct Filter {
  std::string user, meeting, client;

  void add_to(CLI::App& command) {
    command.add_option("--user", user,
                       "only of this user: an email, an identity, or a credential's username");
    command.add_option("--meeting", meeting, "only of this meeting: its id or code");
    command.add_option("--client", client, "only from ADDRESS, ADDRESS/BITS or ADDRESS:PORT");
  }
  Json arguments() const {
    Json out = Json::object();
    if (!user.empty()) out.set("user", user);
    if (!meeting.empty()) out.set("meeting", meeting);
    if (!client.empty()) out.set("client", client);
    return out;
  }
};

struct SessionWords {
  Filter filter;
  std::string id;
  std::string interval = "1s";
  std::int64_t interval_ms = 1000;
  std::string order = "traffic";
};

// The width of the terminal; a file or a pipe has room for all columns.
std::size_t output_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 1000;
}

SessionOrder order_of(const std::string& word) {
  return word == "age"    ? SessionOrder::age
         : word == "user" ? SessionOrder::user
                          : SessionOrder::traffic;
}

struct Look {
  Json answer;                    // one session, or "sessions"
  std::optional<double> packets;  // per second, of all sessions
};

// Asks for one session or all sessions, and asks again after the interval, if there is one, for the
// rates.
base::Result<Look, control::Error> look_twice(const Job& job, const SessionWords& words) {
  const bool one = !words.id.empty();
  const control::Request request =
      one ? control::Request{"turn-session", Json::object({{"id", words.id}})}
          : control::Request{"turn-sessions", words.filter.arguments()};
  const auto sessions_in = [one](const Json& answer) {
    return one ? Json::array({answer}) : answer["sessions"];
  };
  const auto started = std::chrono::steady_clock::now();
  TRY(const Json first, control::ask_daemon(job.socket, request));
  const Json before = sessions_in(first);
  if (words.interval_ms == 0 || before.size() == 0) return Look{first, std::nullopt};
  std::this_thread::sleep_for(std::chrono::milliseconds{words.interval_ms});
  TRY(const Json second, control::ask_daemon(job.socket, request));
  const std::chrono::duration<double> between = std::chrono::steady_clock::now() - started;
  const Json now = sessions_in(second);
  const Json rated = with_rates(before, now, between.count());
  return Look{one ? rated.at(0) : Json::object({{"sessions", rated}}),
              packets_per_second(before, now, between.count())};
}

int show_sessions(const Job& job, const SessionWords& words) {
  const auto look = look_twice(job, words);
  if (!look) return complain(look.error(), job.json);
  const Json& answer = look->answer;
  if (!words.id.empty()) {
    std::fputs(job.json ? (answer.print_pretty() + "\n").c_str() : session_page(answer).c_str(),
               stdout);
    return 0;
  }
  const Json sessions = sorted(answer["sessions"], order_of(words.order));
  if (job.json) std::puts(Json::object({{"sessions", sessions}}).print_pretty().c_str());
  else std::fputs(session_table(sessions, output_width(), look->packets).c_str(), stdout);
  return 0;
}

std::string show_kicked(const Json& answer) {
  const auto count = answer["kicked"].as_integer().value_or(0);
  std::string out =
      std::to_string(count) + (count == 1 ? " session was ended\n" : " sessions were ended\n");
  for (const Json& id : answer["missing"].items())
    out += "there was no session " + id.text() + "\n";
  return out;
}

void add_kick(Line& line) {
  struct Words {
    std::vector<std::string> ids;
    Filter filter;
  };
  const auto words = std::make_shared<Words>();
  CLI::App* kick = line.add(*line.group("turn", "the relay"), "kick",
                            "end sessions at once; the credential stays good until it expires");
  kick->add_option("ID", words->ids, "as turn sessions shows them");
  words->filter.add_to(*kick);
  kick->callback([&line, words] {
    Json arguments = words->filter.arguments();
    if (words->ids.empty() && arguments.size() == 0)
      throw CLI::RequiredError("an ID, --user, --meeting or --client");
    Json ids = Json::array();
    for (const std::string& id : words->ids) ids.push(id);
    arguments.set("ids", ids);
    line.ask("turn-kick", std::move(arguments), show_kicked);
  });
}

}  // namespace

void add_sessions(Line& line) {
  const auto words = std::make_shared<SessionWords>();
  CLI::App* sessions = line.add(*line.group("turn", "the relay"), "sessions",
                                "who uses the relay, and how much; with an ID one in full");
  sessions->alias("session");
  sessions->add_option("ID", words->id, "one of them, with its peers");
  words->filter.add_to(*sessions);
  sessions->add_option("--sort", words->order, "by traffic, age or user")
      ->check(CLI::IsMember({"traffic", "age", "user"}))
      ->capture_default_str();
  sessions
      ->add_option("--interval", words->interval, "rates are of this long; 0 = no rates, at once")
      ->capture_default_str();
  sessions->callback([&line, words] {
    const auto interval = words->interval == "0" ? base::Result<std::int64_t>{0}
                                                 : config::parse_duration_ms(words->interval);
    if (!interval || *interval < 0 || *interval > 3'600'000)
      throw CLI::ValidationError("--interval", "wants a duration such as 5s");
    words->interval_ms = *interval;
    line.run(Job{"", false, [words](const Job& job) { return show_sessions(job, *words); }});
  });
  add_kick(line);
}

}  // namespace ctl
