// SPDX-License-Identifier: MIT
#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/encoding.hpp"

namespace base {

// The text follows the node in the same piece of memory.
struct Json::Text : Json::Node {
  std::size_t size = 0;

  static Text* make(std::string_view text) {
    void* const memory = std::malloc(sizeof(Text) + text.size());
    if (memory == nullptr) throw std::bad_alloc();
    Text* const node = ::new (memory) Text{};
    node->size = text.size();
    if (!text.empty()) std::memcpy(node->begin(), text.data(), text.size());
    return node;
  }
  char* begin() noexcept { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() noexcept { return {begin(), size}; }
};

struct Json::Array : Json::Node {
  std::vector<Json> items;
};

// Objects are small: a search goes through the members.
struct Json::Object : Json::Node {
  std::vector<std::pair<std::string, Json>> members;

  Json* find(std::string_view key) noexcept {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& member) { return member.first == key; });
    return found == members.end() ? nullptr : &found->second;
  }
};

void Json::drop() noexcept {
  if (!is_shared() || value_.node->refs.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  switch (kind_) {
    case Kind::text: std::free(static_cast<Text*>(value_.node)); return;
    case Kind::array: delete static_cast<Array*>(value_.node); return;
    case Kind::object: delete static_cast<Object*>(value_.node); return;
    default: return;
  }
}

Json::Json(double value) {
  if (!std::isfinite(value)) return;
  kind_ = Kind::real;
  value_.real = value;
}
Json::Json(std::string_view value) {
  if (!is_utf8(value)) return;
  value_.node = Text::make(value);
  kind_ = Kind::text;
}

Json Json::object(std::initializer_list<std::pair<std::string_view, Json>> members) {
  Json out;
  auto* const node = new Object;
  out.value_.node = node;
  out.kind_ = Kind::object;
  node->members.reserve(members.size());
  for (const auto& [key, value] : members) out.set(key, value);
  return out;
}

Json Json::array(const std::vector<Json>& items) {
  Json out;
  auto* const node = new Array;
  out.value_.node = node;
  out.kind_ = Kind::array;
  node->items = items;
  return out;
}

Json::Object* Json::as_object() const noexcept {
  return kind_ == Kind::object ? static_cast<Object*>(value_.node) : nullptr;
}
Json::Array* Json::as_array() const noexcept {
  return kind_ == Kind::array ? static_cast<Array*>(value_.node) : nullptr;
}

std::optional<std::string_view> Json::as_string() const noexcept {
  if (!is_string()) return std::nullopt;
  return static_cast<Text*>(value_.node)->view();
}
std::optional<bool> Json::as_bool() const noexcept {
  return is_bool() ? std::optional{value_.flag} : std::nullopt;
}
std::optional<std::int64_t> Json::as_integer() const noexcept {
  return is_integer() ? std::optional{value_.integer} : std::nullopt;
}
std::optional<double> Json::as_number() const noexcept {
  if (is_integer()) return static_cast<double>(value_.integer);
  return kind_ == Kind::real ? std::optional{value_.real} : std::nullopt;
}

std::string Json::text() const { return std::string{as_string().value_or("")}; }

Json Json::operator[](std::string_view key) const noexcept {
  Object* const node = as_object();
  const Json* const found = node == nullptr ? nullptr : node->find(key);
  return found == nullptr ? Json{} : *found;
}
bool Json::has(std::string_view key) const noexcept {
  Object* const node = as_object();
  return node != nullptr && node->find(key) != nullptr;
}

void Json::append(std::string_view key, Json value) {
  as_object()->members.emplace_back(key, std::move(value));
}

Json& Json::set(std::string_view key, Json value) {
  Object* const node = as_object();
  if (node == nullptr || !is_utf8(key)) throw std::logic_error{"no object, or no key"};
  if (Json* const old = node->find(key)) *old = std::move(value);
  else node->members.emplace_back(key, std::move(value));
  return *this;
}

std::vector<std::pair<std::string, Json>> Json::members() const {
  Object* const node = as_object();
  return node == nullptr ? std::vector<std::pair<std::string, Json>>{} : node->members;
}

std::size_t Json::size() const noexcept {
  if (const Array* const node = as_array()) return node->items.size();
  const Object* const node = as_object();
  return node == nullptr ? 0 : node->members.size();
}
std::vector<Json> Json::items() const {
  Array* const node = as_array();
  return node == nullptr ? std::vector<Json>{} : node->items;
}
Json Json::at(std::size_t index) const noexcept {
  const Array* const node = as_array();
  return node == nullptr || index >= node->items.size() ? Json{} : node->items[index];
}
Json& Json::push(Json value) {
  Array* const node = as_array();
  if (node == nullptr) throw std::logic_error{"no array"};
  node->items.push_back(std::move(value));
  return *this;
}

bool operator==(const Json& a, const Json& b) noexcept {
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case Json::Kind::null: return true;
    case Json::Kind::flag: return a.value_.flag == b.value_.flag;
    case Json::Kind::integer: return a.value_.integer == b.value_.integer;
    case Json::Kind::real: return a.value_.real == b.value_.real;
    case Json::Kind::text: return a.as_string() == b.as_string();
    case Json::Kind::array: return a.as_array()->items == b.as_array()->items;
    case Json::Kind::object: break;
  }
  const auto& members = a.as_object()->members;
  return members.size() == b.size() &&
         std::all_of(members.begin(), members.end(), [&](const auto& member) {
           const Json* const other = b.as_object()->find(member.first);
           return other != nullptr && member.second == *other;
         });
}

