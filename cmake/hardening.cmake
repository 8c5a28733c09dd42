# SPDX-License-Identifier: MIT
# Hardening of everything that is built, from the first commit on. Fortify needs optimization and is
# left to the sanitizers' own interceptors in their builds.
add_compile_options(-fstack-protector-strong -fstack-clash-protection)
# where calls and jumps may land: each processor has a flag of its own, and refuses the other's
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|i[3-6]86")
  add_compile_options(-fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  add_compile_options(-mbranch-protection=standard)
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(NOT LECTERN_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero)
endif()
# Everything ends in a program, nothing in a shared library: libraries and programs are compiled
# alike, and one precompiled header serves both.
add_compile_options(-fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now -Wl,--as-needed)
