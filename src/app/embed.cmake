# Writes a C++ file that holds the bytes of SOURCE as brigade::app::NAME.
file(READ ${SOURCE} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <cstddef>\nnamespace brigade::app {\nextern const unsigned char ${NAME}[];\n"
  "extern const std::size_t ${NAME}_size;\nconst unsigned char ${NAME}[] = {${bytes}};\n"
  "const std::size_t ${NAME}_size = sizeof(${NAME});\n}  // namespace brigade::app\n")
