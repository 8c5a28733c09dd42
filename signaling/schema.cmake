# SPDX-License-Identifier: MIT
# Writes the C++ file that holds signaling.schema.json as text.
set(schema ${CMAKE_CURRENT_SOURCE_DIR}/signaling.schema.json)
file(READ ${schema} text)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${schema})
set(content "// Generated from signaling/signaling.schema.json.
#include \"signaling/schema.hpp\"

namespace signaling {

std::string_view schema() noexcept { return R\"json(${text})json\"; }

}  // namespace signaling
")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/schema.cpp CONTENT "${content}" @ONLY)
