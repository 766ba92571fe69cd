// Commands as JSON: which kind it is. Each kind's members are read and written by one pair of functions
// (command_members.h), in a file for each service.
#include "formats/command_json.h"

#include <utility>
#include <vector>

#include "formats/command_members.h"

namespace brigade::formats {
namespace {

using namespace engine;
using base::JsonValue;
using base::JsonWriter;

template <size_t I>
void read_kind(Fields& fields, Command& out) {
  std::variant_alternative_t<I, AnyCommand> command;
  read(fields, command);
  out = std::move(command);
}

template <size_t... I>
bool read_by_index(size_t index, Fields& fields, Command& out, std::index_sequence<I...>) {
  return ((index == I && (read_kind<I>(fields, out), true)) || ...);
}

constexpr size_t kCommands = std::variant_size_v<AnyCommand>;

}  // namespace

Command read_command_members(Fields& fields) {
  Command command;
  const JsonValue* name = fields.need("do");
  if (name == nullptr) return command;
  std::vector<std::string_view> names;
  for (size_t i = 0; i < kCommands; i++) names.push_back(command_name(i));
  for (size_t i = 0; i < kCommands; i++) {
    if (names[i] != name->as_string()) continue;
    read_by_index(i, fields, command, std::make_index_sequence<kCommands>());
    return command;
  }
  const std::string_view near = nearest(name->as_string(), names);
  fields.problem().report(quoted(name->as_string()) + " is no command" +
                              (near.empty() ? std::string(": they are named like \"s3:PutObject\".")
                                            : "; did you mean " + quoted(near) + "?"),
                          name->range());
  return command;
}

void write_command_members(JsonWriter& writer, const Command& command, bool bodies) {
  writer.member("do", command_name(command));
  std::visit([&](const auto& c) { write(writer, c, bodies); }, command);
}

base::Result<Command> read_command(const JsonValue& value) {
  Problem problem;
  Fields fields(problem, value, "a command");
  Command command = read_command_members(fields);
  fields.close();
  if (!problem.ok()) return tl::unexpected<base::Error>(problem.error());
  return command;
}

base::Result<Command> read_command(std::string_view json) {
  const auto value = base::read_json(json);
  if (!value) return tl::unexpected<base::Error>(value.error());
  return read_command(*value);
}

std::string command_json(const Command& command) {
  JsonWriter writer;
  writer.begin_object();
  write_command_members(writer, command, true);
  writer.end_object();
  return writer.take();
}

}  // namespace brigade::formats
