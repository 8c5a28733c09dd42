// SPDX-License-Identifier: MIT
#include "api/http_target.hpp"

#include "api/http_text.hpp"
#include "base/text.hpp"

namespace api {

Target split_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!base::equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = target.find_first_of("/?");
    target.remove_prefix(end == std::string_view::npos ? target.size() : end);
    if (!target.starts_with('/'))
      return Target{"/", std::string{target.substr(target.empty() ? 0 : 1)}};
  }
  const std::size_t question = target.find('?');
  return Target{std::string{target.substr(0, question)},
                question == std::string_view::npos ? std::string{}
                                                   : std::string{target.substr(question + 1)}};
}

std::optional<std::string> make_origin(std::string_view host, const base::Endpoint& local,
                                       bool tls) {
  const std::string scheme = tls ? "https://" : "http://";
  if (host.empty()) return scheme + local.print();
  const auto checked = check_host(host);
  if (!checked) return std::nullopt;
  return scheme + *checked;
}

}  // namespace api
