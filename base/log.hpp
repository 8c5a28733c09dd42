// SPDX-License-Identifier: MIT
// Log: writes events with fields, as text for people, JSON for programs, or journald's form (text
// behind a <priority>). No field may hold a secret. Events that a peer can cause are logged at
// debug level or only counted. Any thread. spdlog stays in the .cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { text, json, journald };

std::string_view to_string(LogLevel level) noexcept;

// The value of one field, converted to text at once.
class LogValue {
 public:
  LogValue(std::string_view value) : text_(value), quoted_(true) {}
  LogValue(const std::string& value) : text_(value), quoted_(true) {}
  LogValue(const char* value) : text_(value), quoted_(true) {}
  LogValue(bool value) : text_(value ? "true" : "false") {}
  template <class T>
  requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) LogValue(T value)
      : text_(std::to_string(value)), quoted_(!is_finite(value)) {}

  const std::string& text() const noexcept { return text_; }
  bool quoted() const noexcept { return quoted_; }

 private:
  template <class T>
  static bool is_finite([[maybe_unused]] T value) noexcept {
    // JSON has no word for infinity and NaN. (std::isfinite would need a cast for integers.)
    if constexpr (std::is_floating_point_v<T>)
      return value - value == T{0};  // NOLINT(misc-redundant-expression)
    else return true;
  }
  std::string text_;
  bool quoted_ = false;
};

struct LogField {
  std::string_view name;
  LogValue value;
};
using LogFields = std::initializer_list<LogField>;

// Receives each finished line, without a line end.
using LogSink = std::function<void(LogLevel, std::string_view line)>;

class Log {
 public:
  // Writes whole lines to standard error.
  Log(LogLevel least, LogFormat format);
  // Passes lines to `sink` (for tests).
  Log(LogLevel least, LogFormat format, LogSink sink);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool enabled(LogLevel level) const noexcept;
  void set_level(LogLevel least) noexcept;

  // log.info("allocation_opened", {{"user", u}, {"relay", r}})
  void debug(std::string_view event, LogFields fields = {}) const {
    write(LogLevel::debug, event, fields);
  }
  void info(std::string_view event, LogFields fields = {}) const {
    write(LogLevel::info, event, fields);
  }
  void warning(std::string_view event, LogFields fields = {}) const {
    write(LogLevel::warning, event, fields);
  }
  void error(std::string_view event, LogFields fields = {}) const {
    write(LogLevel::error, event, fields);
  }
  void write(LogLevel level, std::string_view event, LogFields fields) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// journald where standard error is journald's socket (JOURNAL_STREAM), else text.
LogFormat detect_log_format();

}  // namespace base
