// Reasons as data and as English sentences, see reason.h.
#include "match/reason.h"

#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "match/fold_case.h"
#include "match/ip_address.h"
#include "match/match.h"

namespace brigade::match {
namespace {

struct Entry {
  std::string_view key;
  std::string_view text;
};

// In the order of ReasonKind.
constexpr Entry kReasons[] = {
    {"no_field", "there is no such field in the event"},
    {"field_is_there", "the field is there, with {found}"},
    {"other_elements", "the field is only in other elements of the array"},
    {"exists", "the field is there, with {found}"},
    {"is_equal", "{found} is {wanted}"},
    {"is_not_equal", "{found} is not {wanted}"},
    {"not_a_string", "{found} is not a string"},
    {"not_a_number", "{found} is not a number"},
    {"not_comparable", "{found} has more digits than can be compared"},
    {"starts_with", "{found} starts with {wanted}"},
    {"starts_not_with", "{found} does not start with {wanted}"},
    {"ends_with", "{found} ends with {wanted}"},
    {"ends_not_with", "{found} does not end with {wanted}"},
    {"equals_ignoring_case", "{found} is {wanted}, but for upper and lower case"},
    {"differs_ignoring_case", "{found} is not {wanted}, even without regard to case"},
    {"starts_ignoring_case", "{found} starts with {wanted}, but for upper and lower case"},
    {"starts_not_ignoring_case", "{found} does not start with {wanted}, even without regard to case"},
    {"ends_ignoring_case", "{found} ends with {wanted}, but for upper and lower case"},
    {"ends_not_ignoring_case", "{found} does not end with {wanted}, even without regard to case"},
    {"fits", "{found} fits {wanted}"},
    {"fits_not", "{found} does not fit {wanted}"},
    {"in_range", "{found} is {wanted}"},
    {"not_greater", "{found} is not greater than {wanted}"},
    {"not_greater_or_equal", "{found} is less than {wanted}"},
    {"not_less", "{found} is not less than {wanted}"},
    {"not_less_or_equal", "{found} is greater than {wanted}"},
    {"in_block", "{found} lies in {wanted}"},
    {"not_in_block", "{found} does not lie in {wanted}"},
    {"not_an_address", "{found} is no internet address"},
    {"digits_in_block", "{found} is taken for the first digits of an address in {wanted}"},
    {"none_of", "{found} is nothing of {wanted}"},
};
static_assert(sizeof kReasons / sizeof kReasons[0] == static_cast<size_t>(ReasonKind::Count));

constexpr size_t kMostShown = 60;  // bytes of a text

std::string quoted(std::string_view text) {
  std::string shown;
  bool cut = false;
  if (text.size() > kMostShown) {
    size_t end = kMostShown;
    while (end > kMostShown - 4 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) end--;
    text = text.substr(0, end);
    cut = true;
  }
  base::append_json_string(shown, text);
  if (cut) shown.insert(shown.size() - 1, "…");
  return shown;
}

std::string number_text(double value) {
  base::JsonWriter writer;
  writer.value(value);
  std::string text = writer.take();
  if (base::ends_with(text, ".0")) text.resize(text.size() - 2);
  return text;
}

std::string wildcard_text(const Wildcard& wildcard) {
  std::string text;
  for (size_t i = 0; i < wildcard.parts.size(); i++) {
    if (i > 0) text += '*';
    for (const char c : wildcard.parts[i]) {
      if (c == '*' || c == '\\') text += '\\';
      text += c;
    }
  }
  return quoted(text);
}

// What an alternative lists, each as text; the first few.
std::string list_text(const Alternative& alternative) {
  constexpr size_t kMostListed = 4;
  std::vector<std::string> items;
  const auto add = [&](auto&& make, size_t count) {
    for (size_t i = 0; i < count && items.size() < kMostListed; i++) items.push_back(make(i));
    if (count > kMostListed) items.emplace_back("…");
  };
  add([&](size_t i) { return quoted(alternative.texts[i]); }, alternative.texts.size());
  add([&](size_t i) { return number_text(alternative.numbers[i].value); }, alternative.numbers.size());
  add([&](size_t i) { return wildcard_text(alternative.wildcards[i]); }, alternative.wildcards.size());
  return base::join(items, ", ");
}

std::string range_text(const NumericRange& range) {
  if (range.has_low && range.has_high && range.low == range.high) return "= " + number_text(range.low);
  std::string text;
  if (range.has_low) text = (range.low_included ? ">= " : "> ") + number_text(range.low);
  if (range.has_low && range.has_high) text += ", ";
  if (range.has_high) text += (range.high_included ? "<= " : "< ") + number_text(range.high);
  return text;
}

Reason explain_range(const NumericRange& range, const EventField& field, bool matched) {
  const std::string found = shown_value(field);
  if (field.type != FieldType::Number) return {ReasonKind::NotANumber, found, {}};
  if (!field.number.comparable) return {ReasonKind::NotComparable, found, {}};
  if (matched) return {ReasonKind::InRange, found, range_text(range)};
  if (range.has_low && range.has_high && range.low == range.high) {
    return {ReasonKind::IsNotEqual, found, number_text(range.low)};
  }
  const double value = field.number.value;
  if (range.has_low && (range.low_included ? value < range.low : value <= range.low)) {
    return {range.low_included ? ReasonKind::NotGreaterOrEqual : ReasonKind::NotGreater, found,
            number_text(range.low)};
  }
  return {range.high_included ? ReasonKind::NotLessOrEqual : ReasonKind::NotLess, found,
          number_text(range.high)};
}

// The item of an `anything-but` that a text is.
std::string forbidden_item(const Alternative& alternative, const EventField& field) {
  Alternative one;
  one.op = alternative.op;
  for (const std::string& text : alternative.texts) {
    one.texts = {text};
    if (!matches(one, field, true)) return quoted(text);
  }
  one.texts.clear();
  for (const Wildcard& wildcard : alternative.wildcards) {
    one.wildcards = {wildcard};
    if (!matches(one, field, true)) return wildcard_text(wildcard);
  }
  return shown_value(field);
}

Reason explain_anything_but(const Alternative& alternative, const EventField& field, bool matched) {
  if (matched) return {ReasonKind::NoneOf, shown_value(field), list_text(alternative)};
  const std::string item = forbidden_item(alternative, field);
  switch (alternative.op) {
    case Operator::AnythingButPrefix:
      return {ReasonKind::StartsWith, shown_value(field), item};
    case Operator::AnythingButSuffix:
      return {ReasonKind::EndsWith, shown_value(field), item};
    case Operator::AnythingButEqualsIgnoreCase:
      return {ReasonKind::EqualsIgnoringCase, shown_value(field), item};
    case Operator::AnythingButWildcard:
      return {ReasonKind::Fits, shown_value(field), item};
    default:
      return {ReasonKind::IsEqual, shown_value(field), item};
  }
}

Reason explain_cidr(const Alternative& alternative, const EventField& field, bool matched) {
  const std::string found = shown_value(field);
  const std::string& block = alternative.texts[0];
  if (field.type == FieldType::Number && matched) return {ReasonKind::DigitsInBlock, found, block};
  if (field.type != FieldType::String) return {ReasonKind::NotAString, found, {}};
  if (matched) return {ReasonKind::InBlock, found, block};
  const bool is_address = parse_ip_address(field.text).has_value();
  return {is_address ? ReasonKind::NotInBlock : ReasonKind::NotAnAddress, found, block};
}

Reason explain_text(const Alternative& alternative, const EventField& field, bool matched, ReasonKind yes,
                    ReasonKind no) {
  if (field.type != FieldType::String) return {ReasonKind::NotAString, shown_value(field), {}};
  return {matched ? yes : no, shown_value(field), list_text(alternative)};
}

}  // namespace

std::string_view reason_key(ReasonKind kind) { return kReasons[static_cast<size_t>(kind)].key; }
std::string_view reason_template(ReasonKind kind) { return kReasons[static_cast<size_t>(kind)].text; }

std::string fill_template(std::string_view text, const Reason& reason) {
  std::string out;
  while (!text.empty()) {
    if (base::starts_with(text, "{found}")) {
      out += reason.found;
      text.remove_prefix(7);
    } else if (base::starts_with(text, "{wanted}")) {
      out += reason.wanted;
      text.remove_prefix(8);
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string shown_value(const EventField& field) {
  switch (field.type) {
    case FieldType::Null:
      return "null";
    case FieldType::True:
      return "true";
    case FieldType::False:
      return "false";
    case FieldType::Number:
      return field.text.size() <= kMostShown ? std::string(field.text)
                                             : std::string(field.text.substr(0, kMostShown)) + "…";
    case FieldType::String:
      return quoted(field.text);
  }
  return {};
}

std::string operator_words(const Alternative& alternative) {
  switch (alternative.op) {
    case Operator::Null:
      return "null";
    case Operator::True:
      return "true";
    case Operator::False:
      return "false";
    case Operator::NumberEquals:
      return alternative.numbers[0].comparable ? list_text(alternative) : alternative.texts[0];
    case Operator::Equals:
      return list_text(alternative);
    case Operator::Prefix:
      return "`prefix` " + list_text(alternative);
    case Operator::Suffix:
      return "`suffix` " + list_text(alternative);
    case Operator::EqualsIgnoreCase:
      return "`equals-ignore-case` " + list_text(alternative);
    case Operator::PrefixIgnoreCase:
      return "`prefix` `equals-ignore-case` " + list_text(alternative);
    case Operator::SuffixIgnoreCase:
      return "`suffix` `equals-ignore-case` " + list_text(alternative);
    case Operator::Wildcard:
      return "`wildcard` " + list_text(alternative);
    case Operator::Numeric:
      return "`numeric` " + range_text(alternative.range);
    case Operator::Cidr:
      return alternative.cidr.bits == 128 ? quoted(alternative.texts[0]) : "`cidr` " + alternative.texts[0];
    case Operator::Exists:
      return "`exists` true";
    case Operator::NotExists:
      return "`exists` false";
    case Operator::AnythingBut:
      return "`anything-but` " + list_text(alternative);
    case Operator::AnythingButPrefix:
      return "`anything-but` `prefix` " + list_text(alternative);
    case Operator::AnythingButSuffix:
      return "`anything-but` `suffix` " + list_text(alternative);
    case Operator::AnythingButEqualsIgnoreCase:
      return "`anything-but` `equals-ignore-case` " + list_text(alternative);
    case Operator::AnythingButWildcard:
      return "`anything-but` `wildcard` " + list_text(alternative);
  }
  return {};
}

Reason explain_value(const Alternative& alternative, const EventField& field, bool matched) {
  switch (alternative.op) {
    case Operator::Null:
    case Operator::True:
    case Operator::False:
    case Operator::NumberEquals:
    case Operator::Equals:
      return {matched ? ReasonKind::IsEqual : ReasonKind::IsNotEqual, shown_value(field),
              operator_words(alternative)};
    case Operator::Prefix:
      return explain_text(alternative, field, matched, ReasonKind::StartsWith, ReasonKind::StartsNotWith);
    case Operator::Suffix:
      return explain_text(alternative, field, matched, ReasonKind::EndsWith, ReasonKind::EndsNotWith);
    case Operator::EqualsIgnoreCase:
      return explain_text(alternative, field, matched, ReasonKind::EqualsIgnoringCase,
                          ReasonKind::DiffersIgnoringCase);
    case Operator::PrefixIgnoreCase:
      return explain_text(alternative, field, matched, ReasonKind::StartsIgnoringCase,
                          ReasonKind::StartsNotIgnoringCase);
    case Operator::SuffixIgnoreCase:
      return explain_text(alternative, field, matched, ReasonKind::EndsIgnoringCase,
                          ReasonKind::EndsNotIgnoringCase);
    case Operator::Wildcard:
      return explain_text(alternative, field, matched, ReasonKind::Fits, ReasonKind::FitsNot);
    case Operator::Numeric:
      return explain_range(alternative.range, field, matched);
    case Operator::Cidr:
      return explain_cidr(alternative, field, matched);
    case Operator::Exists:
      return {ReasonKind::Exists, shown_value(field), {}};
    case Operator::NotExists:
      return {ReasonKind::FieldIsThere, shown_value(field), {}};
    default:
      return explain_anything_but(alternative, field, matched);
  }
}

}  // namespace brigade::match
