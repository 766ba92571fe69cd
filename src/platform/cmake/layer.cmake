# brigade_layer(NAME [PAGE_ONLY] [DEPENDS libraries...] [OPTIONS compiler options...] [HOT sources...] [FIRST sources...])
# makes the library brigade_NAME from all sources of the calling folder. A layer that has only headers becomes an
# interface library. HOT and FIRST concern WebAssembly alone:
# - HOT sources are compiled for speed for Node, all others for size. What a person waits for once is download, what a
#   simulation does a million times is not.
# - Where FIRST sources are named, all others are code that the page's first picture does not need: it comes in a
#   second file (split_page.mjs). For the page they are compiled without link-time optimisation, so that nothing of
#   them is drawn into functions of the first file. Programs for Node have copies of their own, since their speed needs
#   that optimisation; unless the layer is PAGE_ONLY.
function(brigade_layer name)
  cmake_parse_arguments(layer "PAGE_ONLY" "" "DEPENDS;OPTIONS;HOT;FIRST" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(NOT sources)
    add_library(brigade_${name} INTERFACE)
    target_include_directories(brigade_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(brigade_${name} INTERFACE ${layer_DEPENDS})
    return()
  endif()
  if(NOT BRIGADE_WEB)
    add_library(brigade_${name} STATIC EXCLUDE_FROM_ALL ${sources})
    brigade_layer_target(brigade_${name} "${layer_DEPENDS}" "${layer_OPTIONS}")
    return()
  endif()

  list(TRANSFORM layer_HOT PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  list(TRANSFORM layer_FIRST PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  set(later)
  if(layer_FIRST)
    set(later ${sources})
    list(REMOVE_ITEM later ${layer_FIRST})
  endif()
  set(hot_first ${layer_HOT})
  list(REMOVE_ITEM hot_first ${later})
  brigade_layer_objects(brigade_${name}_hot "BRIGADE_HOT_OBJECTS" "${layer_HOT}" "${layer_DEPENDS}" "${layer_OPTIONS}")
  brigade_layer_objects(brigade_${name}_small "BRIGADE_PAGE_OBJECTS" "${hot_first}" "${layer_DEPENDS}"
                        "${BRIGADE_SIZE_OPTIONS}")
  set(lists BRIGADE_LATER_OBJECTS)
  if(NOT layer_PAGE_ONLY)
    list(APPEND lists BRIGADE_PAGE_OBJECTS)
  endif()
  brigade_layer_objects(brigade_${name}_later "${lists}" "${later}" "${layer_DEPENDS}" "${BRIGADE_SIZE_OPTIONS};-fno-lto")
  list(REMOVE_ITEM sources ${layer_HOT})
  if(layer_PAGE_ONLY)
    list(REMOVE_ITEM sources ${later})
  endif()
  if(layer_HOT OR layer_FIRST)
    set(layer_OPTIONS ${BRIGADE_SIZE_OPTIONS})
  endif()
  add_library(brigade_${name} STATIC EXCLUDE_FROM_ALL ${sources})
  brigade_layer_target(brigade_${name} "${layer_DEPENDS}" "${layer_OPTIONS}")
  if(later AND layer_PAGE_ONLY)
    target_link_libraries(brigade_${name} INTERFACE $<TARGET_OBJECTS:brigade_${name}_later>)
  endif()
endfunction()

# The object library `target`, entered into the global properties `lists`; nothing where there are no sources.
function(brigade_layer_objects target lists sources depends options)
  if(sources)
    add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
    brigade_layer_target(${target} "${depends}" "${options}")
    foreach(list IN LISTS lists)
      set_property(GLOBAL APPEND PROPERTY ${list} $<TARGET_OBJECTS:${target}>)
    endforeach()
  endif()
endfunction()

function(brigade_layer_target target depends options)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(${target} PRIVATE ${options})
  target_link_libraries(${target} PUBLIC ${depends} PRIVATE brigade_flags)
  target_compile_definitions(${target} PUBLIC JSON_NOEXCEPTION)
endfunction()

# brigade_page_objects(PROGRAM): links what is compiled for the page alone, before all libraries, so that the copies for
# Node in these are not looked at. Layers that are PAGE_ONLY bring theirs themselves.
function(brigade_page_objects program)
  get_property(objects GLOBAL PROPERTY BRIGADE_PAGE_OBJECTS)
  target_sources(${program} PRIVATE ${objects})
endfunction()

# brigade_hot_first(PROGRAM): links the HOT sources of all layers, and before all libraries: of an inline function
# that both kinds of sources hold, the linker keeps the first that it sees, which has to be the fast one.
function(brigade_hot_first program)
  get_property(objects GLOBAL PROPERTY BRIGADE_HOT_OBJECTS)
  target_sources(${program} PRIVATE ${objects})
endfunction()
