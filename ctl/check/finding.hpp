// SPDX-License-Identifier: MIT
// The findings of `lecternctl check`: one line each, with advice. Values; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"

namespace ctl::check {

enum class Level : std::uint8_t { ok, warning, error };

struct Finding {
  Level level = Level::ok;
  std::string topic;  // "ports", "certificate"
  std::string said;
  std::string todo;  // the advice of a warning or an error
};

// What is wrong, and what mends it, from a sentence that base::kToMend parts; `todo` is empty where
// the sentence does not say.
struct Advice {
  std::string said;
  std::string todo;
};
Advice advice_of(const std::string& what);

class Findings {
 public:
  void ok(std::string topic, std::string said) {
    list_.push_back({Level::ok, std::move(topic), std::move(said), {}});
  }
  void warning(std::string topic, std::string said, std::string todo) {
    list_.push_back({Level::warning, std::move(topic), std::move(said), std::move(todo)});
  }
  void error(std::string topic, std::string said, std::string todo) {
    list_.push_back({Level::error, std::move(topic), std::move(said), std::move(todo)});
  }

  const std::vector<Finding>& list() const noexcept { return list_; }
  std::size_t count(Level level) const noexcept;
  std::string print() const;
  base::Json to_json() const;

 private:
  std::vector<Finding> list_;
};

}  // namespace ctl::check
