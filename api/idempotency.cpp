// SPDX-License-Identifier: MIT
#include "api/idempotency.hpp"

#include <algorithm>

#include "api/bearer.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace api {
namespace {

constexpr std::size_t kLongestKey = 255;
// An answer has at most the size of a page of a list.
constexpr std::size_t kLongestAnswer = 1 << 20;

// Every part is kept apart from the next one by its length.
base::Sha256Digest digest_of(const Request& request, const Match& match) {
  std::string text;
  const auto add = [&](std::string_view part) {
    text.append(std::to_string(part.size())).append(1, ':').append(part);
  };
  for (const std::string& parameter : match.parameters) add(parameter);
  add(request.query);
  add(request.header("if-match"));
  add(request.body);
  return base::sha256(base::as_bytes(text));
}

base::Result<std::string, Problem> subject_of(const Dependencies& d, const Request& request,
                                              const Match& match) {
  if (match.needs != Needs::no_token) {
    TRY(const auto claims, maybe_signed_in(d, Call{request, match.parameters, match.needs}));
    if (claims) return meetings::Idempotency::subject_of(claims->user_id);
  }
  return "address " + request.client.ip.site().print();
}

std::string print_answer(const Response& response) {
  base::Json headers = base::Json::array();
  for (const auto& [name, value] : response.headers) headers.push(base::Json::array({name, value}));
  return base::Json::object({{"status", response.status},
                             {"headers", headers},
                             {"body", response.body ? base::Json{*response.body} : base::Json{}}})
      .print();
}

base::Result<Response, Problem> parse_answer(std::string_view text) {
  const auto kept = base::Json::parse(text, kLongestAnswer);
  if (!kept) return base::failure(internal_error());
  Response response;
  response.status = static_cast<int>((*kept)["status"].as_integer().value_or(500));
  for (const base::Json& header : (*kept)["headers"].items())
    response.with(header.at(0).text(), header.at(1).text());
  if (const base::Json body = (*kept)["body"]; body.is_string())
    response.body = std::make_shared<const std::string>(body.text());
  return std::move(response.with("Idempotency-Replayed", "true"));
}

bool is_success(const Answer& answer) noexcept { return answer && answer->status < 300; }

}  // namespace

std::optional<std::string> read_idempotency_key(std::string_view field) {
  field = base::trim(field);
  if (field.size() >= 2 && field.starts_with('"') && field.ends_with('"'))
    field = field.substr(1, field.size() - 2);
  if (field.empty() || field.size() > kLongestKey) return std::nullopt;
  const bool fits = std::all_of(field.begin(), field.end(), [](char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  });
  return fits ? std::optional{std::string{field}} : std::nullopt;
}

bool takes_idempotency_key(Method method, std::string_view pattern) noexcept {
  // An upload has its offset instead: the same piece cannot be added twice.
  return method != Method::get && method != Method::head && pattern != "/api/auth/guest" &&
         !pattern.starts_with("/api/recordings/upload");
}

Answer answer_once(const Dependencies& d, const Request& request, const Match& match,
                   const std::function<Answer()>& ask) {
  if (!takes_idempotency_key(request.method, match.pattern) ||
      !request.headers.contains("idempotency-key"))
    return ask();
  const auto key = read_idempotency_key(request.header("idempotency-key"));
  if (!key) return base::failure(bad_idempotency_key());
  TRY(auto subject, subject_of(d, request, match));
  const std::string route =
      std::string{to_string(request.method)} + ' ' + std::string{match.pattern};
  TRY(auto begun, d.idempotency.begin({std::move(subject), route, *key, digest_of(request, match)})
                      .map_error(to_problem));
  if (const auto* kept = std::get_if<std::string>(&begun)) return parse_answer(*kept);
  auto& turn = *std::get<std::unique_ptr<meetings::Idempotency::Turn>>(begun);
  Answer answer = ask();
  const auto stored = is_success(answer) ? turn.keep(print_answer(*answer)) : turn.commit();
  // A refusal stays what it is; what it could not store is lost with it.
  if (!stored && answer) return base::failure(to_problem(stored.error()));
  return answer;
}

}  // namespace api
