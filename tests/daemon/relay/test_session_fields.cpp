// SPDX-License-Identifier: MIT
// A session's fields in their three forms: the JSON of a running session, the line of an ended one,
// and the log event.
#include "daemon/relay/session_fields.hpp"

#include "tests/daemon/relay/session_record.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using lectern_test::ended_session;

constexpr const char* kUser = "11111111-2222-3333-4444-555555555555";
constexpr const char* kMeeting = "99999999-8888-7777-6666-555555555555";
std::string identity() { return std::string{kUser}.append(".").append(kMeeting); }

void a_record_names_everything_but_secrets() {
  const base::Json json = lecternd::record_json(ended_session(identity()));
  CHECK(json["user"].as_string() == kUser);
  CHECK(json["meeting"].as_string() == kMeeting);
  CHECK(json["reason"].as_string() == "expired");
  CHECK(json["started_at"].as_string() == base::print_iso8601(base::WallTime{1'700'000'000s}));
  CHECK(json["seconds"].as_integer() == 61);
  CHECK(json["bytes_to_peers"].as_integer() == 300);
  CHECK(!json.has("username"));
}

void the_forms_have_their_fields_in_one_order() {
  auto record = ended_session(identity());
  const auto names_of = [](const base::Json& json) {
    std::string names;
    for (const auto& [name, value] : json.members()) names += (names.empty() ? "" : " ") + name;
    return names;
  };
  const std::string traffic =
      " peers packets_to_peers bytes_to_peers packets_to_client bytes_to_client dropped";
  CHECK_EQ(names_of(lecternd::record_json(record)),
           "session reason user meeting transport client relayed relayed_transport started_at "
           "ended_at seconds" +
               traffic);
  CHECK_EQ(names_of(lecternd::session_json(record.session)),
           "id user meeting transport client relayed relayed_transport username security "
           "age_seconds expires_in_seconds permissions channels" +
               traffic);
  record.session.max_rate = 1000;
  CHECK(names_of(lecternd::record_json(record)).ends_with("dropped max_rate over_rate"));
}

void nothing_to_say_is_null_in_json() {
  auto record = ended_session();
  CHECK(lecternd::record_json(record)["meeting"].is_null());
  CHECK(lecternd::session_json(record.session)["security"].is_null());
  CHECK_EQ(lecternd::record_json(record)["relayed"].size(), 1u);
  record.session.relayed_second = base::Endpoint::parse("[2001:db8::1]:49152");
  CHECK(lecternd::record_json(record)["relayed"].at(1).as_string() == "[2001:db8::1]:49152");
}

void a_record_reads_what_it_wrote() {
  auto record = ended_session(identity());
  turn::SessionInfo& s = record.session;
  s.transport = turn::Transport::tls;
  s.tcp_peers = true;
  s.relayed_second = base::Endpoint::parse("[2001:db8::1]:49152");
  s.peers = 2;
  s.to_client = {5, 500};
  s.dropped = 7;
  s.max_rate = 1000;
  s.over_rate = 6;
  const base::Json written = lecternd::record_json(record);
  const auto read = lecternd::record_from(written);
  CHECK(read.has_value());
  CHECK_EQ(lecternd::record_json(*read).print(), written.print());
  CHECK_EQ(read->session.identity, s.identity);
}

void a_record_without_what_identifies_it_is_none() {
  for (const char* name : {"session", "reason", "transport", "client", "relayed", "ended_at"}) {
    base::Json json = lecternd::record_json(ended_session());
    json.set(name, nullptr);
    CHECK(!lecternd::record_from(json));
  }
  for (const char* name : {"user", "seconds", "peers", "dropped"}) {
    base::Json json = lecternd::record_json(ended_session());
    json.set(name, nullptr);
    CHECK(lecternd::record_from(json).has_value());
  }
  CHECK(!lecternd::record_from(base::Json::array()));
}

void the_log_names_it_all_in_one_event() {
  std::string line;
  const base::Log log{base::LogLevel::info, base::LogFormat::text,
                      [&](base::LogLevel, std::string_view text) { line = text; }};
  lecternd::log_record(log, ended_session());
  const std::string expected =
      "info turn_session_ended session=0-1-2 reason=expired user=alice meeting=\"\" transport=udp "
      "client=192.0.2.7:4000 relayed=198.51.100.1:49152 relayed_second=\"\" "
      "started_at=2023-11-14T22:13:20Z ended_at=2023-11-14T22:14:21Z seconds=61 peers=0 "
      "packets_to_peers=3 bytes_to_peers=300 packets_to_client=0 bytes_to_client=0 dropped=0";
  CHECK_EQ(line, expected);
  line.clear();
  const base::Log quiet{base::LogLevel::warning, base::LogFormat::text,
                        [&](base::LogLevel, std::string_view text) { line = text; }};
  lecternd::log_record(quiet, ended_session());
  CHECK(line.empty());
}

void a_peer_is_an_address_or_an_endpoint() {
  turn::SessionPeer permission, channel, connection;
  permission.peer.ip = channel.peer.ip = connection.peer.ip = base::IpAddress::v4(192, 0, 2, 9);
  permission.expires_in = std::chrono::seconds{200};
  channel.kind = turn::SessionPeer::Kind::channel;
  channel.peer.port = connection.peer.port = 7;
  channel.channel = 0x4001;
  connection.kind = turn::SessionPeer::Kind::connection;
  const base::Json list = lecternd::peers_json({permission, channel, connection});
  CHECK_EQ(list.size(), 3u);
  CHECK(list.at(0)["peer"].as_string() == "192.0.2.9");
  CHECK(list.at(0)["expires_in_seconds"].as_integer() == 200);
  CHECK(!list.at(0).has("channel"));
  CHECK(list.at(1)["peer"].as_string() == "192.0.2.9:7");
  CHECK(list.at(1)["channel"].as_integer() == 0x4001);
  CHECK(!list.at(2).has("expires_in_seconds"));
}

}  // namespace

int main() {
  return lectern_test::run(
      "session_fields",
      {TEST(a_record_names_everything_but_secrets), TEST(the_forms_have_their_fields_in_one_order),
       TEST(nothing_to_say_is_null_in_json), TEST(a_record_reads_what_it_wrote),
       TEST(a_record_without_what_identifies_it_is_none), TEST(the_log_names_it_all_in_one_event),
       TEST(a_peer_is_an_address_or_an_endpoint)});
}
