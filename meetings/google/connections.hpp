// SPDX-License-Identifier: MIT
// Connections: people connect their calendar at Google, see how it stands, and take it away again
// (docs/google-calendar.md). The signed-in page begins an errand of its browser, whose cookie names
// the session; the browser goes to Google and comes back with a code, which counts in this browser
// and for this session only. The calls block, and finish() asks Google: worker threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "meetings/google/consent.hpp"
#include "meetings/google/send.hpp"
#include "meetings/google_calendars.hpp"

namespace meetings::google {

// What the operator has set up. Without a client id nobody can connect.
struct Setup {
  Addresses addresses{};
  SiteClient client{};
  std::string link_base{};  // "https://meet.example.org"
};

// What Google's redirect says, and what the browser keeps.
struct Return {
  std::optional<std::string> code, state, error;
  std::string cookie;
};

// declined: the person said no. unticked: yes, but not to the calendar. refused: Google does not
// take this site's client, or its project has no Calendar API. failed: anything else; once more.
enum class Arrival : std::uint8_t { connected, declined, unticked, refused, failed };
std::string_view to_string(Arrival arrival) noexcept;

struct ConnectionState {
  bool available = false;  // this site can connect calendars
  std::optional<GoogleCalendar> calendar{};
};

class Connections {
 public:
  // So many of the meetings to come are written at the connection.
  static constexpr std::size_t kMostMeetings = 500;

  Connections(Services services, Setup setup, Send send, const base::Log& log)
      : s_(services), setup_(std::move(setup)), send_(std::move(send)), log_(log) {}

  bool available() const noexcept { return !setup_.client.id.empty(); }
  // The cookie of an errand. Refuses with not_found where nobody can connect.
  Outcome<std::string> begin(const Claims& claims);
  // Where the browser with this cookie goes; refuses with sign_in_failed what is no errand.
  Outcome<std::string> consent_address(std::string_view cookie);
  // The browser is back. A new connection takes the place of the old one.
  Outcome<Arrival> finish(const Return& answer);
  Outcome<ConnectionState> state(const Claims& claims);
  // Takes the consent back at Google, too, as soon as Google answers. What stands in the calendar
  // stays there. Idempotent.
  Outcome<void> disconnect(const Claims& claims);

 private:
  struct Errand {
    BrowserErrand errand;
    Claims claims;  // user and session only
  };
  std::optional<Errand> resume(std::string_view cookie) const;
  HttpAnswer post_form(const std::string& url, const std::string& form) const;
  // The name of the calendar; nullopt if Google refuses this site there.
  std::optional<std::string> calendar_name(const GrantedTokens& tokens) const;
  Outcome<Arrival> keep(const Claims& claims, const base::Secret& refresh, std::string name);
  Arrival failed(Arrival how, const std::string& why) const;

  Services s_;
  Setup setup_;
  Send send_;
  const base::Log& log_;
};

}  // namespace meetings::google
