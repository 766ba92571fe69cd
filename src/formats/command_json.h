// Commands as JSON, one object each: {"do":"s3:PutObject","bucket":"photos","key":"beach.jpeg","size":9309}.
// The same shape as an entry of a scenario's timeline, without "at". Plain parameters are lower case
// (bucket, key, size, function, queue, body); configurations are the services' own JSON.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "engine/command.h"
#include "formats/fields.h"

namespace brigade::formats {

// The bytes of a body that a command carries. Larger objects bring their size and MD5 alone.
inline constexpr size_t kMaxBodyBytes = 256 * 1024;

// Errors: code "scenario" or "json" and the range in the text that the value was read from.
base::Result<engine::Command> read_command(const base::JsonValue& value);
base::Result<engine::Command> read_command(std::string_view json);
std::string command_json(const engine::Command& command);  // compact, bodies included

// Parts, for the timeline: the members of the command, which the caller puts among others in one object.
engine::Command read_command_members(Fields& fields);
void write_command_members(base::JsonWriter& writer, const engine::Command& command, bool bodies);

}  // namespace brigade::formats
