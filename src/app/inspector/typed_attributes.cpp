// Message attributes as they are typed into a form: "name = value" a line. What looks like a number or a list
// is one.
#include "app/inspector/tabs.h"
#include "base/text.h"

namespace brigade::app::inspector {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

std::string trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

}  // namespace

std::vector<match::MessageAttribute> typed_attributes(std::string_view text) {
  std::vector<match::MessageAttribute> attributes;
  for (const std::string_view line : base::split(text, '\n')) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    std::string value = trimmed(line.substr(equals + 1));
    const char* type = is_number(value)                ? "Number"
                       : base::starts_with(value, "[") ? "String.Array"
                                                       : "String";
    attributes.push_back({trimmed(line.substr(0, equals)), type, std::move(value)});
  }
  return attributes;
}

}  // namespace brigade::app::inspector
