// SPDX-License-Identifier: MIT
// lecternctl tls: certificates of a certificate authority that speaks ACME, in one command.
#include "base/text.hpp"
#include "ctl/line.hpp"
#include "ctl/tls/client.hpp"

namespace ctl {
namespace {

constexpr std::size_t kHookArguments = 5;

std::shared_ptr<std::string> add_folder(CLI::App& command) {
  auto folder = std::make_shared<std::string>();
  command.add_option("--folder", *folder,
                     "where keys and order are kept (default: acme in the state folder)");
  return folder;
}

void add_acme(Line& line, CLI::App& tls) {
  CLI::App* acme = line.add(tls, "acme", "get a certificate, and renew it from now on");
  const auto wish = std::make_shared<tls::Wish>();
  acme->add_option("--email", wish->order.email,
                   "where the authority writes to when something is wrong")
      ->required();
  acme->add_option("--name", wish->order.names,
                   "a DNS name of this server, as often as needed (default: that of public_url)");
  acme->add_option("--server", wish->order.server,
                   "'staging', or the directory of another authority (default: Let's Encrypt)");
  acme->add_option("--challenge", wish->order.challenge,
                   "http-01 (port 80, the default) or tls-alpn-01 (port 443)");
  acme->add_option("--folder", wish->folder,
                   "where keys and order are kept (default: acme in the state folder)");
  acme->add_flag("--agree", wish->agree, "agree to the authority's terms of service");
  acme->callback([&line, wish] {
    for (std::string& name : wish->order.names) name = base::to_lower(name);
    line.run(Job{line.socket(), line.json(),
                 [wish](const Job& job) { return tls::get_certificate(job, *wish); }});
  });
}

void add_renew(Line& line, CLI::App& tls) {
  CLI::App* renew =
      line.add(tls, "renew", "get a new certificate where a third of its life is left");
  const auto folder = add_folder(*renew);
  const auto force = std::make_shared<bool>(false);
  renew->add_flag("--force", *force, "also where it is not due");
  renew->callback([&line, folder, force] {
    line.run(Job{line.socket(), line.json(), [folder, force](const Job& job) {
                   return tls::renew_certificate(job, *folder, *force);
                 }});
  });
}

void add_revoke(Line& line, CLI::App& tls) {
  CLI::App* revoke = line.add(tls, "revoke", "revoke the certificate, and throw its key away");
  const auto folder = add_folder(*revoke);
  const auto reason = std::make_shared<int>(1);
  const auto forget = std::make_shared<bool>(false);
  revoke
      ->add_option("--reason", *reason,
                   "0 unspecified, 1 the key was stolen (default), 4 superseded, 5 no longer used")
      ->check(CLI::IsMember({0, 1, 4, 5}));
  revoke->add_flag("--forget", *forget, "and get no new one");
  revoke->callback([&line, folder, reason, forget] {
    line.run(Job{line.socket(), line.json(), [folder, reason, forget](const Job& job) {
                   return tls::revoke_certificate(job, *folder, *reason, *forget);
                 }});
  });
}

void add_hook(Line& line, CLI::App& tls) {
  CLI::App* hook = line.add(tls, "hook", "what uacme runs for each challenge");
  hook->group("");  // nobody calls it by hand
  const auto challenge = std::make_shared<std::string>();
  const auto said = std::make_shared<std::vector<std::string>>();
  hook->add_option("--challenge", *challenge)->required();
  hook->add_option("WORDS", *said, "METHOD TYPE IDENT TOKEN AUTH")
      ->required()
      ->expected(kHookArguments);
  hook->callback([&line, challenge, said] {
    line.run(Job{line.socket(), line.json(), [challenge, said](const Job& job) {
                   return tls::answer_hook(job, *challenge, *said);
                 }});
  });
}

}  // namespace

void add_tls(Line& line) {
  CLI::App* tls = line.group("tls", "certificates of a certificate authority (ACME)");
  add_acme(line, *tls);
  add_renew(line, *tls);
  add_revoke(line, *tls);
  CLI::App* status = line.add(*tls, "status", "which certificate is served, and who renews it");
  const auto folder = add_folder(*status);
  status->callback([&line, folder] {
    line.run(Job{line.socket(), line.json(),
                 [folder](const Job& job) { return tls::show_certificate(job, *folder); }});
  });
  add_hook(line, *tls);
}

}  // namespace ctl
