// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <thread>
#include <vector>

#include "base/encoding.hpp"
#include "base/fd.hpp"
#include "base/json.hpp"
#include "base/text_file.hpp"
#include "tests/support/temp_folder.hpp"

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
  const std::string_view view = "two words";
  log.info("views", {{"v", view}, {"s", std::string{view}}, {"empty", ""}, {"d", -2.5}});
  CHECK_EQ(out.lines.at(2), "info views v=\"two words\" s=\"two words\" empty=\"\" d=-2.500000");
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

// U+0080 to U+009F are control characters (ISO 6429), U+00A0 and letters are none.
void high_control_characters_are_escaped_and_letters_are_kept() {
  Lines out;
  const Log log(LogLevel::debug, LogFormat::text, out.sink());
  const auto written = [&](std::string_view text) {
    log.info("x", {{"f", text}});
    return out.lines.back().substr(std::string_view{"info x f="}.size());
  };
  CHECK_EQ(written("\xc2\x80 \xc2\x9f"), R"("\u0080 \u009f")");
  CHECK_EQ(written("at the end\xc2\x85"), R"("at the end\u0085")");
  CHECK_EQ(written("a\xc2\xa0"
                   "b"),
           "\"a\xc2\xa0"
           "b\"");
  CHECK_EQ(written("\xc3\x84 \xc1\x84"), R"("\u00c3\u0084 \u00c1\u0084")");  // no UTF-8
  CHECK_EQ(written("\xc3\x84\xc3\xbc"), "\"\xc3\x84\xc3\xbc\"");
  CHECK_EQ(written("a\x80"), R"("a\u0080")");  // no UTF-8 at all
  CHECK_EQ(written("\x1f \x7f \x01"), R"("\u001f \u007f \u0001")");
  CHECK_EQ(written("\xe2\x82\xac"), "\"\xe2\x82\xac\"");
}

// Runs `body` while standard error is the file at `path`.
template <class Body>
void with_stderr_at(const std::string& path, Body body) {
  const base::UniqueFd file{::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)};
  const base::UniqueFd saved{::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)};
  ::dup2(file.get(), STDERR_FILENO);
  body();
  ::dup2(saved.get(), STDERR_FILENO);
}

void standard_error_gets_a_time_where_nobody_else_adds_one() {
  const lectern_test::TempFolder folder;
  const auto line = [&](LogFormat format) {
    const std::string path = folder.file(std::to_string(static_cast<int>(format)));
    with_stderr_at(path, [&] { Log(LogLevel::info, format).info("started", {{"n", 1}}); });
    return CHECK_OK(base::read_text_file(path));
  };
  CHECK_EQ(line(LogFormat::journald), "<6>info started n=1\n");
  const std::string text = line(LogFormat::text);
  // "2026-11-22T15:04:05.123 info started n=1"
  CHECK_EQ(text.size(), std::string_view{"2026-11-22T15:04:05.123 info started n=1\n"}.size());
  CHECK(text.ends_with(" info started n=1\n"));
  CHECK(text.starts_with("2") && text[10] == 'T' && text[19] == '.');
  CHECK(line(LogFormat::json).starts_with("{\"time\":\""));
}

// sd-daemon(3): JOURNAL_STREAM holds "device:inode" of the stream that the journal reads.
void the_journal_is_known_by_its_stream() {
  const lectern_test::TempFolder folder;
  const char* const before = std::getenv("JOURNAL_STREAM");
  const std::string saved = before != nullptr ? before : "";
  std::vector<LogFormat> found;
  with_stderr_at(folder.file("stderr"), [&] {
    struct stat status {};
    if (::fstat(STDERR_FILENO, &status) != 0) return;
    const std::string device = std::to_string(status.st_dev);
    const std::string inode = std::to_string(status.st_ino);
    ::unsetenv("JOURNAL_STREAM");
    found.push_back(base::detect_log_format());
    for (const std::string& stream :
         {device + ':' + inode, device + ':' + inode + '0', inode + ':' + inode, std::string{}}) {
      ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
      found.push_back(base::detect_log_format());
    }
  });
  if (before != nullptr) ::setenv("JOURNAL_STREAM", saved.c_str(), 1);
  else ::unsetenv("JOURNAL_STREAM");
  CHECK(found == (std::vector<LogFormat>{LogFormat::text, LogFormat::journald, LogFormat::text,
                                         LogFormat::text, LogFormat::text}));
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
  return lectern_test::run(
      "log", {TEST(text_for_people), TEST(json_for_programs),
              TEST(hostile_fields_stay_inside_their_quotes), TEST(numbers_that_json_lacks),
              TEST(journald_gets_the_priority), TEST(levels_filter_and_change),
              TEST(threads_may_log), TEST(high_control_characters_are_escaped_and_letters_are_kept),
              TEST(standard_error_gets_a_time_where_nobody_else_adds_one),
              TEST(the_journal_is_known_by_its_stream)});
}
