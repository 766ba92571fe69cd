# Compiler flags. brigade_flags is what all of our own targets are compiled with; third-party code only gets the
# flags that the ABI and determinism need: no exceptions, no RTTI, no fused multiply-add.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti> -ffp-contract=off)

if(BRIGADE_SANITIZE)
  # In what is drawn and in the tests, bad pointers are the address sanitizer's to find: checking each for null and
  # alignment doubles the build's time. The layers below check them too. (vptr needs RTTI, which nothing here has.)
  add_compile_options(-fsanitize=${BRIGADE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
                      -fno-sanitize=null,alignment,object-size,pointer-overflow,vptr)
  add_link_options(-fsanitize=${BRIGADE_SANITIZE})
endif()
if(BRIGADE_LTO)
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-flto=auto> $<$<NOT:$<CXX_COMPILER_ID:GNU>>:-flto>)
  add_link_options($<$<CXX_COMPILER_ID:GNU>:-flto=auto> $<$<NOT:$<CXX_COMPILER_ID:GNU>>:-flto>)
endif()

add_library(brigade_flags INTERFACE)
target_compile_definitions(brigade_flags INTERFACE JSON_NOEXCEPTION)
target_compile_options(brigade_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion $<$<BOOL:${BRIGADE_WERROR}>:-Werror>)

# The engine's inner loops are compiled for speed, what is drawn for size (in the page, size is load time).
set(BRIGADE_SPEED_OPTIONS $<$<CONFIG:Release>:-O3>)
if(BRIGADE_SANITIZE)
  # -O1: with more the compiler would take longer than the tests do.
  set(BRIGADE_SPEED_OPTIONS -O1 -fsanitize=null,alignment,object-size,pointer-overflow)
endif()
if(BRIGADE_WEB)
  set(BRIGADE_SIZE_OPTIONS $<$<CONFIG:Release>:-Oz>)
endif()

if(BRIGADE_WEB)
  # In every browser since 2021 (Safari 15 was the last): numbers are converted in one instruction, not in ten.
  add_compile_options(-mnontrapping-fptoint -msign-ext)
  # Emscripten's optimiser looks for acorn among Debian's node modules, where Node itself may not be Debian's.
  if(EXISTS /usr/share/nodejs/acorn)
    set(CMAKE_C_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
    set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
  endif()
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -dumpversion OUTPUT_VARIABLE BRIGADE_EMSCRIPTEN_VERSION
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  message(STATUS "Emscripten ${BRIGADE_EMSCRIPTEN_VERSION}")
  if(BRIGADE_EMSCRIPTEN_VERSION VERSION_LESS 3.1.27)
    set(stack_setting TOTAL_STACK)
  else()
    set(stack_setting STACK_SIZE)
  endif()
  add_link_options(-s${stack_setting}=2MB -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2GB -sINITIAL_MEMORY=32MB
                   -sMEMORY_GROWTH_GEOMETRIC_CAP=33554432
                   -sDYNAMIC_EXECUTION=0 -sSUPPORT_LONGJMP=0)
  # One self-contained classic script for Node: nothing is fetched, which Node 18 and later refuse for files.
  set(BRIGADE_NODE_OUTPUT ${PROJECT_SOURCE_DIR}/src/platform/cli/node_output.js)
  set(BRIGADE_NODE_LINK_OPTIONS --pre-js=${BRIGADE_NODE_OUTPUT} -sENVIRONMENT=node -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sSINGLE_FILE=1
      -sWASM_ASYNC_COMPILATION=0 -sNODEJS_CATCH_EXIT=0 -sNODEJS_CATCH_REJECTION=0)
  # The page's script: no file system, no dynamic execution, a factory function instead of a global Module.
  set(BRIGADE_PAGE_LINK_OPTIONS -sENVIRONMENT=web -sFILESYSTEM=0 -sMODULARIZE=1 -sEXPORT_ES6=0
      -sEXPORT_NAME=createBrigade -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sMALLOC=emmalloc)
endif()
