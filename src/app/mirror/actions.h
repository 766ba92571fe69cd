// What a person can do with the selection, as forms: a name, fields with labels, and the commands that
// follow. The same commands as the panels'. Values come as texts, as they were typed.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/app_state.h"
#include "app/stage/model.h"
#include "base/json.h"
#include "base/result.h"
#include "engine/command.h"

namespace brigade::app::mirror {

enum class FieldKind : uint8_t { Text, Number, Area, Json, Select, Check };
struct Field {
  std::string name, label;
  FieldKind kind = FieldKind::Text;
  std::string value;                                         // to begin with; of a Check: "true" or empty
  std::vector<std::pair<std::string, std::string>> options;  // value and label, of a Select
  bool required = false;
};
struct Action {
  std::string id, label, hint;
  const char* look = "";  // "primary", "danger"
  std::vector<Field> fields;
};

// What was typed into a form, by field.
class Values {
 public:
  explicit Values(const base::JsonValue* object) : object_(object) {}
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const { return !text(name).empty(); }
  // From 0; nothing where nothing was typed, or no whole number.
  std::optional<int64_t> number(std::string_view name) const;
  // Whether something was typed that is no whole number.
  bool is_wrong_number(std::string_view name) const { return flag(name) && !number(name); }

 private:
  const base::JsonValue* object_;
};

std::vector<Action> actions_for(const Session& session, const stage::Model& model, engine::ResourceId id);
base::Status act_on(Session& session, engine::ResourceId id, std::string_view action, const Values& values);
// Legal ends of a wire that starts here, as the stage has them.
Field wire_targets_field(const Session& session, const stage::Model& model, engine::ResourceId from);

// The commands that would set the resource up as it is now: to be changed and sent again.
std::vector<engine::Command> configuring_commands(const Session& session, engine::ResourceId id);

// One command as JSON; what is wrong is said with line and column.
base::Status submit_json(Session& session, const std::string& json);

}  // namespace brigade::app::mirror
