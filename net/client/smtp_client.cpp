// SPDX-License-Identifier: MIT
#include "net/client/smtp_client.hpp"

#include <algorithm>
#include <cstring>
#include <exception>
#include <span>
#include <utility>

#include "base/number.hpp"
#include "base/text.hpp"
#include "net/client/curl.hpp"

namespace net::client {
namespace {

constexpr long kConnectSeconds = 15, kAnswerSeconds = 60, kAllSeconds = 120;
constexpr std::size_t kLongestLine = 512;  // of a reply, RFC 5321 section 4.5.3.1.5

bool is_address(std::string_view text) noexcept {
  return text.size() <= 254 && text.find('@') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"';
         });
}

SmtpEnd end_of_failure(CURLcode code) noexcept {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_URL_MALFORMAT: return SmtpEnd::unreachable;
    case CURLE_USE_SSL_FAILED: return SmtpEnd::no_tls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR: return SmtpEnd::bad_certificate;
    case CURLE_LOGIN_DENIED: return SmtpEnd::login_refused;
    case CURLE_OPERATION_TIMEDOUT: return SmtpEnd::timeout;
    case CURLE_ABORTED_BY_CALLBACK: return SmtpEnd::aborted;
    default: return SmtpEnd::broken;
  }
}

}  // namespace

// The connection with what libcurl's callbacks note.
struct SmtpClient::Session {
  SmtpServer server;
  std::string url;
  CurlEasy easy;
  bool logged_in = false;  // on the connection that is open

  // Of one mail:
  SmtpReport report{};
  std::string_view left{};
  const std::function<bool()>* abandon = nullptr;
  bool lacks_login = false;

  bool wants_login() const noexcept { return server.login != SmtpLogin::none; }

  static int on_socket(void* session, curl_socket_t, curlsocktype) noexcept {
    static_cast<Session*>(session)->logged_in = false;
    return CURL_SOCKOPT_OK;
  }
  static std::size_t on_reply(char* bytes, std::size_t, std::size_t size, void* session) noexcept {
    try {
      static_cast<Session*>(session)->note(base::trim({bytes, size}, " \t\r\n"));
    } catch (const std::exception&) { return 0; }
    return size;
  }
  static std::size_t on_read(char* to, std::size_t, std::size_t size, void* session) noexcept {
    return static_cast<Session*>(session)->give({to, size});
  }
  static int on_progress(void* session, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
    const auto& self = *static_cast<Session*>(session);
    try {
      return (*self.abandon)() ? 1 : 0;
    } catch (const std::exception&) { return 1; }
  }

  SmtpEnd end_of(CURLcode code) const noexcept {
    const bool says_no = report.code >= 400 && code != CURLE_ABORTED_BY_CALLBACK;
    if (!says_no || code == CURLE_LOGIN_DENIED) return end_of_failure(code);
    // A no to the greeting or to EHLO is for the client, not for this mail.
    return code == CURLE_SEND_ERROR || report.body_ended ? SmtpEnd::refused : SmtpEnd::unreachable;
  }

  void note(std::string_view line) {
    const auto code =
        base::parse_number<int>(line.substr(0, std::min<std::size_t>(3, line.size())));
    if (!code || *code < 100) return;
    // After a refusal libcurl says QUIT; the farewell is not the reason.
    if (*code == 221 && report.code >= 400) return;
    report.code = *code;
    report.last_line = base::shortened(line, kLongestLine);
    // RFC 4954 section 6: 235 is the one reply that confirms a login.
    if (*code == 235) logged_in = true;
  }

  std::size_t give(std::span<char> to) noexcept {
    if (wants_login() && !logged_in) {
      lacks_login = true;
      return CURL_READFUNC_ABORT;
    }
    report.body_began = true;
    const std::size_t size = std::min(to.size(), left.size());
    std::memcpy(to.data(), left.data(), size);
    left.remove_prefix(size);
    report.body_ended = left.empty();
    return size;
  }
};

namespace {

std::string make_url(const SmtpServer& server) {
  const bool v6 = server.host.find(':') != std::string::npos;
  std::string url = server.tls == SmtpTls::from_the_start ? "smtps://" : "smtp://";
  url += v6 ? "[" + server.host + "]" : server.host;
  url += ":" + std::to_string(server.port) + "/";
  return url + (base::is_host_name(server.own_name) ? server.own_name : "localhost");
}

void set_login(CURL* easy, const SmtpServer& server) {
  if (server.login == SmtpLogin::none) return;
  curl_easy_setopt(easy, CURLOPT_USERNAME, server.user.c_str());
  const std::string password{server.password.reveal_text()};  // libcurl copies it, too
  if (server.login == SmtpLogin::xoauth2) {
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, password.c_str());
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
    return;
  }
  curl_easy_setopt(easy, CURLOPT_PASSWORD, password.c_str());
  if (server.login == SmtpLogin::plain) curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN");
  if (server.login == SmtpLogin::login) curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, "AUTH=LOGIN");
}

void set_server(CURL* easy, const SmtpServer& server, const std::string& url) {
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);  // other threads run
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, kAnswerSeconds);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, kAllSeconds);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(
      easy, CURLOPT_USE_SSL,
      static_cast<long>(server.tls == SmtpTls::none ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!server.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, server.ca_file.c_str());
}

}  // namespace

SmtpClient::SmtpClient(SmtpServer server) : session_(std::make_unique<Session>()) {
  Session& s = *session_;
  s.server = std::move(server);
  s.url = make_url(s.server);
  if (!curl_ready()) return;
  s.easy.reset(curl_easy_init());
  CURL* easy = s.easy.get();
  if (easy == nullptr) return;
  set_server(easy, s.server, s.url);
  set_login(easy, s.server);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &Session::on_socket);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, &s);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Session::on_reply);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &s);
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, &Session::on_read);
  curl_easy_setopt(easy, CURLOPT_READDATA, &s);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &Session::on_progress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &s);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

SmtpClient::~SmtpClient() {
  // libcurl says QUIT, and its callbacks may still be called.
  static const std::function<bool()> kNever = [] { return false; };
  session_->abandon = &kNever;
  session_->easy.reset();
}

SmtpReport SmtpClient::send(std::string_view from, std::string_view to, std::string_view message,
                            const std::function<bool()>& abandon) {
  Session& s = *session_;
  s.report = {};
  s.left = message;
  s.abandon = &abandon;
  s.lacks_login = false;
  const auto ended = [&](SmtpEnd end, std::string detail) {
    s.report.end = end;
    s.report.detail = std::move(detail);
    return s.report;
  };
  if (!s.easy) return ended(SmtpEnd::unreachable, "libcurl does not start");
  if (!is_address(from) || !is_address(to))
    return ended(SmtpEnd::impossible, "the address cannot be sent");
  const CurlList recipients{curl_slist_append(nullptr, ("<" + std::string{to} + ">").c_str())};
  if (!recipients) return ended(SmtpEnd::unreachable, "out of memory");
  curl_easy_setopt(s.easy.get(), CURLOPT_MAIL_FROM, ("<" + std::string{from} + ">").c_str());
  curl_easy_setopt(s.easy.get(), CURLOPT_MAIL_RCPT, recipients.get());

  const CURLcode code = curl_easy_perform(s.easy.get());
  curl_easy_setopt(s.easy.get(), CURLOPT_MAIL_RCPT, nullptr);
  if (code == CURLE_OK) return ended(SmtpEnd::accepted, {});
  if (s.lacks_login) return ended(SmtpEnd::no_login, {});
  return ended(s.end_of(code), curl_easy_strerror(code));
}

}  // namespace net::client
