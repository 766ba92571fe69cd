// Reads the catalogues, the English of which is built in, fills in placeholders, and writes numbers as each
// language does.
#include "app/text.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/json.h"
#include "base/text.h"

namespace brigade::app {

extern const unsigned char catalogue_en[];
extern const std::size_t catalogue_en_size;

namespace {

using Entries = std::vector<CatalogueEntry>;
Language current = Language::kEnglish, wanted = Language::kEnglish;

Entries read_catalogue(const base::JsonValue& texts) {
  Entries entries;
  for (const base::JsonMember& member : texts.members()) {
    entries.push_back({member.name, member.value.as_string()});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return entries;
}

Entries read_english() {
  const auto texts = base::read_json({reinterpret_cast<const char*>(catalogue_en), catalogue_en_size});
  return texts ? read_catalogue(*texts) : Entries();
}

Entries& entries_of(Language language) {
  static Entries english = read_english(), french;
  return language == Language::kFrench ? french : english;
}

const CatalogueEntry* find(const Entries& entries, std::string_view key) {
  const auto at =
      std::lower_bound(entries.begin(), entries.end(), key,
                       [](const CatalogueEntry& entry, std::string_view k) { return entry.key < k; });
  return at != entries.end() && at->key == key ? &*at : nullptr;
}

const char* missing(std::string_view key) {  // its own text, kept
  static std::vector<std::unique_ptr<std::string>> kept;
  for (const auto& text : kept) {
    if (*text == key) return text->c_str();
  }
  kept.push_back(std::make_unique<std::string>(key));
  return kept.back()->c_str();
}

bool is_plural(std::string_view number) {
  const bool one = number == "1" || number == "-1" || (current == Language::kFrench && number == "0");
  return !one;
}

const std::string* value_of(const std::vector<TextArg>& args, std::string_view name) {
  for (const TextArg& arg : args) {
    if (arg.name == name) return &arg.value;
  }
  return nullptr;
}

void append_placeholder(std::string& out, std::string_view inside, const std::vector<TextArg>& args) {
  const auto parts = base::split(inside, '|');
  const std::string* value = value_of(args, parts[0]);
  if (value == nullptr) {
    (out += '{') += inside;
    out += '}';
  } else if (parts.size() == 3) {
    out += parts[is_plural(*value) ? 2 : 1];
  } else {
    out += *value;
  }
}

int64_t to_number(std::string_view digits) {
  int64_t number = 0;
  bool negative = false;
  for (const char c : digits) {
    if (c == '-') negative = true;
    if (c >= '0' && c <= '9' && number < 900'000'000'000'000'000) number = number * 10 + (c - '0');
  }
  return negative ? -number : number;
}

// tenths of a unit as "1.5", "2"
std::string tenths_text(int64_t tenths) {
  std::string out = number_text(tenths / 10);
  if (tenths % 10 != 0) {
    out += current == Language::kFrench ? ',' : '.';
    out += static_cast<char>('0' + tenths % 10);
  }
  return out;
}

std::string two_digits(int64_t n) {
  return {static_cast<char>('0' + n / 10 % 10), static_cast<char>('0' + n % 10)};
}

}  // namespace

void set_language(Language language) {
  wanted = language;
  if (!entries_of(language).empty()) current = language;
}

void give_catalogue(Language language, const base::JsonValue& texts) {
  Entries& entries = entries_of(language);
  if (entries.empty()) entries = read_catalogue(texts);
  set_language(wanted);
}

Language language() { return current; }
std::string_view language_code() { return current == Language::kFrench ? "fr" : "en"; }
Language language_of(std::string_view code) {
  return base::starts_with(code, "fr") ? Language::kFrench : Language::kEnglish;
}

const std::vector<CatalogueEntry>& catalogue(Language language) { return entries_of(language); }

const char* tr(std::string_view key) {
  const CatalogueEntry* entry = find(catalogue(current), key);
  if (entry == nullptr) entry = find(catalogue(Language::kEnglish), key);
  return entry != nullptr ? entry->text.c_str() : missing(key);
}

std::string tr(std::string_view key, std::initializer_list<TextArg> args) { return fill(tr(key), args); }

std::string fill(std::string_view pattern, const std::vector<TextArg>& args) {
  std::string out;
  while (!pattern.empty()) {
    const size_t open = pattern.find('{');
    const size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) return out.append(pattern);
    out += pattern.substr(0, open);
    append_placeholder(out, pattern.substr(open + 1, close - open - 1), args);
    pattern.remove_prefix(close + 1);
  }
  return out;
}

std::string say(const engine::Sentence& sentence) {
  if (sentence.key.empty()) return {};
  std::vector<TextArg> args;
  for (const engine::Argument& argument : sentence.arguments) {
    std::string text = argument.text;
    const bool is_time = base::ends_with(argument.name, "_ms") || base::ends_with(sentence.key, "_ms");
    if (is_time) {
      text = duration_text(to_number(text));
    } else if (base::ends_with(argument.name, "_bytes") || argument.name == "size" ||
               argument.name == "bytes") {
      text = size_text(static_cast<uint64_t>(to_number(text)));
    } else if (argument.name == "outcome") {
      text = tr(text == "success" ? "outcome.success" : "outcome.failure");
    }
    args.push_back({argument.name, std::move(text)});
  }
  return fill(tr(sentence.key), args);
}

std::string number_text(int64_t number) {
  const bool negative = number < 0;
  const auto positive = static_cast<uint64_t>(negative ? -number : number);
  const std::string digits =
      base::with_thousands(positive, std::string_view(current == Language::kFrench ? "\xC2\xA0" : ","));
  return negative ? "-" + digits : digits;
}

std::string duration_text(base::TimeMs duration_ms) {
  if (duration_ms < 0) return "-" + duration_text(-duration_ms);
  if (duration_ms < 1000) return number_text(duration_ms) + " ms";
  if (duration_ms < base::kMinute) {
    const int64_t tenths = (duration_ms + 50) / 100;
    return tenths_text(tenths) + " s";
  }
  struct Unit {
    int64_t ms;
    const char *english, *french;
  };
  static constexpr std::array<Unit, 4> kUnits = {{{base::kDay, " d", " j"},
                                                  {base::kHour, " h", " h"},
                                                  {base::kMinute, " min", " min"},
                                                  {base::kSecond, " s", " s"}}};
  std::string out;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const int64_t count = duration_ms / unit.ms;
    duration_ms -= count * unit.ms;
    if (count == 0) continue;
    if (!out.empty()) out += ' ';
    out += number_text(count) + (current == Language::kFrench ? unit.french : unit.english);
    if (++parts == 2) break;
  }
  return out;
}

std::string countdown_text(base::TimeMs duration_ms) {
  const int64_t seconds = (std::max<int64_t>(duration_ms, 0) + 999) / 1000;
  const std::string tail = two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
  return seconds >= 3600 ? std::to_string(seconds / 3600) + ":" + tail : tail;
}

std::string size_text(uint64_t bytes) {
  const bool french = current == Language::kFrench;
  if (bytes < 1024) {
    return fill(french ? "{n} {n|octet|octets}" : "{n} {n|byte|bytes}", {{"n", std::to_string(bytes)}});
  }
  static constexpr std::array<const char*, 4> kEnglish = {" KB", " MB", " GB", " TB"};
  static constexpr std::array<const char*, 4> kFrenchUnits = {" Ko", " Mo", " Go", " To"};
  uint64_t tenths = (bytes * 10 + 512) / 1024;
  size_t unit = 0;
  while (tenths >= 10'240 && unit + 1 < kEnglish.size()) {
    tenths = (tenths + 512) / 1024;
    unit++;
  }
  return tenths_text(static_cast<int64_t>(tenths)) + (french ? kFrenchUnits : kEnglish)[unit];
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  while (true) {
    const size_t open = text.find('{');
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    names.emplace_back(base::split(text.substr(open + 1, close - open - 1), '|')[0]);
    text.remove_prefix(close + 1);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace brigade::app