// ---- printing

class Json::Printer {
 public:
  explicit Printer(bool pretty) : pretty_(pretty) {}

  void print(const Json& value) {
    switch (value.kind_) {
      case Kind::null: out_ += "null"; return;
      case Kind::flag: out_ += value.value_.flag ? "true" : "false"; return;
      case Kind::integer: return number(value.value_.integer);
      case Kind::real: return real(value.value_.real);
      case Kind::text: return text(*value.as_string());
      case Kind::array: return array(value.as_array()->items);
      case Kind::object: return object(value.as_object()->members);
    }
  }
  std::string take() noexcept { return std::move(out_); }

 private:
  template <class T>
  void number(T value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), end);
  }
  // With a point or an exponent, so that it is read as no integer.
  void real(double value) {
    const std::size_t begin = out_.size();
    number(value);
    if (out_.find_first_of(".e", begin) == std::string::npos) out_ += ".0";
  }
  void text(std::string_view text) {
    out_ += '"';
    while (!text.empty()) {
      const std::size_t plain = static_cast<std::size_t>(
          std::find_if(text.begin(), text.end(), needs_escape) - text.begin());
      out_.append(text.substr(0, plain));
      if (plain == text.size()) break;
      escape(text[plain]);
      text.remove_prefix(plain + 1);
    }
    out_ += '"';
  }
  static bool needs_escape(char c) noexcept {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  }
  void escape(char c) {
    constexpr std::string_view kFrom = "\"\\\b\f\n\r\t";
    constexpr std::string_view kTo = "\"\\bfnrt";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    out_ += '\\';
    if (const std::size_t at = kFrom.find(c); at != std::string_view::npos) {
      out_ += kTo[at];
      return;
    }
    const auto byte = static_cast<unsigned char>(c);
    out_.append("u00");
    out_ += kHex[byte >> 4U];
    out_ += kHex[byte & 0xFU];
  }
  void array(const std::vector<Json>& items) {
    list('[', ']', items, [this](const Json& item) { print(item); });
  }
  void object(const std::vector<std::pair<std::string, Json>>& members) {
    list('{', '}', members, [this](const auto& member) {
      text(member.first);
      out_ += pretty_ ? ": " : ":";
      print(member.second);
    });
  }
  template <class Items, class Each>
  void list(char begin, char end, const Items& items, const Each& each) {
    out_ += begin;
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      new_line();
      each(item);
    }
    --depth_;
    if (!items.empty()) new_line();
    out_ += end;
  }
  void new_line() {
    if (pretty_) out_.append(1, '\n').append(2 * depth_, ' ');
  }

  const bool pretty_;
  std::size_t depth_ = 0;
  std::string out_;
};

std::string Json::print() const {
  Printer printer{false};
  printer.print(*this);
  return printer.take();
}

std::string Json::print_pretty() const {
  Printer printer{true};
  printer.print(*this);
  return printer.take();
}

}  // namespace base
