// The same patterns at other services' doors, each with what it refuses and how it says so: SNS filter
// policies, the filters of Lambda event source mappings, the filters of EventBridge Pipes. Sources: "Amazon
// SNS subscription filter policies" (constraints), recorded errors of Subscribe and
// SetSubscriptionAttributes; "Lambda event filtering"; the operator table of "event patterns" for Pipes.
// Marked below where no recording or page says it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "match/event.h"
#include "match/pattern.h"

namespace brigade::match {

// --- SNS ---
inline constexpr uint32_t kFilterPolicyKeys = 5;
inline constexpr uint32_t kFilterPolicyCombinations = 150;
inline constexpr uint32_t kFilterPolicyBytes = 256 * 1024;

enum class FilterPolicyScope : uint8_t { MessageAttributes, MessageBody };
enum class FilterPolicyCall : uint8_t { Subscribe, SetSubscriptionAttributes };

// Error code "InvalidParameter". An empty policy is a pattern that matches everything. Combinations are
// counted as the guide does: the numbers of values multiplied with each other and with their depth, the
// branches of `$or` added. That `$or` counts its keys in all branches together is an assumption.
base::Result<Pattern> read_filter_policy(std::string_view text, FilterPolicyScope scope,
                                         FilterPolicyCall call = FilterPolicyCall::Subscribe);

struct MessageAttribute {
  std::string name;
  std::string type;  // "String", "Number", "String.Array", "Binary", each with an own label after a dot
  std::string value;
};

// The attributes as fields: a String.Array gives one for each element, Binary and what cannot be read none.
Event attribute_event(const std::vector<MessageAttribute>& attributes);

// A body that is no JSON object matches only an empty policy.
bool matches_attributes(const Pattern& policy, const std::vector<MessageAttribute>& attributes);
bool matches_body(const Pattern& policy, std::string_view body);

// --- event source mappings and Pipes ---
inline constexpr uint32_t kSourceFilters = 5;
inline constexpr uint32_t kSourceFilterCharacters = 4096;

enum class FilterOwner : uint8_t { EventSourceMapping, Pipe };

// One filter. Event source mappings: error code "InvalidParameterValueException", the service's one sentence,
// and ours on the next line. Pipes: "ValidationException" (assumed); they take no `wildcard` (assumed from
// its absence in the table) and only plain values in `anything-but`.
base::Result<Pattern> read_source_filter(std::string_view text, FilterOwner owner);
// All filters of a source; any of them lets a record through. The error's range is in the filter at fault.
base::Result<std::vector<Pattern>> read_source_filters(const std::vector<std::string>& texts,
                                                       FilterOwner owner);

// A record of a source as JSON, with a payload in text: "body" (SQS), "data" (Kinesis, decoded). The payload
// is read as JSON exactly where the filter asks for its members; a filter for text lets no JSON through, and
// one for members no text.
bool matches_record(const std::vector<Pattern>& filters, std::string_view record,
                    std::string_view payload_member);
// The record as one filter sees it: with the payload read, or unchanged. Nothing where the two do not go
// together.
struct SeenRecord {
  bool readable = false;
  std::string text;
};
SeenRecord seen_record(const Pattern& filter, std::string_view record, std::string_view payload_member);

}  // namespace brigade::match
