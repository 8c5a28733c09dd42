# SPDX-License-Identifier: MIT
# Strict warnings for our own code. With LECTERN_WERROR (CI) they are errors.
add_compile_options(
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Wimplicit-fallthrough -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wswitch
  -Werror=switch -Werror=return-type -Werror=unused-result)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options(-Wthread-safety)
else()
  # gcc 12 reports null dereferences inside the standard library under optimization
  add_compile_options(-Wno-null-dereference)
endif()
if(LECTERN_WERROR)
  add_compile_options(-Werror)
endif()
