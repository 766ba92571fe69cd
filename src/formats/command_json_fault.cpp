// SetFault as JSON: {"do":"brigade:SetFault","resource":"arn:…","fault":"outage","for":"5m"}.
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
  for (FaultKind kind : {FaultKind::None, FaultKind::Outage, FaultKind::Throttle}) {
    if (value->as_string() == fault_name(kind)) return kind;
  }
  fields.problem().report("\"fault\" is \"outage\", \"throttle\" or \"none\".", value->range());
  return FaultKind::None;
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
  }
  return "";
}

void read(Fields& fields, SetFault& c) {
  fields.need_text("resource", c.resource_arn);
  c.kind = read_kind(fields);
  const JsonValue* value = fields.find("for");
  if (value == nullptr) return;
  const auto duration = base::parse_duration(value->as_string());
  if (value->is_string() && duration && *duration >= 0) {
    c.for_ms = *duration;
  } else {
    fields.problem().report("\"for\" is a time such as \"30s\" or \"5m\".", value->range());
  }
}
void write(JsonWriter& w, const SetFault& c, bool) {
  w.member("resource", c.resource_arn).member("fault", fault_name(c.kind));
  if (c.for_ms) w.member("for", base::format_duration(*c.for_ms));
}

}  // namespace brigade::formats
