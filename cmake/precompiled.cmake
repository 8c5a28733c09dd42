# SPDX-License-Identifier: MIT
# Precompiles the standard headers that nearly every file includes, which saves about a second a
# file. Every file still includes what it uses: the preset clang builds without this header and
# would fail otherwise.
option(LECTERN_PCH "Precompile the standard headers" ON)

if(LECTERN_PCH)
  set(pch_source ${CMAKE_BINARY_DIR}/generated/precompiled.cpp)
  if(NOT EXISTS ${pch_source})
    file(WRITE ${pch_source} "// only here so that the header has a target\n")
  endif()
  add_library(lectern_precompiled OBJECT ${pch_source})
  target_precompile_headers(lectern_precompiled PRIVATE
    <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <cstring> <filesystem> <functional>
    <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view> <thread>
    <unordered_map> <utility> <variant> <vector>
    <tl/expected.hpp>)
  target_link_libraries(lectern_precompiled PRIVATE tl::expected)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The compiler cache needs it to see which precompiled header a file was compiled with.
    add_compile_options(-fpch-preprocess)
  endif()
endif()

function(lectern_precompiled target)
  if(LECTERN_PCH)
    target_precompile_headers(${target} REUSE_FROM lectern_precompiled)
  endif()
endfunction()
