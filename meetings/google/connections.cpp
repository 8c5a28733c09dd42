// SPDX-License-Identifier: MIT
#include "meetings/google/connections.hpp"

#include <utility>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "meetings/lookups.hpp"
#include "meetings/permissions.hpp"

namespace meetings::google {
namespace {

constexpr std::string_view kPurpose = "google errand";
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestAnswer = 2048;  // of the code and the state

auto not_available() {
  return refuse(RefusalCode::not_found, "This site does not connect calendars at Google.");
}

// "errand.seal", where the seal has the session, and the errand so that it goes with no other one.
std::string seal_errand(const Tokens& tokens, const BrowserErrand& errand, const Claims& claims) {
  const base::Json who = base::Json::object({{"errand", errand.state(kPurpose)},
                                             {"user", claims.user_id.value()},
                                             {"session", claims.session_id}});
  return tokens.seal(kPurpose, base::encode_base64url(base::as_bytes(who.print())));
}

std::string printable(std::string text) {
  std::erase_if(text, [](char c) { return base::is_control(c); });
  if (text.size() > kLongestName) text.clear();
  return text;
}

// Google's project lacks the Calendar API, or the site's client is blocked.
bool refuses_site(const HttpAnswer& answer) {
  if (answer.status != 403) return false;
  return answer.body.find("accessNotConfigured") != std::string::npos ||
         answer.body.find("SERVICE_DISABLED") != std::string::npos;
}

}  // namespace

std::string_view to_string(Arrival arrival) noexcept {
  switch (arrival) {
    case Arrival::connected: return "connected";
    case Arrival::declined: return "declined";
    case Arrival::unticked: return "unticked";
    case Arrival::refused: return "refused";
    case Arrival::failed: break;
  }
  return "failed";
}

Outcome<std::string> Connections::begin(const Claims& claims) {
  if (!available()) return not_available();
  TRY(require_account(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::string> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    const auto errand = BrowserErrand::begin(s_.random, s_.clock.wall_now());
    return errand.cookie() + '.' + seal_errand(s_.tokens, errand, claims);
  });
}

std::optional<Connections::Errand> Connections::resume(std::string_view cookie) const {
  // The errand's own text has one full stop.
  const std::size_t first = cookie.find('.');
  const std::size_t second = first == std::string_view::npos ? first : cookie.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  auto errand = BrowserErrand::resume(cookie.substr(0, second), s_.clock.wall_now());
  const auto sealed = s_.tokens.unseal(kPurpose, cookie.substr(second + 1));
  const auto bytes = sealed ? base::decode_base64url(*sealed) : std::nullopt;
  if (!errand || !bytes) return std::nullopt;
  const auto who = base::Json::parse(base::as_text(*bytes));
  if (!who || !errand->began((*who)["errand"].text(), kPurpose)) return std::nullopt;
  Claims claims;
  claims.user_id = UserId{(*who)["user"].text()};
  claims.session_id = (*who)["session"].text();
  return Errand{std::move(*errand), std::move(claims)};
}

Outcome<std::string> Connections::consent_address(std::string_view cookie) {
  if (!available()) return not_available();
  const auto errand = resume(cookie);
  if (!errand) return refuse(RefusalCode::link_invalid, "This browser has not begun here.");
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<std::string> {
    TRY(const auto account, find_account(work, errand->claims, s_.clock.wall_now()));
    return consent_url(setup_.addresses, setup_.client, errand->errand, errand->claims.session_id,
                       account.user.shown_email());
  });
}

HttpAnswer Connections::post_form(const std::string& url, const std::string& form) const {
  return send_({"POST", url, "application/x-www-form-urlencoded", form}, {});
}

Arrival Connections::failed(Arrival how, const std::string& why) const {
  log_.warning("google_calendar_not_connected",
               {{"how", std::string{to_string(how)}}, {"why", why}});
  return how;
}

