# SPDX-License-Identifier: MIT
# Sanitizers for the presets asan, tsan and clang. A finding ends the program. The build is not
# optimized and has line tables only: with -O1 and full debug information a test file took three
# times as long to compile, and the tests hardly ran faster. Fuzzers need speed and are optimized.
# The presets asan and tsan build shared libraries: with a copy of the libraries in each of three
# hundred test programs, such a build took 13 GB of the disk.
if(LECTERN_SANITIZE)
  add_compile_options(
    -fsanitize=${LECTERN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  if(LECTERN_FUZZERS)
    add_compile_options(-O1)
  else()
    add_compile_options(-O0)
  endif()
  add_link_options(-fsanitize=${LECTERN_SANITIZE})
endif()
