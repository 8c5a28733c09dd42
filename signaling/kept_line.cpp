// SPDX-License-Identifier: MIT
#include "signaling/kept_line.hpp"

#include "base/json_fields.hpp"
#include "signaling/hub_state_json.hpp"

namespace signaling {
namespace {

// A line and what is around it.
constexpr std::size_t kLongest = kMaxFrameBytes;

}  // namespace

std::string print_kept_line(const KeptLine& line) {
  base::Json out = base::Json::object({{"chat", to_json(line.chat)}});
  if (!line.session.empty()) out.set("session", line.session);
  if (line.id) out.set("id", *line.id);
  return out.print();
}

base::Result<KeptLine> parse_kept_line(std::string_view text) {
  TRY(const auto json, base::Json::parse(text, kLongest));
  base::JsonFields in{json};
  KeptLine line;
  in.object("chat", [&](base::JsonFields& chat) { line.chat = read_chat(chat); });
  line.session = in.optional_text("session", {0, kMaxIdBytes}).value_or("");
  line.id = in.optional_text("id", {0, kMaxIdBytes});
  if (in.error()) return base::failure(base::Errc::corrupt, "a kept line: " + in.error()->print());
  return line;
}

}  // namespace signaling
