// SPDX-License-Identifier: MIT
#include "config/mail.hpp"

#include "tests/support/check.hpp"

namespace {

using namespace config;

void a_url_names_host_port_and_tls() {
  const MailUrl plain = CHECK_OK(parse_mail_url("smtp://mail.example.org"));
  CHECK_EQ(plain.host, "mail.example.org");
  CHECK_EQ(plain.port, 587);
  CHECK(!plain.tls_from_the_start);
  const MailUrl tls = CHECK_OK(parse_mail_url("smtps://mail.example.org/"));
  CHECK(tls.tls_from_the_start && tls.port == 465);
  CHECK_EQ(CHECK_OK(parse_mail_url("smtp://localhost:25")).port, 25);
  const MailUrl v6 = CHECK_OK(parse_mail_url("smtp://[::1]:2525"));
  CHECK(v6.host == "::1" && v6.port == 2525);
  CHECK_EQ(CHECK_OK(parse_mail_url("smtp://[::1]")).port, 587);
}

void another_url_is_refused() {
  for (const char* wrong :
       {"", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://a b",
        "smtp://u:p@mail.example.org", "smtp://mail.example.org:0", "smtp://mail.example.org:x",
        "smtp://mail.example.org:99999", "smtp://[::1", "smtp://[x]:25", "smtp://a/b"})
    CHECK(!parse_mail_url(wrong));
}

void a_sender_has_an_address_and_perhaps_a_name() {
  const MailSender both = CHECK_OK(parse_mail_sender("Zoë's School <meet@example.org>"));
  CHECK_EQ(both.name, "Zoë's School");
  CHECK_EQ(both.address, "meet@example.org");
  CHECK_EQ(CHECK_OK(parse_mail_sender("\"A, B\" <m@a.example>")).name, "A, B");
  CHECK_EQ(CHECK_OK(parse_mail_sender("meet@example.org")).name, "");
  for (const char* wrong : {"", "meet", "@example.org", "meet@", "a b@example.org", "x <a@b> y",
                            "meet@example.org>", "m\r\nBcc: x <a@b.c>", "é@example.org"})
    CHECK(!parse_mail_sender(wrong));
}

std::string keys_at_fault(const MailConfig& mail) {
  std::string keys;
  for (const MailFinding& one : check_mail(mail)) keys += one.key + " ";
  return keys;
}

void a_section_is_whole() {
  MailConfig mail;
  mail.language = "en";
  CHECK_EQ(keys_at_fault(mail), "");  // no mail is sent
  mail.url = "smtp://mail.example.org";
  CHECK_EQ(keys_at_fault(mail), "mail.from ");
  mail.user = "meet@example.org";
  CHECK_EQ(keys_at_fault(mail), "mail.user ");  // without a password
  mail.password = base::Secret{"secret"};
  CHECK_EQ(keys_at_fault(mail), "");
  mail.tls = MailTls::none;
  CHECK_EQ(keys_at_fault(mail), "mail.tls ");
  mail.tls = MailTls::automatic;
  mail.language = "tlh";
  mail.url = "mail.example.org";
  CHECK_EQ(keys_at_fault(mail), "mail.url mail.language ");
}

// A token of 52 digits stands behind it, and an address has 64 bytes before its "@".
void the_mailbox_for_answers_has_a_short_name() {
  MailConfig mail;
  mail.language = "en";
  mail.url = "smtp://mail.example.org";
  mail.from = "meet@example.org";
  for (const char* right : {"", "rsvp@meet.example.org", "eleven-char@example.org"}) {
    mail.replies = right;
    CHECK_EQ(keys_at_fault(mail), "");
  }
  for (const char* wrong : {"rsvp", "@example.org", "rsvp@", "twelve-chars@example.org",
                            "rsvp+x@example.org", "A <rsvp@example.org>", "r p@example.org"}) {
    mail.replies = wrong;
    CHECK_EQ(keys_at_fault(mail), "mail.replies ");
  }
}

void the_older_stacks_variables_make_a_section() {
  MailConfig mail;
  add_older_mail(mail, {{"EMAIL_HOST", "smtp.gmail.com"},
                        {"EMAIL_PORT", "587"},
                        {"EMAIL_USE_TLS", "True"},
                        {"EMAIL_HOST_USER", "school@gmail.com"},
                        {"EMAIL_HOST_PASSWORD", "an app password"},
                        {"DEFAULT_FROM_EMAIL", "School <school@gmail.com>"}});
  CHECK_EQ(mail.url, "smtp://smtp.gmail.com:587");
  CHECK_EQ(mail.user, "school@gmail.com");
  CHECK_EQ(mail.password.reveal_text(), "an app password");
  CHECK_EQ(mail.from, "School <school@gmail.com>");
  CHECK(mail.tls == MailTls::automatic);

  MailConfig ssl;
  add_older_mail(ssl, {{"EMAIL_HOST", "mail.example.org"}, {"EMAIL_USE_SSL", "1"}});
  CHECK_EQ(ssl.url, "smtps://mail.example.org");
  MailConfig local;
  add_older_mail(local, {{"EMAIL_HOST", "localhost"}, {"EMAIL_PORT", "25"}});
  CHECK(local.url == "smtp://localhost:25" && local.tls == MailTls::none);
  MailConfig own;
  own.url = "smtp://own.example.org";
  add_older_mail(own, {{"EMAIL_HOST", "other.example.org"}, {"EMAIL_HOST_USER", "x"}});
  CHECK(own.url == "smtp://own.example.org" && own.user.empty());
  MailConfig none;
  add_older_mail(none, {{"EMAIL_PORT", "25"}});
  CHECK_EQ(none.url, "");
}

}  // namespace

int main() {
  return lectern_test::run(
      "mail", {TEST(a_url_names_host_port_and_tls), TEST(another_url_is_refused),
               TEST(a_sender_has_an_address_and_perhaps_a_name), TEST(a_section_is_whole),
               TEST(the_mailbox_for_answers_has_a_short_name),
               TEST(the_older_stacks_variables_make_a_section)});
}
