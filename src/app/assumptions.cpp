// Reads the list of assumptions, and searches in it.
#include "app/assumptions.h"

#include <algorithm>

#include "base/text.h"

namespace brigade::app {
namespace {

std::string text_of(const base::JsonValue& entry, std::string_view name) {
  const base::JsonValue* value = entry.find(name);
  return value == nullptr ? std::string() : value->as_string();
}

formats::LocalText both_languages(const base::JsonValue& entry, std::string_view name) {
  const base::JsonValue* value = entry.find(name);
  if (value == nullptr) return {};
  return {text_of(*value, "en"), text_of(*value, "fr")};
}

bool is_complete(const Assumption& a) {
  return !a.id.empty() && !a.service.empty() && !a.rule.en.empty() && !a.rule.fr.empty() &&
         !a.model.en.empty() && !a.model.fr.empty() && !a.source_name.empty() &&
         base::starts_with(a.source_url, "https://");
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

std::vector<Assumption> read_assumptions(const base::JsonValue& list) {
  std::vector<Assumption> out;
  for (const base::JsonValue& entry : list.items()) {
    Assumption a{text_of(entry, "id"),
                 text_of(entry, "service"),
                 both_languages(entry, "rule"),
                 both_languages(entry, "model"),
                 {},
                 {}};
    if (const base::JsonValue* source = entry.find("source")) {
      a.source_name = text_of(*source, "name");
      a.source_url = text_of(*source, "url");
    }
    if (is_complete(a)) out.push_back(std::move(a));
  }
  return out;
}

bool mentions(const Assumption& a, std::string_view query, std::string_view language) {
  const std::string all =
      lowered(a.service + " " + a.rule.in(language) + " " + a.model.in(language) + " " + a.source_name);
  const std::string words = lowered(query);
  for (const std::string_view word : base::split(words, ' ')) {
    if (!word.empty() && all.find(word) == std::string::npos) return false;
  }
  return true;
}

}  // namespace brigade::app
