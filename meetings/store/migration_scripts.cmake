# SPDX-License-Identifier: MIT
# lectern_migrations(sqlite) writes ${CMAKE_CURRENT_BINARY_DIR}/migration_scripts.cpp, which holds
# migrations/*.sql of the current folder as text, in the order of their numbers. Every database has
# a script of every number and name: a missing one ends the configuration.
function(lectern_migrations database)
  set(folder meetings/store/${database})
  file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/migrations/*.sql)
  file(GLOB others CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/meetings/store
    ${CMAKE_SOURCE_DIR}/meetings/store/*/migrations/*.sql)
  foreach(other ${others})
    get_filename_component(name ${other} NAME)
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${folder}/migrations/${name})
      message(FATAL_ERROR "${folder}/migrations lacks ${name}, which meetings/store/${other} has: "
        "each change of the schema is written for every database")
    endif()
  endforeach()
  list(SORT scripts)
  set(literals "")
  set(number 0)
  foreach(script ${scripts})
    math(EXPR number "${number} + 1")
    get_filename_component(name ${script} NAME)
    string(REGEX MATCH "^[0-9]+" prefix ${name})
    string(REGEX REPLACE "^0+" "" prefix "${prefix}")
    if(NOT prefix EQUAL number)
      message(FATAL_ERROR "${folder}/migrations: ${name} should be number ${number}")
    endif()
    file(READ ${script} text)
    string(APPEND literals "    R\"sql(${text})sql\",\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
  endforeach()
  set(content "// Generated from ${folder}/migrations/*.sql.
#include <array>

#include \"${folder}/migrations.hpp\"

namespace meetings::store::${database} {
namespace {

constexpr std::array<std::string_view, ${number}> kScripts{{
${literals}}};

}  // namespace

std::span<const std::string_view> migration_scripts() noexcept { return kScripts; }

}  // namespace meetings::store::${database}
")
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/migration_scripts.cpp CONTENT "${content}"
    @ONLY)
endfunction()
