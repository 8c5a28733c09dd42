# SPDX-License-Identifier: MIT
# Hardening of everything that is built, from the first commit on. Fortify needs optimization and is left to the
# sanitizers' own interceptors in their builds.
add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(NOT LECTERN_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero)
endif()
# Everything ends in a program, nothing in a shared library: libraries and programs are compiled alike, and one precompiled
# header serves both.
add_compile_options(-fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now -Wl,--as-needed)
