// SPDX-License-Identifier: MIT
#include "ctl/tls/explain.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"

namespace ctl::tls {
namespace {

using base::Json;

constexpr std::string_view kReported = "the server reported the following error:\n";
constexpr std::string_view kErrorType = "urn:ietf:params:acme:error:";
constexpr std::string_view kTermsAt = "accept the terms at ";
constexpr std::size_t kLongestDetail = 600;
constexpr std::size_t kLongestOutput = 1500;

// The last error that the server reported (RFC 8555 section 6.7), without the type's prefix.
struct Problem {
  std::string type;
  std::string detail;
};

std::optional<Problem> problem_in(std::string_view output) {
  const auto reported = output.rfind(kReported);
  if (reported == std::string_view::npos) return std::nullopt;
  const std::string_view rest = output.substr(reported + kReported.size());
  // uacme prints the object with its last brace at the beginning of a line.
  const auto end = rest.find("\n}");
  if (end == std::string_view::npos) return std::nullopt;
  const auto json = Json::parse(rest.substr(0, end + 2));
  if (!json) return std::nullopt;
  std::string type = (*json)["type"].text();
  if (type.starts_with(kErrorType)) type.erase(0, kErrorType.size());
  return Problem{std::move(type),
                 base::harmless(base::shortened((*json)["detail"].text(), kLongestDetail))};
}

std::string names_of(const Order& order) {
  std::string out;
  for (const std::string& name : order.names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool holds_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) {
    if (text.find(part) != std::string_view::npos) return true;
  }
  return false;
}

class Words {
 public:
  Words(const Order& order, const Problem& problem)
      : order_(order),
        names_(names_of(order)),
        port_(std::to_string(port_of(order))),
        said_(" It said: " + problem.detail) {}

  Explanation rate_limited() const {
    return {"acme-rate-limited",
            "The certificate authority has had too many requests for these names or from this "
            "machine, and takes no more for a while. Nothing is wrong with your server. Wait until "
            "the time that it names, or a week, and repeat the command once; each try before that "
            "is refused as well. For experiments use --server staging, which has wide limits." +
                said_};
  }
  Explanation not_in_dns() const {
    return {"acme-dns",
            "The certificate authority finds no address for " + names_ +
                " in the DNS. Make an A record for the name with the public IPv4 address of this "
                "machine (and an AAAA record only if it is reached by IPv6), check it from "
                "elsewhere with `host " +
                order_.names.front() + "`, and repeat the command when the record is known." +
                said_};
  }
  Explanation refused_connection() const {
    return {"acme-connection-refused",
            "The address that " + names_ + " has in the DNS refused the connection to port " +
                port_ + ". Either the name leads to another machine, or nothing listens there: " +
                listener_advice() + said_};
  }
  Explanation no_connection() const {
    return {"acme-no-connection",
            "The certificate authority got no answer from port " + port_ + " of " + names_ +
                ". Check that the DNS name leads to this machine, that no firewall (also that of "
                "your provider) holds back port " +
                port_ +
                ", and that an AAAA record, if there is one, leads here as well: an "
                "authority tries IPv6 first." +
                said_};
  }
  Explanation wrong_machine() const {
    return {"acme-wrong-machine",
            "Port " + port_ + " of " + names_ +
                " answered the certificate authority, but not with the answer of this server. "
                "The DNS name probably leads to another machine, or another web server or proxy "
                "takes the port before lecternd. Compare the addresses of `host " +
                order_.names.front() +
                "` with those of this machine (A and AAAA), and see who "
                "listens (ss -ltnp)." +
                said_};
  }
  Explanation wrong_tls() const {
    return {"acme-tls",
            "The certificate authority could not make the TLS connection that it needs at port " +
                port_ + " of " + names_ +
                ". A proxy that ends TLS before lecternd cannot pass tls-alpn-01 on: use "
                "--challenge http-01, and let the proxy pass /.well-known/acme-challenge/ on." +
                said_};
  }
  Explanation forbidden_by_caa() const {
    return {"acme-caa",
            "A CAA record in the DNS of " + names_ +
                " or of a domain above it says which "
                "authorities may sign for it, and " +
                authority_of(order_) +
                " is not among them, or its servers did not answer. Add a record that allows it "
                "(for Let's Encrypt: 0 issue \"letsencrypt.org\"), or choose the authority that is "
                "allowed with --server. `dig CAA " +
                order_.names.front() + "` shows the record." + said_};
  }
  Explanation refused_name() const {
    return {"acme-name-refused",
            "The certificate authority does not sign " + names_ +
                ". It refuses private names, public suffixes and names on its own list. Use a name "
                "below a domain of yours, set public_url to it, and repeat the command." +
                said_};
  }
  Explanation refused_email() const {
    return {"acme-email",
            "The certificate authority does not take the mail address " + order_.email +
                ". Give one that exists, with a domain of the public DNS, with --email." + said_};
  }
  Explanation wants_account() const {
    return {"acme-external-account",
            "This certificate authority wants an account that was made on its own pages "
            "(external account binding), which this command cannot use. Use Let's Encrypt (without "
            "--server), or another client and [tls] certificate." +
                said_};
  }
  Explanation wants_action() const {
    return {"acme-terms",
            "The certificate authority wants you to do something first, mostly to agree to new "
            "terms of service. Follow the link, and repeat the command with --agree." +
                said_};
  }
  Explanation trouble_there() const {
    return {"acme-server-error",
            "The certificate authority has trouble of its own. Try again in an hour; the timer "
            "tries every day." +
                said_};
  }

