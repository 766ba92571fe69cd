# Third-party code: the system's package where it is found, else FetchContent at a pinned commit.
# Header-only packages are copied into an include folder of their own inside the build tree, since the system's whole
# include folder must never reach an Emscripten build.
include(FetchContent)
set(BRIGADE_DEPS_INCLUDE ${CMAKE_BINARY_DIR}/deps/include)

# One quick look whether GitHub answers at all, so that a closed network costs seconds and not minutes.
function(brigade_github_reachable result)
  if(NOT DEFINED BRIGADE_GITHUB_REACHABLE)
    find_program(BRIGADE_GIT git)
    set(reachable OFF)
    if(BRIGADE_GIT)
      execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_TERMINAL_PROMPT=0
                              ${BRIGADE_GIT} ls-remote --exit-code https://github.com/ocornut/imgui.git HEAD
                      RESULT_VARIABLE code OUTPUT_QUIET ERROR_QUIET TIMEOUT 6)
      if(code EQUAL 0)
        set(reachable ON)
      endif()
    endif()
    set(BRIGADE_GITHUB_REACHABLE ${reachable} CACHE INTERNAL "Does GitHub answer?")
  endif()
  set(${result} ${BRIGADE_GITHUB_REACHABLE} PARENT_SCOPE)
endfunction()

# brigade_fetch(NAME REPOSITORY COMMIT HINT): the folder with the sources in NAME_SOURCE, or an error with the hint.
function(brigade_fetch name repository commit hint)
  brigade_github_reachable(reachable)
  if(NOT reachable)
    message(FATAL_ERROR "${hint}")
  endif()
  FetchContent_Declare(${name} GIT_REPOSITORY ${repository} GIT_TAG ${commit} SOURCE_SUBDIR no-build-file)
  FetchContent_MakeAvailable(${name})
  set(${name}_SOURCE ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# brigade_header_package(TARGET FOLDER HEADER REPOSITORY COMMIT INCLUDE_FOLDER PACKAGE)
function(brigade_header_package target folder header repository commit include_folder package)
  find_path(BRIGADE_HEADER_${target} ${folder}/${header} PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
  set(origin ${BRIGADE_HEADER_${target}})
  if(NOT origin)
    brigade_fetch(${target} ${repository} ${commit}
                  "${folder}/${header} was not found: install the package ${package}, or run web/start, which does.")
    set(origin ${${target}_SOURCE}/${include_folder})
  endif()
  file(COPY ${origin}/${folder} DESTINATION ${BRIGADE_DEPS_INCLUDE} FOLLOW_SYMLINK_CHAIN)
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${BRIGADE_DEPS_INCLUDE})
endfunction()

brigade_header_package(nlohmann_json nlohmann json.hpp https://github.com/nlohmann/json.git
                       bc889afb4c5bf1c0d8ee29ef35eaaf4c8bef8a5d include nlohmann-json3-dev)
brigade_header_package(tl_expected tl expected.hpp https://github.com/TartanLlama/expected.git
                       292eff8bd8ee230a7df1d6a1c00c4ea0eb2f0362 include libexpected-dev)

# Dear ImGui: the folder that the user names, else GitHub, else the source package of Debian.
set(imgui_folder ${PROJECT_SOURCE_DIR}/build/deps/imgui)
if(BRIGADE_IMGUI_DIR)
  set(imgui_folder ${BRIGADE_IMGUI_DIR})
elseif(NOT EXISTS ${imgui_folder}/imgui.h)
  brigade_github_reachable(reachable)
  if(reachable)
    brigade_fetch(dear_imgui https://github.com/ocornut/imgui.git 45acd5e0e82f4c954432533ae9985ff0e1aad6d5 "")
    set(imgui_folder ${dear_imgui_SOURCE})
  else()
    execute_process(COMMAND ${PROJECT_SOURCE_DIR}/web/tools/fetch-imgui ${imgui_folder} RESULT_VARIABLE code)
  endif()
endif()
if(NOT EXISTS ${imgui_folder}/imgui.h)
  message(FATAL_ERROR "Dear ImGui was not found: set BRIGADE_IMGUI_DIR to a folder with version 1.92 or later.")
endif()
add_library(imgui STATIC EXCLUDE_FROM_ALL ${imgui_folder}/imgui.cpp ${imgui_folder}/imgui_demo.cpp
            ${imgui_folder}/imgui_draw.cpp ${imgui_folder}/imgui_tables.cpp ${imgui_folder}/imgui_widgets.cpp
            ${imgui_folder}/misc/cpp/imgui_stdlib.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${imgui_folder} ${imgui_folder}/misc/cpp)
target_compile_definitions(imgui PUBLIC IMGUI_DISABLE_DEMO_WINDOWS IMGUI_DISABLE_DEBUG_TOOLS
  IMGUI_DISABLE_DEFAULT_FONT IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_FILE_FUNCTIONS
  IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS)
target_compile_options(imgui PRIVATE -w ${BRIGADE_SIZE_OPTIONS})
if(BRIGADE_WEB)
  # Only reading an .ini file and typed numbers and colours would scan text, none of which the page has.
  target_compile_definitions(imgui PRIVATE "sscanf(...)=0")
endif()
if(BRIGADE_WEB)
  # The OpenGL ES 3 back end is the one that WebGL 2 runs.
  add_library(imgui_opengl STATIC EXCLUDE_FROM_ALL ${imgui_folder}/backends/imgui_impl_opengl3.cpp)
  target_include_directories(imgui_opengl SYSTEM PUBLIC ${imgui_folder}/backends)
  target_compile_definitions(imgui_opengl PUBLIC IMGUI_IMPL_OPENGL_ES3)
  target_compile_options(imgui_opengl PRIVATE -w ${BRIGADE_SIZE_OPTIONS})
  target_link_libraries(imgui_opengl PUBLIC imgui)
endif()

# GoogleTest is built from source with our flags: the sanitizers and WebAssembly need that.
if(BRIGADE_TESTS)
  set(googletest_folder /usr/src/googletest)
  if(NOT EXISTS ${googletest_folder}/googletest/src/gtest-all.cc)
    brigade_fetch(googletest_source https://github.com/google/googletest.git
                  b514bdc898e2951020cbdca1304b75f5950d1f59
                  "GoogleTest was not found: install the package googletest, or run tests/run, which does.")
    set(googletest_folder ${googletest_source_SOURCE})
  endif()
  add_library(googletest STATIC EXCLUDE_FROM_ALL ${googletest_folder}/googletest/src/gtest-all.cc)
  target_include_directories(googletest SYSTEM PUBLIC ${googletest_folder}/googletest/include
                             PRIVATE ${googletest_folder}/googletest)
  target_compile_options(googletest PRIVATE -w)
  if(BRIGADE_WEB)
    target_compile_definitions(googletest PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_DEATH_TEST=0)
  endif()
endif()
