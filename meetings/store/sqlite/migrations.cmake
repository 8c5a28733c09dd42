# SPDX-License-Identifier: MIT
# Writes the C++ file that holds migrations/*.sql as text, in the order of their numbers.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
list(SORT scripts)
set(literals "")
set(number 0)
foreach(script ${scripts})
  math(EXPR number "${number} + 1")
  get_filename_component(name ${script} NAME)
  string(REGEX MATCH "^[0-9]+" prefix ${name})
  string(REGEX REPLACE "^0+" "" prefix "${prefix}")
  if(NOT prefix EQUAL number)
    message(FATAL_ERROR "meetings/store/sqlite/migrations: ${name} should be number ${number}")
  endif()
  file(READ ${script} text)
  string(APPEND literals "    R\"sql(${text})sql\",\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
endforeach()
set(content "// Generated from meetings/store/sqlite/migrations/*.sql.
#include <array>

#include \"meetings/store/sqlite/migrations.hpp\"

namespace meetings::store::sqlite {
namespace {

constexpr std::array<std::string_view, ${number}> kScripts{{
${literals}}};

}  // namespace

std::span<const std::string_view> migration_scripts() noexcept { return kScripts; }

}  // namespace meetings::store::sqlite
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migration_scripts.cpp CONTENT "${content}" @ONLY)
