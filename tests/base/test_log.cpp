// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <atomic>
#include <cmath>
#include <thread>
#include <vector>

#include "base/encoding.hpp"
#include "base/json.hpp"
#include "tests/support/check.hpp"

namespace {

using base::Log;
using base::LogFormat;
using base::LogLevel;

struct Lines {
  std::vector<std::string> lines;
  base::LogSink sink() {
    return [this](LogLevel, std::string_view line) { lines.emplace_back(line); };
  }
};

void text_for_people() {
  Lines out;
  const Log log(LogLevel::debug, LogFormat::text, out.sink());
  log.info("allocation_opened", {{"user", "anna"},
                                 {"relay", "192.0.2.1:49152"},
                                 {"age", 7},
                                 {"ok", true},
                                 {"note", "two words"}});
  CHECK_EQ(
      out.lines.at(0),
      "info allocation_opened user=anna relay=192.0.2.1:49152 age=7 ok=true note=\"two words\"");
  log.error("bare");
  CHECK_EQ(out.lines.at(1), "error bare");
}

void json_for_programs() {
  Lines out;
  const Log log(LogLevel::debug, LogFormat::json, out.sink());
  log.warning("x", {{"s", "a\"b\\c\nd"}, {"i", -3}, {"b", false}, {"d", 1.5}, {"empty", ""}});
  const auto line = CHECK_OK(base::Json::parse(out.lines.at(0)));
  CHECK(line["level"].as_string() == "warning");
  CHECK(line["event"].as_string() == "x");
  CHECK(line["s"].as_string() == "a\"b\\c\nd");
  CHECK(line["i"].as_integer() == -3);
  CHECK(line["b"].as_bool() == false);
  CHECK(line["d"].as_number() == 1.5);
  CHECK(line["empty"].as_string() == "");
  CHECK(line["time"].is_string());
}

// Whatever a stranger put into a field: one line, no control character, valid JSON.
void hostile_fields_stay_inside_their_quotes() {
  using namespace std::string_literals;
  for (const auto& hostile :
       {"a\nfake event"s, "\x1b[2J"s, "\r"s, "nul\0byte"s, "\x7f"s, "\xff\xfe"s,
        "\xc2\x9b"
        "31m"s,
        "\xed\xa0\x80"s, "\" injected=\"1"s}) {
    for (const LogFormat format : {LogFormat::text, LogFormat::json, LogFormat::journald}) {
      Lines out;
      const Log log(LogLevel::debug, format, out.sink());
      log.info("event", {{"f", hostile}, {"last", 1}});
      const std::string& line = out.lines.at(0);
      CHECK(base::is_utf8(line));
      CHECK_EQ(line.find("\xc2\x9b"), std::string::npos);  // CSI as one character
      for (const char c : line) CHECK(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
      if (format == LogFormat::json && hostile.find('\0') != std::string::npos) {
        CHECK(line.find(R"("f":"nul\u0000byte","last":1})") !=
              std::string::npos);  // JSON, though our parser takes no NUL
      } else if (format == LogFormat::json) {
        CHECK(CHECK_OK(base::Json::parse(line))["last"].as_integer() == 1);
      } else {
        CHECK(line.ends_with(" last=1"));
      }
    }
  }
}

void numbers_that_json_lacks() {
  Lines out;
  const Log log(LogLevel::debug, LogFormat::json, out.sink());
  log.info("x", {{"nan", std::nan("")}, {"inf", HUGE_VAL}});
  CHECK_OK(base::Json::parse(out.lines.at(0)));
}

void journald_gets_the_priority() {
  Lines out;
  const Log log(LogLevel::debug, LogFormat::journald, out.sink());
  log.debug("a");
  log.info("a");
  log.warning("a");
  log.error("a");
  CHECK(out.lines ==
        (std::vector<std::string>{"<7>debug a", "<6>info a", "<4>warning a", "<3>error a"}));
}

void levels_filter_and_change() {
  Lines out;
  Log log(LogLevel::warning, LogFormat::text, out.sink());
  log.info("hidden");
  log.warning("shown");
  CHECK(!log.enabled(LogLevel::info) && log.enabled(LogLevel::error));
  log.set_level(LogLevel::debug);
  log.debug("shown too");
  CHECK(out.lines == (std::vector<std::string>{"warning shown", "debug shown too"}));
}

void threads_may_log() {
  std::atomic<int> lines{0};
  Log log(LogLevel::info, LogFormat::json, [&](LogLevel, std::string_view) { ++lines; });
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) log.info("x", {{"i", i}});
    });
  }
  for (int i = 0; i < 100; ++i) log.set_level(LogLevel::info);
  for (auto& thread : threads) thread.join();
  CHECK_EQ(lines.load(), 800);
}

}  // namespace

int main() {
  return lectern_test::run("log", {TEST(text_for_people), TEST(json_for_programs),
                                   TEST(hostile_fields_stay_inside_their_quotes),
                                   TEST(numbers_that_json_lacks), TEST(journald_gets_the_priority),
                                   TEST(levels_filter_and_change), TEST(threads_may_log)});
}
