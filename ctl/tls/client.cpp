// SPDX-License-Identifier: MIT
#include "ctl/tls/client.hpp"

#include <cstdio>
#include <tuple>
#include <utility>

#include "config/state_files.hpp"
#include "control/client.hpp"
#include "ctl/complain.hpp"
#include "ctl/text.hpp"
#include "ctl/tls/process.hpp"
#include "ctl/tls/session.hpp"
#include "ctl/tls/timer.hpp"

namespace ctl::tls {
namespace {

using base::Json;

struct DaemonState {
  std::string folder;  // in the state folder
  std::string public_host;
  std::optional<Served> served;
};

base::Result<DaemonState, control::Error> ask_state(const Job& job) {
  TRY(const Json answer, control::ask_daemon(job.socket, {"status", Json::object()}));
  return DaemonState{answer["state_dir"].text() + "/" + config::kAcmeFolder,
                     answer["public_host"].text(), read_served(answer["certificate"])};
}

// Why the daemon would not serve a certificate that was got; asked before anything is ordered.
std::optional<control::Error> why_not_served(const DaemonState& state) {
  if (!state.served)
    return control::Error{"no-tls",
                          "No listener of the daemon speaks TLS; [[listen]] needs one with tls = "
                          "true, or the certificate belongs to the proxy in front of it."};
  if (state.served->origin == "configured")
    return control::Error{"tls-configured",
                          "[tls] in the configuration names a certificate of its own. Remove its "
                          "keys certificate and key, run `lecternctl reload`, and repeat this."};
  return std::nullopt;
}

int complain_about(const Explanation& why, const Job& job) {
  return complain(control::Error{why.code, why.text}, job.json);
}

Json to_json(const Served& served) {
  Json names = Json::array();
  for (const std::string& name : served.names) names.push(name);
  return Json::object({{"names", names},
                       {"issuer", served.issuer},
                       {"valid_from", base::print_iso8601(served.validity.from)},
                       {"expires", base::print_iso8601(served.validity.until)},
                       {"origin", served.origin}});
}

void print(const Json& answer, const Job& job) {
  if (job.json) std::puts(answer.print_pretty().c_str());
  else std::fputs(print_list(answer).c_str(), stdout);
}

// What the daemon serves now, and when that is renewed.
Json describe(const Served& served) {
  Json answer = to_json(served);
  answer.set("renewal", base::print_iso8601(renewal_time(served.validity)));
  return answer;
}

// In the user's folder, as its owner: the file system is the daemon's there.
int work_in(const std::string& chosen, const DaemonState& state,
            const std::function<int(const std::string& folder)>& task) {
  if (!chosen.empty()) return task(chosen);
  const std::string parent = state.folder.substr(0, state.folder.rfind('/'));
  return run_as_owner_of(parent, [&] { return task(state.folder); });
}

int get_in(const Job& job, const Wish& wish, const std::string& path) {
  const auto session = Session::open(job, path);
  if (!session) return complain_about(session.error(), job);
  if (const auto account = session->sign_up(wish.order, wish.agree); !account)
    return complain_about(account.error(), job);
  const auto served = session->issue(wish.order);
  if (!served) return complain_about(served.error(), job);
  if (const auto kept = session->folder().keep(wish.order); !kept)
    return complain(kept.error().what);
  print(describe(*served), job);
  return 0;
}

base::Result<Order, control::Error> kept_order(const std::string& path) {
  const auto order = Folder{path}.order();
  if (!order) return control::refuse("bad-order", order.error().what);
  if (!*order)
    return control::refuse("no-order",
                           "Nothing was asked for here; get a certificate first: lecternctl tls "
                           "acme --email you@example.org");
  return **order;
}

int renew_in(const Job& job, const DaemonState& state, const std::string& path, bool force) {
  const auto order = kept_order(path);
  if (!order) return complain(order.error(), job.json);
  if (const auto why = why_not_served(state)) return complain(*why, job.json);
  const base::WallTime now = base::SystemClock{}.wall_now();
  if (!force && is_current(*state.served, order->names, now)) {
    print(describe(*state.served), job);
    return 0;
  }
  const auto session = Session::open(job, path);
  if (!session) return complain_about(session.error(), job);
  // The folder may have a certificate that the daemon lost, or that it could not take.
  if (!force && state.served->origin != "acme") {
    const auto installed = session->install(*order);
    if (installed && is_current(*installed, order->names, now)) {
      print(describe(*installed), job);
      return 0;
    }
  }
  const auto served = session->issue(*order);
  if (!served) return complain_about(served.error(), job);
  print(describe(*served), job);
  return 0;
}

int revoke_in(const Job& job, const std::string& path, int reason, bool forget) {
  const auto order = kept_order(path);
  if (!order) return complain(order.error(), job.json);
  const auto session = Session::open(job, path);
  if (!session) return complain_about(session.error(), job);
  if (const auto done = session->revoke(*order, reason); !done)
    return complain_about(done.error(), job);
  if (forget) {
    if (const auto forgotten = session->folder().forget_order(); !forgotten)
      return complain(forgotten.error().what);
  }
  Json answer = Json::object({{"revoked", true}});
  answer.set("next", forget ? "The daemon serves the revoked certificate until it expires or "
                              "another one takes its place."
                            : "The daemon still serves the revoked certificate. A new one, with a "
                              "new key: lecternctl tls renew --force");
  print(answer, job);
  return 0;
}

int show_in(const Job& job, const DaemonState& state, const std::string& path) {
  const auto order = Folder{path}.order();
  if (!order) return complain(order.error().what);
  Json answer = state.served ? describe(*state.served) : Json::object();
  if (!*order || !state.served || state.served->origin != "acme") answer.set("renewal", Json());
  if (*order) {
    answer.set("authority", authority_of(**order));
    answer.set("email", (*order)->email);
    answer.set("challenge", (*order)->challenge);
    answer.set("renewed_by", describe_timer());
  }
  if (const auto last = Folder{path}.last_try()) {
    answer.set("last_try", base::print_iso8601(last->at));
    answer.set("last_error", last->failed ? Json(last->failed->text) : Json());
  }
  print(answer, job);
  return state.served && is_late(state.served->validity, base::SystemClock{}.wall_now()) ? 1 : 0;
}

}  // namespace

int get_certificate(const Job& job, Wish wish) {
  const auto state = ask_state(job);
  if (!state) return complain(state.error(), job.json);
  if (wish.order.names.empty() && !state->public_host.empty())
    wish.order.names.push_back(state->public_host);
  if (const auto fault = find_order_fault(wish.order))
    return complain(control::Error{"bad-order", *fault}, job.json);
  if (const auto why = why_not_served(*state)) return complain(*why, job.json);
  const int status = work_in(wish.folder, *state,
                             [&](const std::string& folder) { return get_in(job, wish, folder); });
  if (status != 0 || !wish.folder.empty()) return status;
  const std::string renewals = enable_timer();  // as the user who called
  if (!job.json) std::puts(renewals.c_str());
  return 0;
}

int renew_certificate(const Job& job, const std::string& folder, bool force) {
  const auto state = ask_state(job);
  if (!state) return complain(state.error(), job.json);
  return work_in(folder, *state,
                 [&](const std::string& path) { return renew_in(job, *state, path, force); });
}

int revoke_certificate(const Job& job, const std::string& folder, int reason, bool forget) {
  const auto state = ask_state(job);
  if (!state) return complain(state.error(), job.json);
  return work_in(folder, *state,
                 [&](const std::string& path) { return revoke_in(job, path, reason, forget); });
}

int show_certificate(const Job& job, const std::string& folder) {
  const auto state = ask_state(job);
  if (!state) return complain(state.error(), job.json);
  return work_in(folder, *state,
                 [&](const std::string& path) { return show_in(job, *state, path); });
}

int answer_hook(const Job& job, const std::string& challenge,
                const std::vector<std::string>& said) {
  const auto& [method, type, name, token] = std::tie(said[0], said[1], said[2], said[3]);
  // uacme asks for each type in turn; status 1 declines.
  if (type != challenge) return 1;
  Json arguments = Json::object({{"type", type}, {"name", name}, {"token", token}});
  if (method == "begin") arguments.set("answer", said[4]);
  const auto answer = control::ask_daemon(
      job.socket, {method == "begin" ? "acme-offer" : "acme-withdraw", std::move(arguments)});
  return answer ? 0 : complain(answer.error());
}

}  // namespace ctl::tls
