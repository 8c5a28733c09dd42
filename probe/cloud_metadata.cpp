// SPDX-License-Identifier: MIT
#include "probe/cloud_metadata.hpp"

#include <array>
#include <chrono>
#include <optional>

#include "net/client/socket.hpp"
#include "probe/http_fetch.hpp"

namespace probe {
namespace {

using namespace std::chrono_literals;
using Headers = std::vector<std::pair<std::string, std::string>>;

// The service is on the machine's own link, so it answers at once or not at all.
constexpr auto kConnect = 500ms;
constexpr auto kAnswer = 1s;

struct Question {
  const char* cloud;
  const char* path;
  const char* header;
  const char* value;
};
// Each cloud answers its own path only. They are asked in this order.
constexpr std::array kQuestions{
    Question{"Google",
             "/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip",
             "Metadata-Flavor", "Google"},
    Question{"Azure",
             "/metadata/instance/network/interface/0/ipv4/ipAddress/0/"
             "publicIpAddress?api-version=2021-02-01&format=text",
             "Metadata", "true"},
    Question{"Hetzner", "/hetzner/v1/metadata/public-ipv4", nullptr, nullptr},
    Question{"DigitalOcean", "/metadata/v1/interfaces/public/0/ipv4/address", nullptr, nullptr},
    Question{"OpenStack", "/latest/meta-data/public-ipv4", nullptr, nullptr},
};

std::optional<base::IpAddress> address_at(const base::Endpoint& service, const char* path,
                                          Headers headers) {
  const auto text =
      http_fetch(service, {"GET", path, std::move(headers)}, net::client::now() + kAnswer);
  const auto ip = text ? base::IpAddress::parse(*text) : std::nullopt;
  return ip && ip->is_v4() && !ip->is_unspecified() && !ip->is_loopback() ? ip : std::nullopt;
}

// IMDSv2 needs a session token first. The usual hop limit of its answer is 1, so a container behind
// a bridge gets no answer.
std::optional<base::IpAddress> ask_aws(const base::Endpoint& service) {
  const auto token = http_fetch(
      service, {"PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}}},
      net::client::now() + kAnswer);
  // The token goes into a header, so it must not hold a line end.
  if (!token || token->empty() || token->find_first_of("\r\n") != std::string::npos)
    return std::nullopt;
  return address_at(service, "/latest/meta-data/public-ipv4",
                    {{"X-aws-ec2-metadata-token", *token}});
}

}  // namespace

base::Result<CloudAddress> cloud_public_address(const base::Endpoint& service) {
  if (auto there = net::client::Socket::connect(net::client::Kind::tcp, service,
                                                net::client::now() + kConnect);
      !there) {
    return base::failure(base::Errc::unavailable,
                         "no cloud metadata service: " + there.error().what);
  }
  if (const auto ip = ask_aws(service)) return CloudAddress{*ip, "AWS"};
  for (const Question& question : kQuestions) {
    Headers headers;
    if (question.header != nullptr) headers.emplace_back(question.header, question.value);
    if (const auto ip = address_at(service, question.path, std::move(headers)))
      return CloudAddress{*ip, question.cloud};
  }
  return base::failure(base::Errc::not_found,
                       "the cloud's metadata service names no public address");
}

}  // namespace probe
