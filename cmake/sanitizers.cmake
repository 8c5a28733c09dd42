# SPDX-License-Identifier: MIT
# Sanitizers for the presets asan, tsan and clang: a finding ends the program.
if(LECTERN_SANITIZE)
  add_compile_options(-fsanitize=${LECTERN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=${LECTERN_SANITIZE})
endif()
