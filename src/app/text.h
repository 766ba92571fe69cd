// Every word that a person reads, by key, from the catalogues assets/text/en.json, which is built in, and
// fr.json, which is handed in once somebody wants it. Placeholders are {name}; a plural is {name|one|many},
// chosen by the number in the argument `name` and the rules of the language; text between backticks is meant
// in the monospaced face (ui::rich_text).
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/explain.h"

namespace brigade::base {
class JsonValue;
}

namespace brigade::app {

enum class Language : uint8_t { kEnglish, kFrench };

struct TextArg {
  std::string_view name;
  std::string value;
};

void set_language(Language language);  // takes effect once the language's catalogue is there
Language language();
// An object of keys and texts. The first one for a language stays.
void give_catalogue(Language language, const base::JsonValue& texts);
std::string_view language_code();             // "en", "fr"
Language language_of(std::string_view code);  // English for what is unknown

// The text as it stands in the catalogue, which lives as long as the program. A key that is missing in the
// language is looked for in English; one that is missing there too is its own text.
const char* tr(std::string_view key);
std::string tr(std::string_view key, std::initializer_list<TextArg> args);
std::string fill(std::string_view pattern, const std::vector<TextArg>& args);

// Engine's sentences. Arguments whose name ends in "_ms" are durations, in "_bytes" sizes.
std::string say(const engine::Sentence& sentence);

// Numbers and units by language: "1,234", "1 234"; "1.5 s", "1,5 s"; "9.1 KB", "9,1 Ko".
std::string number_text(int64_t number);
std::string duration_text(base::TimeMs duration_ms);   // "250 ms", "3 s", "1 min 30 s"
std::string countdown_text(base::TimeMs duration_ms);  // "01:42", "1:02:03"
std::string size_text(uint64_t bytes);

// For the tests: the keys of a catalogue, in order, with their texts.
struct CatalogueEntry {
  std::string key, text;
};
const std::vector<CatalogueEntry>& catalogue(Language language);
std::vector<std::string> placeholders(std::string_view text);  // names, sorted, each once

}  // namespace brigade::app