Outcome<Arrival> Connections::finish(const Return& answer) {
  if (!available()) return not_available();
  const auto errand = resume(answer.cookie);
  const std::string state = answer.state.value_or("");
  if (!errand || state.size() > kLongestAnswer ||
      !errand->errand.began(state, errand->claims.session_id))
    return failed(Arrival::failed, "the answer is for another browser or session, or too late");
  if (answer.error) {
    const bool declined = *answer.error == "access_denied";
    return declined ? Arrival::declined : failed(Arrival::failed, "Google answers with an error");
  }
  if (!answer.code || answer.code->empty() || answer.code->size() > kLongestAnswer)
    return failed(Arrival::failed, "the answer has no code");
  // Before Google is asked: a code works once.
  TRY(read(s_.store, [&](UnitOfWork& work) -> Outcome<StoredUser> {
    return find_account(work, errand->claims, s_.clock.wall_now());
  }));
  const HttpAnswer got = post_form(
      setup_.addresses.token,
      code_form(setup_.client, *answer.code, errand->errand.verifier(errand->claims.session_id)));
  const auto read = read_tokens(got.status, got.body, s_.clock.wall_now());
  if (const auto* none = std::get_if<NoTokens>(&read)) {
    const Arrival how = none->trouble == Trouble::unticked    ? Arrival::unticked
                        : none->trouble == Trouble::forbidden ? Arrival::refused
                                                              : Arrival::failed;
    return failed(how, none->reason);
  }
  const auto& tokens = std::get<GrantedTokens>(read);
  if (!tokens.refresh) return failed(Arrival::failed, "the answer has no refresh token");
  auto name = calendar_name(tokens);
  if (!name) return failed(Arrival::refused, "the Calendar API is not enabled in the project");
  return keep(errand->claims, *tokens.refresh, std::move(*name));
}

// The scope shows no profile; but a list of events, even of none, has the title of its calendar,
// which is the person's address unless the person has renamed it.
std::optional<std::string> Connections::calendar_name(const GrantedTokens& tokens) const {
  const HttpAnswer got =
      send_({"GET",
             setup_.addresses.calendar + "/calendars/primary/events?maxResults=1&fields=summary",
             {},
             {},
             tokens.access},
            {});
  if (refuses_site(got)) return std::nullopt;
  const auto json = got.status == 200 ? base::Json::parse(got.body) : base::Json{};
  return json ? printable((*json)["summary"].text()) : std::string{};
}

Outcome<Arrival> Connections::keep(const Claims& claims, const base::Secret& refresh,
                                   std::string name) {
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<Arrival> {
    const base::WallTime now = s_.clock.wall_now();
    TRY(find_account(work, claims, now));
    const UserId& user = claims.user_id;
    // Perhaps it is another calendar. To revoke the old token would end the new one of the same
    // Google account, too.
    work.google_calendars().remove_events(user);
    work.google_calendars().put(
        {user, seal_google_token(s_, user, refresh.reveal_text()), name, now});
    note(work, s_,
         {.kind = AuditKind::calendar_connected, .actor = actor_of(claims), .whom = user});
    const MeetingSelection coming{.from = now};
    for (const ListedMeeting& listed :
         work.meetings().list(user, coming, std::nullopt, kMostMeetings, now)) {
      const Meeting& meeting = listed.meeting;
      if (meeting.scheduled_at && !meeting.ended_at && moderates(role_in(listed, user)))
        put_google_turn(work, s_, user, meeting.id);
    }
    return Arrival::connected;
  });
}

Outcome<ConnectionState> Connections::state(const Claims& claims) {
  TRY(require_account(claims));
  return read(s_.store, [&](UnitOfWork& work) -> Outcome<ConnectionState> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    return ConnectionState{available(), work.google_calendars().of(claims.user_id)};
  });
}

Outcome<void> Connections::disconnect(const Claims& claims) {
  TRY(require_account(claims));
  return write(s_.store, [&](UnitOfWork& work) -> Outcome<void> {
    TRY(find_account(work, claims, s_.clock.wall_now()));
    if (forget_google(work, s_, claims.user_id)) {
      note(work, s_,
           {.kind = AuditKind::calendar_disconnected,
            .actor = actor_of(claims),
            .whom = claims.user_id});
    }
    return {};
  });
}

}  // namespace meetings::google
