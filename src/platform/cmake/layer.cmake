# brigade_layer(NAME [DEPENDS libraries...] [OPTIONS compiler options...] [HOT sources...]) makes the library
# brigade_NAME from all sources of the calling folder. A layer that has only headers becomes an interface library.
# Where HOT sources are named, WebAssembly is compiled for speed in those and for size in all others: what a person
# waits for once is download, what a simulation does a million times is not.
function(brigade_layer name)
  cmake_parse_arguments(layer "" "" "DEPENDS;OPTIONS;HOT" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    add_library(brigade_${name} INTERFACE)
    target_include_directories(brigade_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(brigade_${name} INTERFACE ${layer_DEPENDS})
    return()
  endif()
  if(BRIGADE_WEB AND layer_HOT)
    list(TRANSFORM layer_HOT PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    list(REMOVE_ITEM sources ${layer_HOT})
    add_library(brigade_${name}_hot OBJECT EXCLUDE_FROM_ALL ${layer_HOT})
    brigade_layer_target(brigade_${name}_hot "${layer_DEPENDS}" "${layer_OPTIONS}")
    set_property(GLOBAL APPEND PROPERTY BRIGADE_HOT_OBJECTS $<TARGET_OBJECTS:brigade_${name}_hot>)
    add_library(brigade_${name}_small OBJECT EXCLUDE_FROM_ALL ${layer_HOT})
    brigade_layer_target(brigade_${name}_small "${layer_DEPENDS}" "${BRIGADE_SIZE_OPTIONS}")
    set_property(GLOBAL APPEND PROPERTY BRIGADE_SMALL_OBJECTS $<TARGET_OBJECTS:brigade_${name}_small>)
    set(layer_OPTIONS ${BRIGADE_SIZE_OPTIONS})
  endif()
  add_library(brigade_${name} STATIC EXCLUDE_FROM_ALL ${sources})
  brigade_layer_target(brigade_${name} "${layer_DEPENDS}" "${layer_OPTIONS}")
endfunction()

function(brigade_layer_target target depends options)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE ${options})
  target_link_libraries(${target} PUBLIC ${depends} PRIVATE brigade_flags)
  target_compile_definitions(${target} PUBLIC JSON_NOEXCEPTION)
endfunction()

# The same sources compiled for size: for the page, which is downloaded before it runs.
function(brigade_hot_small program)
  get_property(objects GLOBAL PROPERTY BRIGADE_SMALL_OBJECTS)
  target_sources(${program} PRIVATE ${objects})
endfunction()

# brigade_hot_first(PROGRAM): links the HOT sources of all layers, and before all libraries: of an inline function
# that both kinds of sources hold, the linker keeps the first that it sees, which has to be the fast one.
function(brigade_hot_first program)
  get_property(objects GLOBAL PROPERTY BRIGADE_HOT_OBJECTS)
  target_sources(${program} PRIVATE ${objects})
endfunction()
