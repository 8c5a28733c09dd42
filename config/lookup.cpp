// SPDX-License-Identifier: MIT
// Finding keys and sections in the schema, and the nearest name where there is none.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "base/text.hpp"
#include "config/schema.hpp"

namespace config {
namespace {

constexpr std::array<std::string_view, 3> kAliasesWithoutPart{
    "REDIS_URL", "NEXT_PUBLIC_DJANGO_API_BASE_URL", "NEXT_PUBLIC_SIGNALING_URL"};

// Damerau-Levenshtein (adjacent transposition counts one), over short names.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

// The rows of every section, each with its section's name.
std::vector<Key> all_keys() {
  std::vector<Key> all;
  for (const Section& section : sections()) {
    for (const Key& row : section.rows) {
      all.push_back(row);
      all.back().section = section.name;
    }
  }
  return all;
}

}  // namespace

std::span<const Key> keys() {
  static const std::vector<Key> all = all_keys();
  return all;
}

std::span<const Key> keys_of(const Section& section) {
  const auto all = keys();
  const auto first = std::ranges::find(all, section.name, &Key::section);
  return {first, section.rows.size()};
}

const Section* find_section(std::string_view name) {
  const auto all = sections();
  const auto found = std::ranges::find(all, name, &Section::name);
  return found == all.end() ? nullptr : &*found;
}

const Key* find_key(std::string_view section, std::string_view name) {
  const auto all = keys();
  const auto found = std::ranges::find_if(
      all, [&](const Key& key) { return key.section == section && key.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string title_of(const Section& section) {
  const std::string name{section.name};
  return section.repeated ? "[[" + name + "]]" : "[" + name + "]";
}
std::string path_of(const Key& key) {
  return std::string{key.section}.append(".").append(key.name);
}
std::string variable_of(const Key& key) {
  return "LECTERN_" + base::to_upper(key.section) + "_" + base::to_upper(key.name);
}
std::span<const std::string_view> aliases_without_part() { return kAliasesWithoutPart; }

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  if (word.size() > 64) return best;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  const std::size_t tolerated = std::max<std::size_t>(2, word.size() / 3);
  return least <= tolerated ? best : std::string{};
}

Config keep_until_restart(const Config& running, Config next) {
  for (const Key& key : keys()) {
    if (key.applies == Applies::at_restart && key.member.copy != nullptr)
      key.member.copy(next, running);
  }
  return next;
}

}  // namespace config
