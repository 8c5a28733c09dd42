# SPDX-License-Identifier: MIT
# Writes the C++ file that holds openapi/*.json as text.
file(GLOB fragments CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/openapi/*.json)
list(SORT fragments)
set(literals "")
set(number 0)
foreach(fragment ${fragments})
  math(EXPR number "${number} + 1")
  file(READ ${fragment} text)
  string(APPEND literals "    R\"json(${text})json\",\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${fragment})
endforeach()
set(content "// Generated from api/openapi/*.json.
#include <array>

#include \"api/openapi.hpp\"

namespace api {
namespace {

constexpr std::array<std::string_view, ${number}> kFragments{{
${literals}}};

}  // namespace

std::span<const std::string_view> openapi_fragments() noexcept { return kFragments; }

}  // namespace api
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/openapi_fragments.cpp CONTENT "${content}" @ONLY)
