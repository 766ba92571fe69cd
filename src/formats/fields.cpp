// Strict reading of JSON objects, see fields.h.
#include "formats/fields.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace brigade::formats {
namespace {

using base::JsonValue;

constexpr uint64_t kMostSeconds = 1'000'000'000'000;
constexpr size_t kQuotedBytes = 60;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Edits to make one name of the other, letter case not counted. Names are short.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); j++) row[j] = j;
  for (size_t i = 1; i <= a.size(); i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); j++) {
      const size_t change = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

bool is_empty(const JsonValue& value) {
  return value.is_null() || (value.is_array() && value.items().empty()) ||
         (value.is_string() && value.as_string().empty());
}

const std::vector<JsonValue> kNoItems;

}  // namespace

void Problem::report(std::string text, base::TextRange range, std::string_view code) {
  if (!first_) first_ = base::Error{std::string(code), std::move(text), range};
}

void Problem::report(const base::Error& error, base::TextRange fallback) {
  if (!first_) first_ = base::Error{error.code, error.text, error.range.empty() ? fallback : error.range};
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  if (text.size() <= kQuotedBytes) {
    out += text;
  } else {
    size_t end = 0;
    while (end < kQuotedBytes) {
      const size_t length = base::utf8_length(text.substr(end));
      end += length == 0 ? 1 : length;
    }
    out += text.substr(0, end);
    out += "…";
  }
  out += '"';
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates) {
  if (name.size() > 64) return {};
  std::string_view best;
  size_t best_distance = std::max<size_t>(2, name.size() / 3) + 1;
  for (std::string_view candidate : candidates) {
    const size_t d = distance(name, candidate);
    if (d < best_distance && d < candidate.size()) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

std::optional<uint64_t> natural_of(Problem& problem, const JsonValue& value, uint64_t most, bool text_too,
                                   std::string_view name) {
  std::optional<uint64_t> number = value.as_uint64();
  if (!number && text_too && value.is_string()) {
    const std::string& text = value.as_string();
    const bool digits = !text.empty() && text.size() <= 18 &&
                        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (digits) {
      number = 0;
      for (char c : text) number = *number * 10 + static_cast<uint64_t>(c - '0');
    }
  }
  if (number && *number <= most) return number;
  problem.report(quoted(name) + " is a whole number from 0 to " + base::with_thousands(most, ',') + ".",
                 value.range());
  return std::nullopt;
}

std::string text_of(Problem& problem, const JsonValue& value, std::string_view name) {
  if (value.is_string()) return value.as_string();
  problem.report(quoted(name) + " is a text in quotes.", value.range());
  return {};
}

Fields::Fields(Problem& problem, const JsonValue& object, std::string_view what)
    : problem_(problem), object_(object), what_(what) {
  if (!object.is_object()) {
    problem_.report("Expected an object in braces here: " + std::string(what) + ".", object.range());
  }
}

const JsonValue* Fields::find(std::string_view name) {
  known_.push_back(name);
  return object_.find(name);
}

const JsonValue* Fields::need(std::string_view name) {
  const JsonValue* value = find(name);
  if (value == nullptr && object_.is_object()) {
    // A misspelt name says more than a missing one.
    std::vector<std::string_view> wanted{name};
    for (const base::JsonMember& member : object_.members()) {
      if (std::find(known_.begin(), known_.end(), member.name) == known_.end() &&
          !nearest(member.name, wanted).empty()) {
        problem_.report(quoted(member.name) + " is no member of " + std::string(what_) + "; did you mean " +
                            quoted(name) + "?",
                        member.name_range);
      }
    }
    problem_.report("Here " + quoted(name) + " is missing: " + std::string(what_) + " needs it.",
                    {object_.range().begin, object_.range().begin + 1});
  }
  return value;
}

void Fields::not_simulated(std::string_view name) {
  const base::JsonMember* member = object_.find_member(name);
  known_.push_back(name);
  if (member != nullptr && !is_empty(member->value)) {
    problem_.report(quoted(name) + " is not simulated yet.", member->name_range);
  }
}

bool Fields::text(std::string_view name, std::string& out) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_string()) {
    problem_.report(quoted(name) + " is a text in quotes.", value->range());
    return false;
  }
  out = value->as_string();
  return true;
}

bool Fields::need_text(std::string_view name, std::string& out) {
  const JsonValue* value = need(name);
  if (value == nullptr) return false;
  if (!value->is_string() || value->as_string().empty()) {
    problem_.report(quoted(name) + " is a text in quotes, and not empty.", value->range());
    return false;
  }
  out = value->as_string();
  return true;
}

bool Fields::number(std::string_view name, uint32_t& out) {
  std::optional<uint32_t> read;
  if (!number(name, read)) return false;
  out = *read;
  return true;
}

bool Fields::number(std::string_view name, std::optional<uint32_t>& out) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  const auto read = natural_of(problem_, *value, std::numeric_limits<uint32_t>::max() - 1, true, name);
  if (read) out = static_cast<uint32_t>(*read);
  return read.has_value();
}

bool Fields::number(std::string_view name, uint64_t& out) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  const auto read = natural_of(problem_, *value, std::numeric_limits<uint64_t>::max(), false, name);
  if (read) out = *read;
  return read.has_value();
}

bool Fields::number(std::string_view name, int64_t& out) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  const auto read = natural_of(problem_, *value, kMostSeconds, false, name);
  if (read) out = static_cast<int64_t>(*read);
  return read.has_value();
}

bool Fields::seconds(std::string_view name, int64_t& out_ms) {
  std::optional<int64_t> read;
  if (!seconds(name, read)) return false;
  out_ms = *read;
  return true;
}

bool Fields::seconds(std::string_view name, std::optional<int64_t>& out_ms) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  const auto read = natural_of(problem_, *value, kMostSeconds, true, name);
  if (read) out_ms = static_cast<int64_t>(*read) * 1000;
  return read.has_value();
}

bool Fields::flag(std::string_view name, bool& out) {
  const JsonValue* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_bool()) {
    problem_.report(quoted(name) + " is true or false.", value->range());
    return false;
  }
  out = value->as_bool();
  return true;
}

const std::vector<JsonValue>& Fields::list(std::string_view name) {
  const JsonValue* value = find(name);
  if (value == nullptr) return kNoItems;
  if (!value->is_array()) {
    problem_.report(quoted(name) + " is a list in square brackets.", value->range());
    return kNoItems;
  }
  return value->items();
}

bool Fields::texts(std::string_view name, std::vector<std::string>& out) {
  const std::vector<JsonValue>& items = list(name);
  if (items.empty()) return false;
  out.clear();
  for (const JsonValue& item : items) out.push_back(text_of(problem_, item, name));
  return true;
}

void Fields::close() {
  for (const base::JsonMember& member : object_.members()) {
    if (std::find(known_.begin(), known_.end(), member.name) != known_.end()) continue;
    std::string text = quoted(member.name) + " is no member of " + std::string(what_);
    const std::string_view near = nearest(member.name, known_);
    if (!near.empty()) {
      text += "; did you mean " + quoted(near) + "?";
    } else {
      text += ". It can have: " + base::join(known_, ", ") + ".";
    }
    problem_.report(std::move(text), member.name_range);
  }
}

}  // namespace brigade::formats
