// SPDX-License-Identifier: MIT
#include "config/toml_limits.hpp"

#include <algorithm>
#include <string>

namespace config {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::optional<FileSyntaxError> scan() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '#') skip_comment();
      else if (c == '"' || c == '\'') skip_string(c);
      else if (auto excess = take(c)) return excess;
    }
    return std::nullopt;
  }

 private:
  void drop(std::size_t count) {
    const std::string_view dropped = rest_.substr(0, count);
    line_ += static_cast<unsigned>(std::ranges::count(dropped, '\n'));
    rest_.remove_prefix(dropped.size());
  }

  void skip_comment() { drop(std::min(rest_.find('\n'), rest_.size())); }

  // A string ends with its quotes; one of a single line also ends with the line, where toml++
  // refuses it.
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool long_string = rest_.starts_with(three);
    drop(long_string ? 3 : 1);
    while (!rest_.empty()) {
      if (quote == '"' && rest_.front() == '\\') {
        drop(2);
      } else if (long_string && rest_.starts_with(three)) {
        // Up to two quotes may stand before the closing ones.
        const std::string_view five = rest_.substr(0, 5);
        return drop(std::min(five.find_first_not_of(quote), five.size()));
      } else if (!long_string && (rest_.front() == quote || rest_.front() == '\n')) {
        return drop(rest_.front() == quote ? 1 : 0);
      } else {
        drop(1);
      }
    }
  }

  std::optional<FileSyntaxError> take(char c) {
    if (c == '.') {
      if (++parts_ > kMostKeyParts)
        return excess("a key of more than " + std::to_string(kMostKeyParts) +
                      " parts (its dots part it)");
    } else if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') {
      parts_ = 1;
    }
    if (c == '[' || c == '{') {
      if (++depth_ > kMostNesting)
        return excess("more than " + std::to_string(kMostNesting) +
                      " lists and tables inside each other");
    } else if ((c == ']' || c == '}') && depth_ > 0) {
      --depth_;
    }
    drop(1);
    return std::nullopt;
  }

  FileSyntaxError excess(std::string what) const { return {line_, std::move(what)}; }

  std::string_view rest_;
  unsigned line_ = 1;
  unsigned parts_ = 1;  // of the key, or of the number, that is being read
  unsigned depth_ = 0;
};

}  // namespace

std::optional<FileSyntaxError> find_excess(std::string_view text) { return Scanner{text}.scan(); }

}  // namespace config
