// SPDX-License-Identifier: MIT
#include "daemon/control_protocol.hpp"

namespace lecternd {

using base::Json;

std::string print_request(const ControlRequest& request) {
  return Json::object({{"command", request.command}, {"arguments", request.arguments}}).print();
}

base::Result<ControlRequest, ControlError> parse_request(std::string_view line) {
  const auto json = Json::parse(line, kMostRequestBytes);
  if (!json) return control_failure("bad-request", "not a JSON object: " + json.error().what);
  const Json command_value = (*json)["command"];
  const auto command = command_value.as_string();
  if (!command) return control_failure("bad-request", "no \"command\"");
  Json arguments = (*json)["arguments"];
  if (arguments.is_null()) arguments = Json::object();
  if (!arguments.is_object()) return control_failure("bad-request", "\"arguments\" is no object");
  return ControlRequest{std::string{*command}, std::move(arguments)};
}

std::string print_answer(const ControlResult& result) {
  if (result) return Json::object({{"ok", true}, {"result", *result}}).print();
  const Json error = Json::object({{"code", result.error().code}, {"message", result.error().message}});
  return Json::object({{"ok", false}, {"error", error}}).print();
}

ControlResult parse_answer(std::string_view line) {
  const auto json = Json::parse(line, kMostAnswerBytes);
  if (!json) return control_failure("bad-answer", "the daemon's answer is no JSON: " + json.error().what);
  if ((*json)["ok"].as_bool() == true) return (*json)["result"];
  const Json error = (*json)["error"];
  const Json code = error["code"];
  const Json message = error["message"];
  return control_failure(std::string{code.as_string().value_or("bad-answer")},
                         std::string{message.as_string().value_or("the daemon's answer says nothing")});
}

std::string control_socket_path(const std::string& runtime_dir) { return runtime_dir + "/control.sock"; }

}  // namespace lecternd
