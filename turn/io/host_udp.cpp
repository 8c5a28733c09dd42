// SPDX-License-Identifier: MIT
#include "turn/io/host_udp.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/number.hpp"

namespace turn::io {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    line.remove_prefix(begin);
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

std::vector<std::vector<std::string_view>> lines_of(std::string_view text) {
  std::vector<std::vector<std::string_view>> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(words_of(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

// The file has a line of names and then a line of numbers; both begin with "Udp:".
std::optional<HostUdp> parse_snmp(std::string_view text) {
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const auto& names = lines[i];
    const auto& values = lines[i + 1];
    if (names.empty() || names[0] != "Udp:" || values.size() != names.size() || values[0] != "Udp:")
      continue;
    HostUdp host;
    bool found = false;
    for (std::size_t w = 1; w < names.size(); ++w) {
      const auto value = base::parse_number<std::uint64_t>(values[w]);
      if (!value) return std::nullopt;
      if (names[w] == "RcvbufErrors") host.receive_buffer_errors = *value, found = true;
      if (names[w] == "SndbufErrors") host.send_buffer_errors = *value;
    }
    return found ? std::optional{host} : std::nullopt;
  }
  return std::nullopt;
}

// Each line of the file has one name and one number.
std::optional<HostUdp> parse_snmp6(std::string_view text) {
  HostUdp host;
  bool found = false;
  for (const auto& line : lines_of(text)) {
    if (line.size() != 2) continue;
    const auto value = base::parse_number<std::uint64_t>(line[1]);
    if (!value) continue;
    if (line[0] == "Udp6RcvbufErrors") host.receive_buffer_errors = *value, found = true;
    if (line[0] == "Udp6SndbufErrors") host.send_buffer_errors = *value;
  }
  return found ? std::optional{host} : std::nullopt;
}

HostUdp read_host_udp(base::Family family) {
  const bool v6 = family == base::Family::v6;
  // /proc/self/net also exists where a service manager mounts /proc with processes only
  // (ProcSubset=pid in systemd).
  std::ifstream file(v6 ? "/proc/self/net/snmp6" : "/proc/self/net/snmp");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return (v6 ? parse_snmp6(text) : parse_snmp(text)).value_or(HostUdp{});
}

}  // namespace turn::io
