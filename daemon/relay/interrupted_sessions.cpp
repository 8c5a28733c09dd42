// SPDX-License-Identifier: MIT
#include "daemon/relay/interrupted_sessions.hpp"

#include <unistd.h>

#include <fstream>

#include "daemon/relay/session_fields.hpp"
#include "net/atomic_file.hpp"

namespace lecternd {

base::Status keep_interrupted_sessions(const std::string& path,
                                       const std::vector<turn::SessionRecord>& records) {
  std::string lines;
  for (const turn::SessionRecord& record : records) lines += record_json(record).print() + '\n';
  return net::write_atomically(path, base::as_bytes(lines), 0600);
}

std::vector<turn::SessionRecord> take_interrupted_sessions(const std::string& path) {
  std::vector<turn::SessionRecord> records;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    const auto json = base::Json::parse(line);
    if (!json) continue;
    if (auto record = record_from(*json)) records.push_back(std::move(*record));
  }
  (void)::unlink(path.c_str());
  return records;
}

}  // namespace lecternd
