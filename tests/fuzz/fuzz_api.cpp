// SPDX-License-Identifier: MIT
// Any requests to the handler of the API, over the real services and a store in memory. Every
// answer has a known status, the headers that its status needs and the secure headers, a body that
// is the JSON it says it is, and no line ends in a header. Nothing inside fails (500). Without a
// valid token nobody learns more than a stranger may.
//   One request a line: TOKEN METHOD TARGET BODY. TOKEN is h (a host's), u (another user's), g (a
//   guest's), s (a seat's), x (a broken one) or - (none). In TARGET and BODY, $m is the code of a
//   meeting, $i its id, $r the host's refresh token and $v an invitation.
//   +N lets N seconds pass.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/encoding.hpp"
#include "base/http_status.hpp"
#include "base/number.hpp"
#include "tests/api/api_world.hpp"
#include "tests/fuzz/require.hpp"

namespace {

using namespace lectern_test;
using api::Method;

constexpr std::size_t kMostRequests = 40;
// A body of more than this does not reach the handler.
constexpr std::size_t kMostBody = 64 * 1024;

std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

class Fuzz {
 public:
  void run(std::string_view line) {
    if (line.starts_with('+')) {
      const auto seconds = base::parse_number<std::uint16_t>(line.substr(1));
      if (seconds) api_.world.clock.advance(std::chrono::seconds{*seconds});
      return;
    }
    const std::string_view who = take_word(line);
    const Method method = api::parse_method(take_word(line));
    const std::string target = filled(take_word(line));
    const std::string body = filled(line).substr(0, kMostBody);
    const std::string token = token_of(who.empty() ? '-' : who.front());
    const api::Request request = ApiWorld::request(method, target, body, token);
    check(request, api_.send(request), who.empty() ? '-' : who.front());
  }

 private:
  std::string token_of(char who) const {
    switch (who) {
      case 'h': return host_.access;
      case 'u': return user_.access;
      case 'g': return guest_.access;
      case 's': return seat_;
      case 'x': return host_.access.substr(0, host_.access.size() - 1) + "~";
      default: return "";
    }
  }
  std::string filled(std::string_view text) const {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char next = text[i] == '$' && i + 1 < text.size() ? text[i + 1] : '\0';
      switch (next) {
        case 'm': out += meeting_.code; break;
        case 'i': out += meeting_.id.value(); break;
        case 'r': out += host_.refresh; break;
        case 'v': out += invitation_; break;
        default: out += text[i]; continue;
      }
      ++i;
    }
    return out;
  }

  static void check(const api::Request& request, const Got& got, char who) {
    const api::Response& response = got.response;
    REQUIRE(base::status_title(got.status()) != "Status" || got.status() < 400);
    REQUIRE(got.status() != 500);
    REQUIRE(response.header("X-Content-Type-Options") == "nosniff");
    REQUIRE(!response.header("Content-Security-Policy").empty());
    REQUIRE(response.header("X-Request-Id") == "test-1");
    for (const auto& [name, value] : response.headers) {
      REQUIRE(name.find_first_of("\r\n:") == std::string::npos);
      REQUIRE(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos);
    }
    const std::string_view type = response.header("Content-Type");
    if (type.find("json") != std::string_view::npos) {
      REQUIRE(got.json.is_object() && base::is_utf8(response.text()));
      // Secrets that no answer shows.
      REQUIRE(response.text().find("$cheap$") == std::string_view::npos);
    }
    if (got.status() >= 400 && got.status() != 503) REQUIRE(!got.code().empty());
    if (got.status() == 401) REQUIRE(!response.header("WWW-Authenticate").empty());
    if (got.status() == 405) REQUIRE(!response.header("Allow").empty());
    if (got.status() == 429) REQUIRE(!response.header("Retry-After").empty());
    const bool stranger = who != 'h' && who != 'u' && who != 'g';
    if (stranger && got.status() < 300) check_stranger(request, got);
  }

  // What a request without a valid token may ask for.
  static void check_stranger(const api::Request& request, const Got& got) {
    if (request.method == Method::options) return;
    const auto segments = api::split_path(request.path);
    REQUIRE(segments.has_value());
    if (segments->empty() || segments->front() != "api") return;
    REQUIRE(segments->size() >= 2);
    const std::string& resource = (*segments)[1];
    const bool page = resource == "site" || resource == "auth";
    const bool invitation = resource == "meeting" && segments->size() == 3 &&
                            (request.method == Method::get || request.method == Method::head);
    REQUIRE(page || invitation);
    if (invitation) REQUIRE(got.json["role"].is_null());
  }

  ApiWorld api_;
  meetings::TokenPair host_ = api_.world.sign_up("host");
  meetings::TokenPair user_ = api_.world.sign_up("user");
  meetings::Meeting meeting_ =
      api_.world.meeting(api_.world.claims(host_.access), {.title = "Latin"});
  meetings::TokenPair guest_ = OK(api_.world.accounts.guest(meeting_.code, "guest")).tokens;
  std::string seat_ =
      OK(api_.world.rooms.join(api_.world.claims(user_.access), meeting_.code, {})).token;
  std::string invitation_ =
      OK(api_.world.accounts.create_invitation(meetings::UserRole::user, std::chrono::hours{1}))
          .token;
};

// The database of each run is a file; one in memory spares the disk.
void use_memory_for_files() {
  static const bool done = [] {
    if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
    return true;
  }();
  (void)done;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  use_memory_for_files();
  std::string_view script{reinterpret_cast<const char*>(data), size};
  Fuzz fuzz;
  for (std::size_t n = 0; !script.empty() && n < kMostRequests; ++n) {
    const std::string_view line = script.substr(0, script.find('\n'));
    script.remove_prefix(std::min(script.size(), line.size() + 1));
    fuzz.run(line);
  }
  return 0;
}
