// SPDX-License-Identifier: MIT
// The HTTP client against a small server of our own that says exactly what the test wants.
#include "net/client/http_client.hpp"

#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include "base/number.hpp"
#include "net/client/socket.hpp"
#include "net/self_signed.hpp"
#include "net/sigpipe.hpp"
#include "tests/net/client.hpp"
#include "tests/net/temporary_folder.hpp"
#include "tests/support/check.hpp"

namespace {

using namespace std::chrono_literals;
using base::Errc;
using net::client::http_send;
using net::client::HttpOptions;
using net::client::HttpRequest;

base::Instant in(std::chrono::milliseconds time) { return net::client::now() + time; }

// Accepts one connection after the other on loopback, up to `most`, and gives each to `serve`.
class Server {
 public:
  using Serve = std::function<void(int fd)>;

  explicit Server(Serve serve, int most = 1) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    net::SocketAddress address{{base::IpAddress::v4(127, 0, 0, 1), 0}};
    CHECK_EQ(::bind(listener_.get(), address.data(), address.size()), 0);
    CHECK_EQ(::listen(listener_.get(), 8), 0);
    lectern_test::set_deadline(listener_.get());
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    CHECK_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&bound), &size), 0);
    port_ = ntohs(bound.sin_port);
    thread_ = std::thread([this, serve = std::move(serve), most] {
      for (int i = 0; i < most; ++i) {
        const base::UniqueFd fd{::accept(listener_.get(), nullptr, nullptr)};
        if (!fd) return;
        lectern_test::set_deadline(fd.get());
        serve(fd.get());
      }
    });
  }
  ~Server() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  std::string url(std::string_view path = "/", std::string_view scheme = "http") const {
    return std::string{scheme} + "://127.0.0.1:" + std::to_string(port_) + std::string{path};
  }

 private:
  base::UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// A whole request: the head, and the body that its Content-Length announces.
std::string read_request(int fd) {
  std::string text;
  std::size_t wanted = std::string::npos;
  char buffer[4096];
  while (text.size() < wanted) {
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string::npos) continue;
    const std::size_t length = text.find("Content-Length: ");
    wanted = head + 4;
    if (length < head) {
      std::string_view digits = std::string_view{text}.substr(length + 16);
      wanted += base::take_number<std::size_t>(digits).value_or(0);
    }
  }
  return text;
}

Server::Serve answering(std::string answer, std::string* asked = nullptr) {
  return [answer = std::move(answer), asked](int fd) {
    const std::string request = read_request(fd);
    if (asked != nullptr) *asked = request;
    ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
  };
}

std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nX-Kind:  plain \r\n\r\n" + std::string{body};
}

Errc refusal(const HttpRequest& request, const HttpOptions& options = {},
             std::chrono::milliseconds time = 10s) {
  const auto got = http_send(request, in(time), options);
  CHECK(!got);
  return got.error().code;
}

void a_response_comes_with_status_headers_and_body() {
  std::string asked;
  {
    const Server server{answering(ok("hello"), &asked)};
    const auto got = CHECK_OK(http_send({.url = server.url("/a?b=c")}, in(10s)));
    CHECK_EQ(got.status, 200);
    CHECK_EQ(got.header("x-kind"), "plain");
    CHECK_EQ(got.header("x-none"), "");
    CHECK_EQ(got.body, "hello");
  }
  CHECK(asked.starts_with("GET /a?b=c HTTP/1.1\r\n"));
  CHECK(asked.find("Content-Type") == std::string::npos);
}

