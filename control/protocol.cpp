// SPDX-License-Identifier: MIT
#include "control/protocol.hpp"

namespace control {

using base::Json;

std::string print_request(const Request& request) {
  return Json::object({{"command", request.command}, {"arguments", request.arguments}}).print();
}

base::Result<Request, Error> parse_request(std::string_view line) {
  const auto json = Json::parse(line, kMostRequestBytes);
  if (!json) return refuse("bad-request", "not a JSON object: " + json.error().what);
  const Json command_value = (*json)["command"];
  const auto command = command_value.as_string();
  if (!command) return refuse("bad-request", "no \"command\"");
  Json arguments = (*json)["arguments"];
  if (arguments.is_null()) arguments = Json::object();
  if (!arguments.is_object()) return refuse("bad-request", "\"arguments\" is no object");
  return Request{std::string{*command}, std::move(arguments)};
}

std::string print_answer(const Answer& result) {
  if (result) return Json::object({{"ok", true}, {"result", *result}}).print();
  const Json error =
      Json::object({{"code", result.error().code}, {"message", result.error().message}});
  return Json::object({{"ok", false}, {"error", error}}).print();
}

Answer parse_answer(std::string_view line) {
  const auto json = Json::parse(line, kMostAnswerBytes);
  if (!json) return refuse("bad-answer", "the daemon's answer is no JSON: " + json.error().what);
  if ((*json)["ok"].as_bool() == true) return (*json)["result"];
  const Json error = (*json)["error"];
  const Json code = error["code"];
  const Json message = error["message"];
  return refuse(std::string{code.as_string().value_or("bad-answer")},
                std::string{message.as_string().value_or("the daemon's answer says nothing")});
}

std::string socket_path(const std::string& runtime_dir) { return runtime_dir + "/control.sock"; }

}  // namespace control
