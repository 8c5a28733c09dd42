// SPDX-License-Identifier: MIT
#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace base {

std::string_view to_string(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "unknown";
}

namespace {

void append_escape(std::string& out, unsigned char c) {
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", unsigned{c});
  out += escape.data();
}

// Escapes control characters, so that text from strangers neither steers a terminal nor breaks a
// line. The line stays UTF-8: where `text` is not UTF-8, every byte above ASCII becomes an escape.
void append_quoted(std::string& out, std::string_view text) {
  const bool valid = is_utf8(text);
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto u = static_cast<unsigned char>(text[i]);
    // Some terminals obey U+0080 to U+009F. In UTF-8 they are 0xc2 and the number itself.
    const bool high_control =
        u == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (u == '"' || u == '\\') {
      out += '\\';
      out += text[i];
    } else if (is_control(text[i]) || (u >= 0x80 && !valid)) {
      append_escape(out, u);
    } else if (high_control) {
      append_escape(out, static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
  out += '"';
}

std::string text_line(LogLevel level, std::string_view event, LogFields fields) {
  std::string line;
  line.reserve(128);
  line.append(to_string(level)).append(" ").append(event);
  for (const LogField& field : fields) {
    line.append(" ").append(field.name).append("=");
    const bool plain =
        !field.value.quoted() ||
        (!field.value.text().empty() &&
         field.value.text().find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/[]@+,") ==
             std::string::npos);
    if (plain) line.append(field.value.text());
    else append_quoted(line, field.value.text());
  }
  return line;
}

std::string json_line(LogLevel level, std::string_view event, LogFields fields) {
  std::string line = "{\"time\":\"" + print_iso8601(SystemClock{}.wall_now()) + "\",\"level\":\"";
  line.append(to_string(level)).append("\",\"event\":");
  append_quoted(line, event);
  for (const LogField& field : fields) {
    line += ',';
    append_quoted(line, field.name);
    line += ':';
    if (field.value.quoted()) append_quoted(line, field.value.text());
    else line += field.value.text();
  }
  line += '}';
  return line;
}

// sd-daemon(3): a syslog priority in front of the line.
std::string_view priority_prefix(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug: return "<7>";
    case LogLevel::info: return "<6>";
    case LogLevel::warning: return "<4>";
    case LogLevel::error: return "<3>";
  }
  return "<6>";
}

}  // namespace

struct Log::Impl {
  std::atomic<LogLevel> least;
  LogFormat format;
  LogSink sink;
};

Log::Log(LogLevel least, LogFormat format) : impl_(new Impl{least, format, {}}) {
  auto logger = std::make_shared<spdlog::logger>("lectern",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(format == LogFormat::text ? "%Y-%m-%dT%H:%M:%S.%e %v" : "%v");
  logger->set_level(spdlog::level::trace);
  impl_->sink = [logger](LogLevel, std::string_view line) { logger->info("{}", line); };
}

Log::Log(LogLevel least, LogFormat format, LogSink sink)
    : impl_(new Impl{least, format, std::move(sink)}) {}

Log::~Log() = default;

bool Log::enabled(LogLevel level) const noexcept {
  return level >= impl_->least.load(std::memory_order_relaxed);
}
void Log::set_level(LogLevel least) noexcept {
  impl_->least.store(least, std::memory_order_relaxed);
}

void Log::write(LogLevel level, std::string_view event, LogFields fields) const {
  if (!enabled(level)) return;
  if (impl_->format == LogFormat::json) return impl_->sink(level, json_line(level, event, fields));
  std::string line = text_line(level, event, fields);
  if (impl_->format == LogFormat::journald) line.insert(0, priority_prefix(level));
  impl_->sink(level, line);
}

LogFormat detect_log_format() {
  // sd-daemon(3): "device:inode" of the stream; a child may have inherited the variable with
  // another stderr.
  const char* stream =
      std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return LogFormat::text;
  const std::string here = std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
  return here == stream ? LogFormat::journald : LogFormat::text;
}

}  // namespace base