void method_headers_and_body_arrive_as_they_are() {
  std::string asked;
  const std::string body = "{\"a\":\"\\u0000\"}" + std::string(2'000'000, 'x');
  {
    const Server server{answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", &asked)};
    const HttpRequest request{
        "PUT", server.url(), {{"Content-Type", "application/json"}, {"X-Empty", ""}}, body};
    CHECK_EQ(CHECK_OK(http_send(request, in(10s))).status, 404);
  }
  CHECK(asked.starts_with("PUT / HTTP/1.1\r\n"));
  CHECK(asked.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(asked.find("X-Empty:\r\n") != std::string::npos);
  CHECK(asked.find("Expect") == std::string::npos);
  CHECK(asked.ends_with(body));
}

void a_head_request_waits_for_no_body() {
  const Server server{answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")};
  const auto got = CHECK_OK(http_send({.method = "HEAD", .url = server.url()}, in(10s)));
  CHECK_EQ(got.status, 200);
  CHECK_EQ(got.body, "");
}

void a_redirect_is_an_answer_unless_asked_for() {
  const std::string moved =
      "HTTP/1.1 302 Found\r\nLocation: /there\r\nX-First: 1\r\nContent-Length: 0\r\n\r\n";
  {
    const Server server{answering(moved)};
    const auto got = CHECK_OK(http_send({.url = server.url()}, in(10s)));
    CHECK_EQ(got.status, 302);
    CHECK_EQ(got.header("location"), "/there");
  }
  const Server::Serve both = [&](int fd) {
    const bool there = read_request(fd).starts_with("GET /there ");
    const std::string answer = there ? ok("found") : moved;
    ::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
  };
  const Server server{both, 2};
  const auto got = CHECK_OK(http_send({.url = server.url()}, in(10s), {.redirects = 1}));
  CHECK_EQ(got.body, "found");
  CHECK_EQ(got.header("x-first"), "");
}

void a_redirect_leads_to_no_file() {
  const Server server{
      answering("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")};
  CHECK(refusal({.url = server.url()}, {.redirects = 1}) == Errc::corrupt);
}

void a_body_of_the_limit_is_taken_and_a_longer_one_refused() {
  const std::string body(1000, 'x');
  {
    const Server server{answering(ok(body))};
    CHECK_EQ(CHECK_OK(http_send({.url = server.url()}, in(10s), {.most_bytes = 1000})).body, body);
  }
  {
    const Server server{answering(ok(body))};
    CHECK(refusal({.url = server.url()}, {.most_bytes = 999}) == Errc::exhausted);
  }
  // Without a length: the end of the connection ends the body.
  const Server server{answering("HTTP/1.1 200 OK\r\n\r\n" + body)};
  CHECK(refusal({.url = server.url()}, {.most_bytes = 999}) == Errc::exhausted);
}

void endless_headers_are_refused() {
  const Server server{[](int fd) {
    read_request(fd);
    std::string line = "HTTP/1.1 200 OK\r\n";
    while (::send(fd, line.data(), line.size(), MSG_NOSIGNAL) > 0)
      line = "X-More: " + std::string(1000, 'x') + "\r\n";
  }};
  const Errc code = refusal({.url = server.url()});
  CHECK(code == Errc::exhausted || code == Errc::corrupt);
}

// Whatever the URL says, the address of the connection decides.
void no_address_is_connected_to_that_may_not() {
  const Server server{answering(ok("secret")), 2};
  std::vector<base::IpAddress> asked;
  HttpOptions options;
  options.may_connect = [&](const base::IpAddress& ip) {
    asked.push_back(ip);
    return false;
  };
  const std::string port = server.url("").substr(std::string_view{"http://127.0.0.1"}.size());
  for (const char* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:7f00:1]"}) {
    asked.clear();
    CHECK(refusal({.url = "http://" + std::string{host} + port + "/"}, options) ==
          Errc::permission_denied);
    CHECK(!asked.empty());
    for (const base::IpAddress& ip : asked) CHECK(ip.is_loopback());
  }
  options.may_connect = [](const base::IpAddress& ip) { return ip.is_v4(); };
  CHECK_EQ(CHECK_OK(http_send({.url = server.url()}, in(10s), options)).body, "secret");
}

void a_request_ends_when_it_is_told_to() {
  const Server server{[](int fd) {
    char byte = 0;
    while (::recv(fd, &byte, 1, 0) > 0) {}
  }};
  HttpOptions options;
  options.stops = [] { return true; };
  CHECK(refusal({.url = server.url()}, options, 60s) == Errc::closed);
}

void a_silent_server_is_given_up_at_the_deadline() {
  const Server server{[](int fd) { lectern_test::read_to_end(fd); }};
  CHECK(refusal({.url = server.url()}, {}, 300ms) == Errc::timeout);
  CHECK(refusal({.url = server.url()}, {}, 0ms) == Errc::timeout);
}

void what_breaks_off_or_is_no_http_is_an_error() {
  {
    const Server server{answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")};
    CHECK(refusal({.url = server.url()}) == Errc::closed);
  }
  {
    const Server server{answering("")};
    CHECK(refusal({.url = server.url()}) == Errc::closed);
  }
  const Server server{answering("SSH-2.0-OpenSSH_9.2\r\n")};
  CHECK(refusal({.url = server.url()}) == Errc::corrupt);
}

void where_nobody_listens_it_is_unavailable() {
  std::string url;
  {
    url = Server{[](int) {}, 0}.url();
  }
  CHECK(refusal({.url = url}) == Errc::unavailable);
}

void what_cannot_be_sent_is_refused_before_a_connection() {
  CHECK(refusal({.url = "file:///etc/passwd"}) == Errc::invalid_argument);
  CHECK(refusal({.url = "127.0.0.1"}) == Errc::invalid_argument);
  CHECK(refusal({.url = "http://"}) == Errc::invalid_argument);
  CHECK(refusal({.url = "http://127.0.0.1/\r\nX-Evil: 1"}) == Errc::invalid_argument);
  CHECK(refusal({.method = "GET / HTTP/1.1\r\n", .url = "http://127.0.0.1/"}) ==
        Errc::invalid_argument);
  CHECK(refusal({.url = "http://127.0.0.1/", .headers = {{"X", "1\r\nX-Evil: 1"}}}) ==
        Errc::invalid_argument);
  CHECK(refusal({.url = "http://127.0.0.1/", .headers = {{"X: 1", "2"}}}) ==
        Errc::invalid_argument);
}

// A TLS server with a certificate for `name`, signed by itself.
class Tls {
 public:
  explicit Tls(const std::string& name) {
    const auto pair = CHECK_OK(net::make_self_signed({name}, base::SystemClock{}.wall_now(), 1));
    std::ofstream{certificate()} << pair.certificate;
    std::ofstream{key()} << pair.key.reveal_text();
    CHECK_EQ(SSL_CTX_use_certificate_chain_file(context_.get(), certificate().c_str()), 1);
    CHECK_EQ(SSL_CTX_use_PrivateKey_file(context_.get(), key().c_str(), SSL_FILETYPE_PEM), 1);
  }
  std::string certificate() const { return (folder_.path() / "certificate.pem").string(); }
  Server::Serve answering(std::string answer) const {
    return [this, answer = std::move(answer)](int fd) {
      const base::Handle<SSL, SSL_free> ssl{SSL_new(context_.get())};
      SSL_set_fd(ssl.get(), fd);
      if (SSL_accept(ssl.get()) != 1) return;
      char buffer[4096];
      if (SSL_read(ssl.get(), buffer, sizeof buffer) <= 0) return;
      SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
      SSL_shutdown(ssl.get());
    };
  }

 private:
  std::string key() const { return (folder_.path() / "key.pem").string(); }
  lectern_test::TemporaryFolder folder_;
  base::Handle<SSL_CTX, SSL_CTX_free> context_{SSL_CTX_new(TLS_server_method())};
};

void a_certificate_must_be_trusted() {
  const Tls tls{"127.0.0.1"};
  const Server server{tls.answering(ok("secret")), 2};
  const HttpRequest request{.url = server.url("/", "https")};
  CHECK(refusal(request) == Errc::unauthenticated);
  CHECK_EQ(CHECK_OK(http_send(request, in(10s), {.ca_file = tls.certificate()})).body, "secret");
}

void a_certificate_must_be_for_this_host() {
  const Tls tls{"other.example.org"};
  const Server server{tls.answering(ok("secret"))};
  CHECK(refusal({.url = server.url("/", "https")}, {.ca_file = tls.certificate()}) ==
        Errc::unauthenticated);
}

}  // namespace

int main() {
  net::ignore_sigpipe();                            // the server writes to clients that have gone
  ::setenv("http_proxy", "http://127.0.0.1:9", 1);  // of no effect
  return lectern_test::run(
      "http_client",
      {TEST(a_response_comes_with_status_headers_and_body),
       TEST(method_headers_and_body_arrive_as_they_are), TEST(a_head_request_waits_for_no_body),
       TEST(a_redirect_is_an_answer_unless_asked_for), TEST(a_redirect_leads_to_no_file),
       TEST(a_body_of_the_limit_is_taken_and_a_longer_one_refused),
       TEST(endless_headers_are_refused), TEST(a_silent_server_is_given_up_at_the_deadline),
       TEST(no_address_is_connected_to_that_may_not), TEST(a_request_ends_when_it_is_told_to),
       TEST(what_breaks_off_or_is_no_http_is_an_error),
       TEST(where_nobody_listens_it_is_unavailable),
       TEST(what_cannot_be_sent_is_refused_before_a_connection),
       TEST(a_certificate_must_be_trusted), TEST(a_certificate_must_be_for_this_host)});
}
