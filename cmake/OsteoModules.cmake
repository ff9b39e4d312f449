# How the suite's modules become parts of a Slicer extension.
#
# File lists are read from the folders, so that none can be forgotten; CONFIGURE_DEPENDS looks again at each build.

get_filename_component(OSTEO_ROOT "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)

# Add modules of modules/ by name.
function(osteo_add_modules)
  foreach(name IN LISTS ARGN)
    add_subdirectory("${OSTEO_ROOT}/modules/${name}" "${CMAKE_CURRENT_BINARY_DIR}/modules/${name}")
  endforeach()
endfunction()

# Install what every module imports: the library, and the parts that panels share. Only OsteoPlanning does; the other
# extensions depend on it.
function(osteo_add_library)
  foreach(package IN ITEMS osteokit osteopanels)
    install(DIRECTORY "${OSTEO_ROOT}/modules/${package}"
      DESTINATION "${Slicer_INSTALL_QTSCRIPTEDMODULES_LIB_DIR}" COMPONENT RuntimeLibraries
      PATTERN "__pycache__" EXCLUDE PATTERN "*.py[co]" EXCLUDE)
    add_custom_target(${package} ALL
      COMMAND ${CMAKE_COMMAND} -E copy_directory "${OSTEO_ROOT}/modules/${package}"
        "${CMAKE_BINARY_DIR}/${Slicer_QTSCRIPTEDMODULES_LIB_DIR}/${package}")
  endforeach()
endfunction()

# For a module's own CMakeLists.txt: NAME.py, NAMELib/ and Resources/ are all there is to it.
function(osteo_scripted_module name)
  file(GLOB_RECURSE scripts RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_SOURCE_DIR}/${name}.py" "${CMAKE_CURRENT_SOURCE_DIR}/${name}Lib/*.py")
  file(GLOB_RECURSE resources RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_SOURCE_DIR}/Resources/*")
  list(FILTER resources EXCLUDE REGEX "__pycache__|\\.ts$|\\.qm$")
  slicerMacroBuildScriptedModule(NAME ${name} SCRIPTS ${scripts} RESOURCES ${resources} WITH_GENERIC_TESTS)
  osteo_compile_translations(${name})
  if(BUILD_TESTING)
    slicer_add_python_unittest(SCRIPT ${name}.py)
    file(GLOB tests CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/Testing/Python/*.py")
    foreach(test IN LISTS tests)
      slicer_add_python_unittest(SCRIPT ${test})
    endforeach()
  endif()
endfunction()

# Compile Resources/Translations/*.ts beside the module's other resources.
function(osteo_compile_translations name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/Resources/Translations/*.ts")
  if(NOT sources)
    return()
  endif()
  find_program(OSTEO_LRELEASE NAMES lrelease lrelease-qt5 lrelease-qt6 pyside6-lrelease
    HINTS "${Qt5_DIR}/../../../bin" "${Qt6_DIR}/../../../bin")
  if(NOT OSTEO_LRELEASE)
    message(WARNING "${name}: Qt's lrelease was not found, the panels will be in English only; set OSTEO_LRELEASE")
    return()
  endif()
  set(folder "${CMAKE_BINARY_DIR}/${Slicer_QTSCRIPTEDMODULES_LIB_DIR}/Resources/Translations")
  set(compiled)
  foreach(source IN LISTS sources)
    get_filename_component(stem "${source}" NAME_WLE)
    add_custom_command(OUTPUT "${folder}/${stem}.qm" DEPENDS "${source}"
      COMMAND ${CMAKE_COMMAND} -E make_directory "${folder}"
      COMMAND "${OSTEO_LRELEASE}" "${source}" -qm "${folder}/${stem}.qm" VERBATIM)
    list(APPEND compiled "${folder}/${stem}.qm")
  endforeach()
  add_custom_target(${name}Translations ALL DEPENDS ${compiled})
  install(FILES ${compiled} COMPONENT RuntimeLibraries
    DESTINATION "${Slicer_INSTALL_QTSCRIPTEDMODULES_LIB_DIR}/Resources/Translations")
endfunction()
