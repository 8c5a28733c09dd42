# SPDX-License-Identifier: MIT
# Writes the C++ file that holds common_passwords.txt as one text, without its comment lines.
set(source ${CMAKE_CURRENT_SOURCE_DIR}/common_passwords.txt)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
file(READ ${source} words)
string(REGEX REPLACE "#[^\n]*\n" "" words "${words}")
set(content "// Generated from meetings/common_passwords.txt.
#include \"meetings/common_passwords.hpp\"

namespace meetings {

std::string_view common_password_words() noexcept {
  return R\"words(${words})words\";
}

}  // namespace meetings
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/common_password_words.cpp
  CONTENT "${content}" @ONLY)
