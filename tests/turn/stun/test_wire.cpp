// SPDX-License-Identifier: MIT
// The numbers of IANA's registries "STUN Parameters" and "Protocol Numbers", as the RFCs assign
// them. The other tests use the names, so a wrong number would agree with itself there.
#include "turn/stun/wire.hpp"

#include <utility>

#include "tests/support/check.hpp"

namespace {

using stun::Attr;
using stun::ErrorCode;
using stun::Method;

// RFC 8489 section 18.2, RFC 8656 section 19, RFC 6062 section 6.1
void methods_have_their_numbers() {
  constexpr std::pair<Method, unsigned> kMethods[]{{Method::binding, 0x001},
                                                   {Method::allocate, 0x003},
                                                   {Method::refresh, 0x004},
                                                   {Method::send, 0x006},
                                                   {Method::data, 0x007},
                                                   {Method::create_permission, 0x008},
                                                   {Method::channel_bind, 0x009},
                                                   {Method::connect, 0x00a},
                                                   {Method::connection_bind, 0x00b},
                                                   {Method::connection_attempt, 0x00c}};
  for (const auto& [method, number] : kMethods) CHECK_EQ(static_cast<unsigned>(method), number);
}

// RFC 8489 section 18.3, RFC 8656 section 18, RFC 6062 section 6.2, RFC 5780 section 9.1, RFC 8445
// section 20.1, RFC 8016 section 5
void attributes_have_their_numbers() {
  constexpr std::pair<Attr, unsigned> kAttributes[]{{Attr::mapped_address, 0x0001},
                                                    {Attr::change_request, 0x0003},
                                                    {Attr::username, 0x0006},
                                                    {Attr::message_integrity, 0x0008},
                                                    {Attr::error_code, 0x0009},
                                                    {Attr::unknown_attributes, 0x000a},
                                                    {Attr::channel_number, 0x000c},
                                                    {Attr::lifetime, 0x000d},
                                                    {Attr::xor_peer_address, 0x0012},
                                                    {Attr::data, 0x0013},
                                                    {Attr::realm, 0x0014},
                                                    {Attr::nonce, 0x0015},
                                                    {Attr::xor_relayed_address, 0x0016},
                                                    {Attr::requested_address_family, 0x0017},
                                                    {Attr::even_port, 0x0018},
                                                    {Attr::requested_transport, 0x0019},
                                                    {Attr::dont_fragment, 0x001a},
                                                    {Attr::message_integrity_sha256, 0x001c},
                                                    {Attr::password_algorithm, 0x001d},
                                                    {Attr::userhash, 0x001e},
                                                    {Attr::xor_mapped_address, 0x0020},
                                                    {Attr::reservation_token, 0x0022},
                                                    {Attr::priority, 0x0024},
                                                    {Attr::use_candidate, 0x0025},
                                                    {Attr::padding, 0x0026},
                                                    {Attr::response_port, 0x0027},
                                                    {Attr::connection_id, 0x002a},
                                                    {Attr::additional_address_family, 0x8000},
                                                    {Attr::address_error_code, 0x8001},
                                                    {Attr::password_algorithms, 0x8002},
                                                    {Attr::alternate_domain, 0x8003},
                                                    {Attr::icmp, 0x8004},
                                                    {Attr::software, 0x8022},
                                                    {Attr::alternate_server, 0x8023},
                                                    {Attr::fingerprint, 0x8028},
                                                    {Attr::response_origin, 0x802b},
                                                    {Attr::other_address, 0x802c},
                                                    {Attr::mobility_ticket, 0x8030}};
  for (const auto& [attribute, number] : kAttributes)
    CHECK_EQ(static_cast<unsigned>(attribute), number);
}

// RFC 8489 section 14.8, RFC 8656 section 19, RFC 6062 section 6.3, RFC 8016 section 5
void errors_have_their_numbers() {
  constexpr std::pair<ErrorCode, unsigned> kErrors[]{
      {ErrorCode::try_alternate, 300},
      {ErrorCode::bad_request, 400},
      {ErrorCode::unauthenticated, 401},
      {ErrorCode::forbidden, 403},
      {ErrorCode::mobility_forbidden, 405},
      {ErrorCode::unknown_attribute, 420},
      {ErrorCode::allocation_mismatch, 437},
      {ErrorCode::stale_nonce, 438},
      {ErrorCode::address_family_not_supported, 440},
      {ErrorCode::wrong_credentials, 441},
      {ErrorCode::unsupported_transport, 442},
      {ErrorCode::peer_address_family_mismatch, 443},
      {ErrorCode::connection_already_exists, 446},
      {ErrorCode::connection_timeout_or_failure, 447},
      {ErrorCode::allocation_quota_reached, 486},
      {ErrorCode::server_error, 500},
      {ErrorCode::insufficient_capacity, 508}};
  for (const auto& [error, number] : kErrors) CHECK_EQ(static_cast<unsigned>(error), number);
}

void constants_are_those_of_the_rfcs() {
  CHECK_EQ(stun::kHeaderSize, 20u);              // RFC 8489 section 5
  CHECK_EQ(stun::kAttributeHeaderSize, 4u);      // section 14
  CHECK_EQ(stun::kMagicCookie, 0x2112a442u);     // section 5
  CHECK_EQ(stun::kFingerprintXor, 0x5354554eu);  // section 14.7
  CHECK_EQ(stun::kFingerprintSize, 8u);          // section 14.7: four bytes and the header
  CHECK_EQ(sizeof(stun::TransactionId), 12u);    // section 5: 96 bits
  CHECK_EQ(int{stun::kProtocolTcp}, 6);          // RFC 9293
  CHECK_EQ(int{stun::kProtocolUdp}, 17);         // RFC 768
  CHECK_EQ(static_cast<int>(stun::PasswordAlgorithm::md5), 1);  // RFC 8489 section 18.5
  CHECK_EQ(static_cast<int>(stun::PasswordAlgorithm::sha256), 2);
  CHECK_EQ(int{stun::kFamilyV4}, 1);  // section 14.1
  CHECK_EQ(int{stun::kFamilyV6}, 2);
}

// RFC 8489 section 14: 0x0000 to 0x7FFF have to be understood, 0x8000 to 0xFFFF need not.
void the_first_half_has_to_be_understood() {
  for (const unsigned type : {0x0000u, 0x0001u, 0x7fffu})
    CHECK(stun::comprehension_required(static_cast<std::uint16_t>(type)));
  for (const unsigned type : {0x8000u, 0x8001u, 0xffffu})
    CHECK(!stun::comprehension_required(static_cast<std::uint16_t>(type)));
}

void padding_goes_to_the_next_multiple_of_four() {
  for (std::size_t length = 0; length < 70'000; ++length) {
    CHECK_EQ(stun::padded(length) % 4, 0u);
    CHECK(stun::padded(length) >= length && stun::padded(length) < length + 4);
  }
}

}  // namespace

int main() {
  return lectern_test::run(
      "wire",
      {TEST(methods_have_their_numbers), TEST(attributes_have_their_numbers),
       TEST(errors_have_their_numbers), TEST(constants_are_those_of_the_rfcs),
       TEST(the_first_half_has_to_be_understood), TEST(padding_goes_to_the_next_multiple_of_four)});
}
