// SPDX-License-Identifier: MIT
#include "net/client/http_client.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>

#include "base/text.hpp"
#include "net/client/curl.hpp"
#include "net/client/socket.hpp"
#include "net/sockaddr.hpp"

namespace net::client {
namespace {

using base::Errc;
using base::failure;

constexpr std::size_t kMostHeaderBytes = std::size_t{64} * 1024;

// The response, which libcurl's callbacks fill.
struct Receiving {
  HttpResponse response;
  std::size_t most_bytes = 0;
  std::size_t header_bytes = 0;
  bool too_long = false;
  std::function<bool(const base::IpAddress&)> may_connect{};
  bool refused = false;  // an address, by may_connect
  std::function<bool()> stops{};
};

bool is_http(std::string_view url) {
  const std::string scheme = base::to_lower(url.substr(0, url.find("://")));
  return scheme == "http" || scheme == "https";
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) noexcept {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* to) noexcept {
  auto& receiving = *static_cast<Receiving*>(to);
  std::string& body = receiving.response.body;
  receiving.too_long = size > receiving.most_bytes - body.size();
  if (receiving.too_long) return CURL_WRITEFUNC_ERROR;
  try {
    body.append(bytes, size);
  } catch (const std::exception&) { return CURL_WRITEFUNC_ERROR; }
  return size;
}

std::size_t on_header(char* bytes, std::size_t, std::size_t size, void* to) noexcept {
  auto& receiving = *static_cast<Receiving*>(to);
  receiving.header_bytes += size;
  receiving.too_long = receiving.header_bytes > kMostHeaderBytes;
  if (receiving.too_long) return CURL_WRITEFUNC_ERROR;
  const std::string_view line = base::trim({bytes, size}, " \t\r\n");
  HttpHeaders& headers = receiving.response.headers;
  try {
    const std::size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) headers.clear();  // after a redirect, or after 100 Continue
    else if (colon != std::string_view::npos)
      headers.emplace_back(base::to_lower(base::trim(line.substr(0, colon))),
                           base::trim(line.substr(colon + 1)));
  } catch (const std::exception&) { return CURL_WRITEFUNC_ERROR; }
  return size;
}

// The address is the one that the connection goes to, after the name was resolved: nothing can
// change it between this look and connect().
curl_socket_t on_open_socket(void* of, curlsocktype, curl_sockaddr* to) noexcept {
  auto& receiving = *static_cast<Receiving*>(of);
  try {
    SocketAddress address;
    if (to->addrlen <= SocketAddress::capacity())
      std::memcpy(address.data(), &to->addr, to->addrlen);
    if (!receiving.may_connect(address.endpoint().ip)) {
      receiving.refused = true;
      return CURL_SOCKET_BAD;
    }
  } catch (const std::exception&) { return CURL_SOCKET_BAD; }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

int on_progress(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  const auto& receiving = *static_cast<const Receiving*>(of);
  try {
    return receiving.stops() ? 1 : 0;
  } catch (const std::exception&) { return 1; }
}

Errc code_of(CURLcode code) noexcept {
  switch (code) {
    case CURLE_URL_MALFORMAT: return Errc::invalid_argument;
    case CURLE_OPERATION_TIMEDOUT: return Errc::timeout;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return Errc::unavailable;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR: return Errc::unauthenticated;
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR: return Errc::closed;
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_OUT_OF_MEMORY: return Errc::exhausted;
    // CURLE_UNSUPPORTED_PROTOCOL among them: no HTTP at all, or a redirect to another protocol.
    default: return Errc::corrupt;
  }
}

base::Result<CurlList> make_headers(const HttpRequest& request) {
  CurlList list;
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) return false;
    (void)list.release();
    list.reset(longer);
    return true;
  };
  bool has_type = false;
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name) || !is_one_line(value))
      return failure(Errc::invalid_argument, "the header \"" + name + "\" cannot be sent");
    has_type = has_type || base::equals_ignoring_case(name, "content-type");
    // A semicolon instead of the colon: libcurl drops a header without value otherwise.
    if (!add(value.empty() ? name + ';' : name + ": " + value))
      return failure(Errc::exhausted, "out of memory");
  }
  // Headers that libcurl would add by itself: a form's type, and a question before a long body.
  if ((!has_type && !add("Content-Type:")) || !add("Expect:"))
    return failure(Errc::exhausted, "out of memory");
  return list;
}

void set_request(CURL* easy, const HttpRequest& request) {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  if (!request.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());  // not copied
  }
  if (request.method == "HEAD") curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void set_options(CURL* easy, const HttpOptions& options, std::chrono::milliseconds time) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);  // other threads run
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, options.redirects > 0 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(options.redirects));
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "lectern");
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
}

void set_receiving(CURL* easy, Receiving& receiving) {
  if (receiving.stops) {
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &receiving);
  }
  if (receiving.may_connect) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &receiving);
  }
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &receiving);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &receiving);
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

base::Result<HttpResponse> http_send(const HttpRequest& request, base::Instant deadline,
                                     const HttpOptions& options) {
  if (!is_token(request.method) || !is_one_line(request.url) || !is_http(request.url))
    return failure(Errc::invalid_argument, "this method or URL cannot be sent");
  TRY(const CurlList headers, make_headers(request));
  const auto time = std::chrono::ceil<std::chrono::milliseconds>(deadline - now());
  if (time.count() <= 0) return failure(Errc::timeout, "no time is left");

  if (!curl_ready()) return failure(Errc::internal, "libcurl does not start");
  const CurlEasy easy{curl_easy_init()};
  if (!easy) return failure(Errc::exhausted, "out of memory");
  Receiving receiving;
  receiving.most_bytes = options.most_bytes;
  receiving.may_connect = options.may_connect;
  receiving.stops = options.stops;
  set_request(easy.get(), request);
  set_options(easy.get(), options, time);
  set_receiving(easy.get(), receiving);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());

  const CURLcode code = curl_easy_perform(easy.get());
  if (receiving.too_long) return failure(Errc::exhausted, "the response is too long");
  if (code != CURLE_OK && receiving.refused)
    return failure(Errc::permission_denied, "nothing may be sent to this address");
  if (code != CURLE_OK) return failure(code_of(code), curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  receiving.response.status = static_cast<int>(status);
  return std::move(receiving.response);
}

}  // namespace net::client
