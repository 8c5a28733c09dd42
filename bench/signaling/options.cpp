// SPDX-License-Identifier: MIT
#include "bench/signaling/options.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

namespace bench {
namespace {

bool read_people(const std::string& path, std::vector<Person>& people) {
  std::ifstream file{path};
  Person person;
  while (file >> person.token >> person.meeting) people.push_back(person);
  return !people.empty();
}

// "relay:4500:5": kind, messages a second, seconds.
Phase read_phase(const std::string& word) {
  std::istringstream in{word};
  Phase phase;
  std::string number;
  std::getline(in, phase.kind, ':');
  if (std::getline(in, number, ':')) phase.rate = std::stod(number);
  if (std::getline(in, number, ':')) phase.seconds = std::stod(number);
  return phase;
}

bool read_option(SignalingOptions& options, const std::string& name, const std::string& value) {
  if (name == "--port") options.port = static_cast<std::uint16_t>(std::stoul(value));
  else if (name == "--tls") options.tls = value == "1";
  else if (name == "--charge") options.charge.push_back(std::stoi(value));
  else if (name == "--people") return read_people(value, options.people);
  else if (name == "--at-once") options.at_once = std::stoul(value);
  else if (name == "--window") options.window = std::stoul(value);
  else if (name == "--bytes") options.bytes = std::stoul(value);
  else if (name == "--acknowledge") options.acknowledge = static_cast<unsigned>(std::stoul(value));
  else if (name == "--phase") options.phases.push_back(read_phase(value));
  else return false;
  return true;
}

}  // namespace

std::optional<SignalingOptions> read_signaling_options(int count, char** words) {
  SignalingOptions options;
  for (int i = 1; i + 1 < count; i += 2) {
    if (!read_option(options, words[i], words[i + 1])) {
      std::cerr << "not understood: " << words[i] << ' ' << words[i + 1] << '\n';
      return std::nullopt;
    }
  }
  if (options.port != 0 && !options.people.empty()) return options;
  std::cerr << "--port and --people are needed\n";
  return std::nullopt;
}

}  // namespace bench
