# SPDX-License-Identifier: MIT
# What `cmake --install` puts where; the packages and `make install` both go through it. The web UI
# is built beforehand (`make webui`), because building it needs npm and building the packages must
# not need the network.
set(LECTERN_BUILT_WEBUI ${CMAKE_SOURCE_DIR}/build/webui)
install(TARGETS lecternd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS lecternctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(CODE "
  if(NOT EXISTS \"${LECTERN_BUILT_WEBUI}/index.html\")
    message(FATAL_ERROR \"the web UI is not built: make webui\")
  endif()")
install(DIRECTORY ${LECTERN_BUILT_WEBUI}/ DESTINATION ${CMAKE_INSTALL_DATADIR}/lectern/webui)
install(FILES etc/lectern.toml DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/lectern)
# Read where fail2ban is installed; its jail is off until the operator turns it on.
install(FILES packaging/fail2ban/filter.conf
  DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/fail2ban/filter.d RENAME lectern.conf)
install(FILES packaging/fail2ban/jail.conf
  DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/fail2ban/jail.d RENAME lectern.conf)
# Dashboards and alerts (docs/monitoring.md).
install(DIRECTORY packaging/grafana packaging/prometheus
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lectern)
foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*.${section})
  if(pages)
    install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
  endif()
endforeach()