 private:
  std::string listener_advice() const {
    if (order_.challenge == kTlsChallenge)
      return "[[listen]] needs a listener with tls = true at port 443, and a NAT or a container "
             "must pass the port on.";
    return "[[listen]] needs a listener at port 80 (redirect_to_https = true is right for it), "
           "and a NAT or a container must pass the port on.";
  }

  const Order& order_;
  const std::string names_;
  const std::string port_;
  const std::string said_;
};

Explanation explain_connection(const Words& words, std::string_view detail) {
  if (holds_any(detail, {"could not resolve", "NXDOMAIN", "SERVFAIL", "No valid IP"}))
    return words.not_in_dns();
  if (detail.find("refused") != std::string_view::npos) return words.refused_connection();
  return words.no_connection();
}

std::optional<Explanation> explain_problem(const Problem& problem, const Order& order) {
  const Words words{order, problem};
  const std::string& type = problem.type;
  if (type == "rateLimited") return words.rate_limited();
  if (type == "dns") return words.not_in_dns();
  if (type == "connection") return explain_connection(words, problem.detail);
  if (type == "unauthorized" || type == "incorrectResponse") {
    // Some authorities say so when they could not even connect.
    if (holds_any(problem.detail, {"Failed to connect", "Timeout", "connection refused"}))
      return explain_connection(words, problem.detail);
    return words.wrong_machine();
  }
  if (type == "tls") return words.wrong_tls();
  if (type == "caa") return words.forbidden_by_caa();
  if (type == "rejectedIdentifier" || type == "unsupportedIdentifier") return words.refused_name();
  if (type == "invalidContact" || type == "unsupportedContact") return words.refused_email();
  if (type == "externalAccountRequired") return words.wants_account();
  if (type == "userActionRequired") return words.wants_action();
  if (type == "serverInternal") return words.trouble_there();
  return std::nullopt;
}

Explanation explain_terms(std::string_view output, const Order& order) {
  std::string where;
  if (const auto at = output.find(kTermsAt); at != std::string_view::npos) {
    const std::string_view rest = output.substr(at + kTermsAt.size());
    where = base::harmless(base::shortened(rest.substr(0, rest.find('\n')), kLongestDetail));
  }
  return {"acme-terms", "You have to agree to the terms of service of " + authority_of(order) +
                            (where.empty() ? "" : ": " + where) +
                            ". Read them, and repeat the command with --agree."};
}

// What libcurl says where the authority itself cannot be reached.
Explanation explain_unreachable(std::string_view output, const Order& order) {
  std::string reason;
  if (const auto at = output.rfind(" failed: "); at != std::string_view::npos) {
    const std::string_view rest = output.substr(at + 9);
    reason = base::harmless(base::shortened(rest.substr(0, rest.find('\n')), kLongestDetail));
  }
  std::string text = "This machine cannot reach " + authority_of(order) + ": " + reason + ". ";
  if (holds_any(reason, {"resolve", "resolving"}))
    text += "Its name servers do not answer or do not know the name; /etc/resolv.conf names them.";
  else if (holds_any(reason, {"SSL", "certificate", "TLS"}))
    text +=
        "The certificate of that server is not trusted here: install ca-certificates, set the "
        "clock right, or add the authority of your own network with update-ca-certificates.";
  else
    text +=
        "Check that the machine may open connections to port 443 of the internet; a firewall may "
        "hold them back.";
  return {"acme-unreachable", std::move(text)};
}

}  // namespace

Explanation explain_failure(std::string_view output, const Order& order) {
  const auto problem = problem_in(output);
  if (problem) {
    if (auto known = explain_problem(*problem, order)) return std::move(*known);
    return {"acme-failed", "The certificate authority refused the request (" +
                               base::harmless(problem->type) + "). It said: " + problem->detail};
  }
  if (output.find("terms not agreed to") != std::string_view::npos)
    return explain_terms(output, order);
  if (holds_any(output, {"curl_get: GET", "curl_post: POST"}))
    return explain_unreachable(output, order);
  if (output.find("no challenge completed") != std::string_view::npos)
    return {"acme-no-challenge",
            "The certificate authority offers no challenge of the type " + order.challenge +
                " for " + names_of(order) + ", or lecternd did not take it. Try --challenge " +
                std::string{order.challenge == kTlsChallenge ? kHttpChallenge : kTlsChallenge} +
                "; the journal of lectern has a line for each challenge that it took."};
  const std::string tail{output.substr(output.size() - std::min(output.size(), kLongestOutput))};
  std::string said;
  for (const char c : base::trim(tail, " \n")) {
    if (c == '\n') said += "; ";
    else said += c;
  }
  return {"acme-failed", "uacme failed" + (said.empty() ? std::string{"."}
                                                        : ". It said: " + base::harmless(said))};
}

bool is_bad_nonce(std::string_view output) {
  const auto problem = problem_in(output);
  return problem && problem->type == "badNonce";
}

}  // namespace ctl::tls
