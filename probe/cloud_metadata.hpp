// SPDX-License-Identifier: MIT
// Asks the cloud for this machine's public address: the metadata service at 169.254.169.254, in the
// ways of AWS (IMDSv2), Google, Azure, Hetzner, DigitalOcean and OpenStack. Blocks for a few
// seconds at most; any thread that may block.
#pragma once

#include <string>

#include "base/endpoint.hpp"
#include "base/result.hpp"

namespace probe {

struct CloudAddress {
  base::IpAddress ip;
  std::string cloud;  // "AWS"
};

inline const base::Endpoint kMetadataService{base::IpAddress::v4(169, 254, 169, 254), 80};

// The public IPv4 address. Errc::unavailable where there is no such service, Errc::not_found where
// the service knows no address.
base::Result<CloudAddress> cloud_public_address(const base::Endpoint& service = kMetadataService);

}  // namespace probe
