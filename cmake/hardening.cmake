# SPDX-License-Identifier: MIT
# Hardening of everything that is built. Fortify needs optimization; in the sanitizers' builds their
# own interceptors replace it.
add_compile_options(-fstack-protector-strong -fstack-clash-protection)
# Restrict the targets of calls and jumps. Each processor has its own flag and refuses the other's.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|i[3-6]86")
  add_compile_options(-fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  add_compile_options(-mbranch-protection=standard)
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(NOT LECTERN_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero)
endif()
# Libraries and programs are compiled alike and share one precompiled header.
if(BUILD_SHARED_LIBS)
  add_compile_options(-fPIC)
else()
  add_compile_options(-fPIE)
endif()
add_link_options(-pie -Wl,-z,relro,-z,now -Wl,--as-needed)
