// SPDX-License-Identifier: MIT
// Mails that a mail server hands over.
#include <array>

#include "base/encoding.hpp"
#include "daemon/commands/commands.hpp"

namespace lecternd::commands {
namespace {

using base::Json;

Json result_json(std::string_view result, std::string_view detail) {
  return Json::object({{"result", result}, {"detail", detail}});
}

// Whatever the mail is, the mail server is rid of it; the store's trouble is another matter.
bool is_of_the_mail(meetings::RefusalCode code) noexcept {
  using enum meetings::RefusalCode;
  return code == bad_field || code == not_found || code == changed || code == ended;
}

control::Answer mail_reply(const OperatorContext& c, const Json& arguments) {
  TRY(const auto text, text_of(arguments, "message"));
  const auto message = base::decode_base64url(text);
  if (!message) return control::refuse("bad-field", "message is no base64url");
  const auto done =
      c.domain.invitations.respond_by_mail(base::as_text(*message), arguments["recipient"].text());
  if (done) {
    const meetings::Invitation& invitation = done->invitation;
    c.foundation.log.info("mail_reply", {{"invite", invitation.id.value()},
                                         {"status", to_string(invitation.status)}});
    return result_json(to_string(invitation.status), invitation.id.value());
  }
  if (!is_of_the_mail(done.error().code)) return refused(done.error());
  c.foundation.log.info("mail_reply_ignored", {{"why", done.error().detail}});
  return result_json("ignored", done.error().detail);
}

constexpr std::array kCommands{
    Command{"mail-reply", mail_reply, Audited::none("a guest answers, as by the link of the mail")},
};

}  // namespace

std::span<const Command> mail_commands() noexcept { return kCommands; }

}  // namespace lecternd::commands
