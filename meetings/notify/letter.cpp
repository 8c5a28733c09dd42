// SPDX-License-Identifier: MIT
#include "meetings/notify/letter.hpp"

namespace meetings::notify {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\n': out += "<br>\n"; break;
      default: out += c;
    }
  }
  return out;
}

// The lines after the first stand in from the left, so nothing in them looks like a fact of its
// own or like the end of the mail.
std::string indented(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  return out;
}

// Programs that know no style sheet show the colours of the day, which stand in the elements.
constexpr std::string_view kStyle =
    R"(:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;-webkit-text-size-adjust:100%}
@media (max-width:480px){
.page{padding:0!important}
.card{border-radius:0!important;border-width:0!important}
.in{padding-left:20px!important;padding-right:20px!important}
.button a{display:block!important}
.fact,.value{display:block!important;width:auto!important}
.fact{padding-bottom:0!important}
.value{padding-top:2px!important}
}
@media (prefers-color-scheme:dark){
body,.page{background:#12162a!important}
.card{background:#1c2240!important;border-color:#333b66!important}
.head{background:#0d1124!important}
.line{border-color:#333b66!important}
h1,.text,.value{color:#eef0f8!important}
.fact,.small{color:#aab1d0!important}
.button a{background:#f5bb07!important;color:#1a2040!important}
a.plain{color:#b9c3f5!important}
}
)";

constexpr std::string_view kFont =
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;";

struct Page {
  std::string out;

  void add(std::string_view text) { out += text; }
  void element(std::string_view open, std::string_view text, std::string_view close) {
    out.append(open).append(escaped(text)).append(close).append("\n");
  }
  void anchor(std::string_view attributes, const Link& link) {
    out.append("<a ").append(attributes).append(" href=\"").append(escaped(link.url));
    out.append("\">").append(escaped(link.label)).append("</a>");
  }
};

void add_head(Page& page, const Letter& letter) {
  const Words& words = *letter.words;
  page.add("<!doctype html>\n<html lang=\"");
  page.add(words.code);
  page.add("\" dir=\"");
  page.add(words.direction);
  page.add(
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"supported-color-schemes\" content=\"light dark\">\n");
  page.element("<title>", letter.subject, "</title>");
  page.add("<style>\n");
  page.add(kStyle);
  page.add("</style>\n</head>\n<body>\n");
}

void add_facts(Page& page, const Letter& letter) {
  if (letter.facts.empty()) return;
  page.add(
      "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
      "style=\"margin:16px 0 0\">\n");
  for (const auto& [label, value] : letter.facts) {
    page.add("<tr>");
    page.element(
        "<td class=\"fact\" valign=\"top\" width=\"110\" style=\"padding:6px "
        "0;font-size:14px;line-height:22px;color:#5a6388\">",
        label, "</td>");
    page.element(
        "<td class=\"value\" valign=\"top\" style=\"padding:6px "
        "0;font-size:16px;line-height:22px;color:#1a2040;word-break:break-word\">",
        value, "</td></tr>");
  }
  page.add("</table>\n");
}

void add_button(Page& page, const Letter& letter) {
  if (!letter.button) return;
  page.add("<p class=\"button\" style=\"margin:24px 0 0\">");
  page.anchor(
      "style=\"display:inline-block;padding:13px 28px;border-radius:8px;background:" +
          letter.color +
          ";color:#ffffff;font-size:16px;line-height:22px;font-weight:600;text-decoration:none;"
          "text-align:center\"",
      *letter.button);
  page.add("</p>\n");
}

constexpr std::string_view kSmall =
    "<p class=\"small\" style=\"margin:0 0 8px;font-size:13px;line-height:20px;color:#5a6388\">";

void add_small_print(Page& page, const Letter& letter) {
  page.add(
      "<div class=\"in line\" style=\"padding:20px 32px 16px;border-top:1px solid #dfe2ee\">\n");
  if (letter.button) {
    page.element(kSmall, letter.words->link_hint, "<br>");
    page.add("<span dir=\"ltr\" style=\"word-break:break-all\">");
    page.anchor("class=\"plain\" style=\"color:" + letter.color + "\"",
                Link{letter.button->url, letter.button->url});
    page.add("</span></p>\n");
  }
  for (const std::string& line : letter.small_print) page.element(kSmall, line, "</p>");
  page.element(kSmall, fill(letter.words->sent_by, {{"site", letter.site}}), "</p>");
  if (letter.unsubscribe) {
    page.add(kSmall);
    page.anchor("class=\"plain\" style=\"color:" + letter.color + "\"", *letter.unsubscribe);
    page.add("</p>\n");
  }
  page.add("</div>\n");
}

}  // namespace

std::string print_text(const Letter& letter) {
  std::string out = letter.heading + "\n\n";
  for (const std::string& paragraph : letter.paragraphs) out += paragraph + "\n\n";
  for (const auto& [label, value] : letter.facts) out += label + ": " + indented(value) + "\n";
  if (!letter.facts.empty()) out += "\n";
  if (letter.button) out += letter.button->label + ":\n" + letter.button->url + "\n\n";
  out += "-- \n";
  for (const std::string& line : letter.small_print) out += line + "\n";
  out += fill(letter.words->sent_by, {{"site", letter.site}}) + "\n";
  if (letter.unsubscribe) out += letter.unsubscribe->label + ": " + letter.unsubscribe->url + "\n";
  return out;
}

std::string print_html(const Letter& letter) {
  Page page;
  add_head(page, letter);
  page.add("<div class=\"page\" style=\"background:#eef0f6;padding:24px 12px;");
  page.add(kFont);
  page.add(
      "\">\n<div class=\"card\" style=\"max-width:560px;margin:0 auto;background:#ffffff;"
      "border:1px solid #dfe2ee;border-radius:16px;overflow:hidden\">\n");
  page.element(
      "<div class=\"in head\" style=\"background:" + letter.color +
          ";border-bottom:4px solid #f5bb07;padding:16px 32px;color:#ffffff;font-size:16px;"
          "line-height:24px;font-weight:600\">",
      letter.site, "</div>");
  page.add("<div class=\"in\" style=\"padding:28px 32px 32px\">\n");
  page.element(
      "<h1 style=\"margin:0 0 12px;font-size:24px;line-height:32px;color:#1a2040;"
      "word-break:break-word\">",
      letter.heading, "</h1>");
  for (const std::string& paragraph : letter.paragraphs) {
    page.element(
        "<p class=\"text\" style=\"margin:0 0 12px;font-size:16px;line-height:24px;color:#1a2040;"
        "word-break:break-word\">",
        paragraph, "</p>");
  }
  add_facts(page, letter);
  add_button(page, letter);
  page.add("</div>\n");
  add_small_print(page, letter);
  page.add("</div>\n</div>\n</body>\n</html>\n");
  return page.out;
}

}  // namespace meetings::notify
