// SetFault as JSON: {"do":"brigade:SetFault","resource":"arn:…","fault":"slow","delay":"5s","for":"5m"}.
#include <utility>

#include "base/time.h"
#include "formats/command_members.h"
#include "formats/config_json.h"

namespace brigade::formats {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

namespace {

FaultKind read_kind(Fields& fields) {
  const JsonValue* value = fields.need("fault");
  if (value == nullptr) return FaultKind::None;
  for (int i = 0; i < kFaultKinds; ++i) {
    const auto kind = static_cast<FaultKind>(i);
    if (value->as_string() == fault_name(kind)) return kind;
  }
  fields.problem().report(
      "\"fault\" is \"outage\", \"throttle\", \"slow\", \"duplicate\", \"reorder\", \"lost-permission\" or "
      "\"none\".",
      value->range());
  return FaultKind::None;
}

std::optional<int64_t> read_duration(Fields& fields, std::string_view name) {
  const JsonValue* value = fields.find(name);
  if (value == nullptr) return std::nullopt;
  const auto duration = base::parse_duration(value->as_string());
  if (value->is_string() && duration && *duration >= 0) return *duration;
  fields.problem().report(quoted(name) + " is a time such as \"30s\" or \"5m\".", value->range());
  return std::nullopt;
}

}  // namespace

std::string_view fault_name(FaultKind kind) {
  switch (kind) {
    case FaultKind::None:
      return "none";
    case FaultKind::Outage:
      return "outage";
    case FaultKind::Throttle:
      return "throttle";
    case FaultKind::Slow:
      return "slow";
    case FaultKind::Duplicate:
      return "duplicate";
    case FaultKind::Reorder:
      return "reorder";
    case FaultKind::LostPermission:
      return "lost-permission";
  }
  return "";
}

void read(Fields& fields, SetFault& c) {
  fields.need_text("resource", c.resource_arn);
  c.kind = read_kind(fields);
  c.for_ms = read_duration(fields, "for");
  c.delay_ms = read_duration(fields, "delay");
}
void write(JsonWriter& w, const SetFault& c, bool) {
  w.member("resource", c.resource_arn).member("fault", fault_name(c.kind));
  if (c.for_ms) w.member("for", base::format_duration(*c.for_ms));
  if (c.delay_ms) w.member("delay", base::format_duration(*c.delay_ms));
}

}  // namespace brigade::formats
