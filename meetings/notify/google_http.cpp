// SPDX-License-Identifier: MIT
#include "meetings/notify/google_http.hpp"

#include <chrono>
#include <utility>

#include "base/time.hpp"
#include "net/client/http_client.hpp"

namespace meetings::notify {
namespace {

constexpr std::chrono::seconds kDeadline{15};
constexpr std::size_t kLongestAnswer = std::size_t{256} * 1024;

net::client::HttpRequest request_of(const google::HttpCall& call) {
  net::client::HttpRequest request;
  request.method = call.method;
  request.url = call.url;
  request.body = call.body;
  request.headers = {{"Accept", "application/json"}};
  if (!call.content_type.empty()) request.headers.emplace_back("Content-Type", call.content_type);
  if (!call.bearer.empty())
    request.headers.emplace_back("Authorization",
                                 "Bearer " + std::string{call.bearer.reveal_text()});
  return request;
}

}  // namespace

google::Send google_http(std::string ca_file) {
  return [ca_file = std::move(ca_file)](const google::HttpCall& call,
                                        const std::function<bool()>& stops) -> google::HttpAnswer {
    net::client::HttpOptions options;
    options.most_bytes = kLongestAnswer;
    options.ca_file = ca_file;
    options.stops = stops;
    auto response =
        net::client::http_send(request_of(call), base::SystemClock{}.now() + kDeadline, options);
    if (!response) return {};
    return {response->status, std::move(response->body),
            std::string{response->header("retry-after")}};
  };
}

}  // namespace meetings::notify
