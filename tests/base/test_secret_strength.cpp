// SPDX-License-Identifier: MIT
#include "base/secret_strength.hpp"

#include "tests/support/check.hpp"

namespace {

std::string said(std::string text, std::size_t least = base::kLeastSecretBytes) {
  return base::weakness_of(base::Secret{std::move(text)}, least).value_or("(none)");
}

void a_short_secret_is_weak() {
  CHECK_EQ(said(""), "has less than 16 characters");
  CHECK_EQ(said("0123456789abcde"), "has less than 16 characters");
  CHECK_EQ(said("0123456789abcdef"), "(none)");
  CHECK_EQ(said("abcd", 5), "has less than 5 characters");
  CHECK_EQ(said("abcd", 4), "(none)");
}

void a_secret_of_a_few_bytes_repeated_is_weak() {
  CHECK_EQ(said(std::string(32, '\0')), "is one character, repeated");
  CHECK_EQ(said(std::string(1000, 'a')), "is one character, repeated");
  CHECK_EQ(said(std::string(32, '\xff')), "is one character, repeated");
  CHECK_EQ(said("x", 1), "is one character, repeated");
  CHECK_EQ(said("abababababababab"), "has less than 4 different characters");
  CHECK_EQ(said("abcabcabcabcabca"), "has less than 4 different characters");
  CHECK_EQ(said("abcdabcdabcdabcd"), "(none)");
  std::string mixed(29, '\0');
  mixed += "abc";
  CHECK_EQ(said(mixed), "(none)");
}

}  // namespace

int main() {
  return lectern_test::run("secret_strength", {TEST(a_short_secret_is_weak),
                                               TEST(a_secret_of_a_few_bytes_repeated_is_weak)});
}
