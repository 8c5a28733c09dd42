// SPDX-License-Identifier: MIT
#include "meetings/identity/fetch.hpp"

#include <chrono>

#include "base/time.hpp"
#include "net/client/http_client.hpp"

namespace meetings::identity {
namespace {

constexpr std::chrono::seconds kDeadline{3};
constexpr std::size_t kMostBytes = std::size_t{64} * 1024;

base::Result<std::string> ask(net::client::HttpRequest request) {
  request.headers.emplace_back("Accept", "application/json");
  net::client::HttpOptions options;
  options.most_bytes = kMostBytes;
  TRY(auto response,
      net::client::http_send(request, base::SystemClock{}.now() + kDeadline, options));
  if (response.status != 200) {
    return base::failure(base::Errc::not_found,
                         "the answer has the status " + std::to_string(response.status));
  }
  return std::move(response.body);
}

}  // namespace

base::Result<std::string> fetch(const std::string& url) {
  net::client::HttpRequest request;
  request.url = url;
  return ask(std::move(request));
}

base::Result<std::string> post_form(const std::string& url, const std::string& form,
                                    const std::string& authorization) {
  net::client::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  request.body = form;
  return ask(std::move(request));
}

}  // namespace meetings::identity
