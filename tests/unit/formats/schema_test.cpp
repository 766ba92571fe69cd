// The published JSON Schema: every example and everything that is written satisfies it. The validator here
// knows the few keywords that the schema uses, patterns aside.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "helpers.h"

namespace brigade::formats {
namespace {

using base::JsonValue;

class Validator {
 public:
  explicit Validator(const JsonValue& schema) : root_(schema) {}

  // "" or what is wrong, with the path to it.
  std::string check(const JsonValue& value) const { return check(value, root_, "$"); }

 private:
  std::string check(const JsonValue& value, const JsonValue& schema, const std::string& path) const {
    if (const JsonValue* reference = schema.find("$ref"))
      return check(value, resolve(reference->as_string()), path);
    std::string wrong;
    for (const base::JsonMember& keyword : schema.members()) {
      if (wrong.empty()) wrong = check_keyword(value, schema, keyword.name, keyword.value, path);
    }
    return wrong;
  }

  const JsonValue& resolve(const std::string& reference) const {
    const std::string prefix = "#/$defs/";
    const JsonValue* found = root_.find("$defs")->find(reference.substr(prefix.size()));
    EXPECT_NE(found, nullptr) << reference;
    return found == nullptr ? root_ : *found;
  }

  static bool has_type(const JsonValue& value, const std::string& type) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "number" && value.is_number()) ||
           (type == "boolean" && value.is_bool()) ||
           (type == "integer" && (value.as_int64() || value.as_uint64()));
  }

  std::string check_keyword(const JsonValue& value, const JsonValue& schema, const std::string& name,
                            const JsonValue& rule, const std::string& path) const {
    if (name == "type") return has_type(value, rule.as_string()) ? "" : path + " is no " + rule.as_string();
    if (name == "const")
      return base::canonical(value) == base::canonical(rule) ? "" : path + " is another value";
    if (name == "enum") return is_one_of(value, rule.items()) ? "" : path + " is none of the values";
    if (name == "minimum") return value.as_double() >= rule.as_double() ? "" : path + " is too small";
    if (name == "maximum") return value.as_double() <= rule.as_double() ? "" : path + " is too large";
    if (name == "minLength")
      return value.as_string().size() >= *rule.as_uint64() ? "" : path + " is too short";
    if (name == "minItems")
      return value.items().size() >= *rule.as_uint64() ? "" : path + " has too few items";
    if (name == "maxItems")
      return value.items().size() <= *rule.as_uint64() ? "" : path + " has too many items";
    if (name == "anyOf" || name == "oneOf") return check_alternatives(value, rule, path, name == "oneOf");
    if (name == "items") return check_items(value, rule, path);
    if (name == "required") return check_required(value, rule, path);
    if (name == "properties" || name == "additionalProperties") return check_members(value, schema, path);
    static const std::set<std::string> kOther{"$schema",  "$defs",   "title", "description",
                                              "examples", "pattern", "format"};
    return kOther.count(name) > 0 ? "" : "the validator does not know " + name;
  }

  static bool is_one_of(const JsonValue& value, const std::vector<JsonValue>& values) {
    return std::any_of(values.begin(), values.end(), [&value](const JsonValue& one) {
      return base::canonical(one) == base::canonical(value);
    });
  }

  std::string check_alternatives(const JsonValue& value, const JsonValue& rule, const std::string& path,
                                 bool only_one) const {
    size_t fitting = 0;
    std::string wrong;
    for (const JsonValue& alternative : rule.items()) {
      const std::string text = check(value, alternative, path);
      if (text.empty()) {
        fitting++;
      } else {
        wrong += " | " + text;
      }
    }
    if (fitting == 1 || (fitting > 1 && !only_one)) return "";
    return path + " fits " + std::to_string(fitting) + " alternatives" + wrong;
  }

  std::string check_items(const JsonValue& value, const JsonValue& rule, const std::string& path) const {
    std::string wrong;
    for (size_t i = 0; i < value.items().size() && wrong.empty(); i++) {
      wrong = check(value.items()[i], rule, path + "[" + std::to_string(i) + "]");
    }
    return wrong;
  }

  static std::string check_required(const JsonValue& value, const JsonValue& rule, const std::string& path) {
    for (const JsonValue& name : rule.items()) {
      if (value.find(name.as_string()) == nullptr) return path + " lacks " + name.as_string();
    }
    return "";
  }

  std::string check_members(const JsonValue& value, const JsonValue& schema, const std::string& path) const {
    const JsonValue* properties = schema.find("properties");
    const JsonValue* additional = schema.find("additionalProperties");
    for (const base::JsonMember& member : value.members()) {
      const JsonValue* rule = properties == nullptr ? nullptr : properties->find(member.name);
      if (rule == nullptr && additional != nullptr && additional->is_bool())
        return path + " has " + member.name;
      if (rule == nullptr) rule = additional;
      const std::string wrong = rule == nullptr ? "" : check(member.value, *rule, path + "." + member.name);
      if (!wrong.empty()) return wrong;
    }
    return "";
  }

  const JsonValue& root_;
};

base::JsonValue schema() {
  auto read = base::read_json(assets("schema/scenario.schema.json"));
  EXPECT_TRUE(read.has_value());
  return read ? std::move(*read) : base::JsonValue();
}

TEST(ScenarioSchema, FitsEveryExampleAndItsCanonicalForm) {
  const base::JsonValue rules = schema();
  const Validator validator(rules);
  for (const std::string& id : example_ids()) {
    EXPECT_EQ(validator.check(*base::read_json(example(id))), "") << id;
    ScenarioExtras extras;
    const auto simulation = simulate(example(id), &extras);
    ASSERT_NE(simulation, nullptr);
    EXPECT_EQ(validator.check(*base::read_json(write_scenario(*simulation, extras))), "") << id;
  }
}

TEST(ScenarioSchema, KnowsEveryCommandAndEveryFate) {
  const std::string text = assets("schema/scenario.schema.json");
  for (size_t i = 0; i < std::variant_size_v<engine::AnyCommand>; i++) {
    EXPECT_NE(text.find("{\"const\": \"" + std::string(engine::command_name(i)) + "\"}"), std::string::npos)
        << engine::command_name(i);
  }
  for (int i = 0; i < engine::kFates; i++) {
    const std::string name(engine::fate_name(static_cast<engine::Fate>(i)));
    EXPECT_NE(text.find("\"" + name + "\""), std::string::npos) << name;
  }
}

TEST(ScenarioSchema, FindsWhatIsWrong) {
  const base::JsonValue rules = schema();
  const Validator validator(rules);
  for (const char* json :
       {R"({})", R"({"brigade":2})", R"({"brigade":1,"sed":1})", R"({"brigade":1,"seed":-1})",
        R"({"brigade":1,"timeline":[{"at":"0s","do":"s3:PutObject","bucket":"b"}]})",
        R"({"brigade":1,"resources":{"topics":[{}]}})", R"({"brigade":1,"resources":{"pipes":[{}]}})",
        R"({"brigade":1,"resources":{"rules":[{"Name":"r","EventPattern":{},"Targets":[{"Id":"1"}]}]}})",
        R"({"brigade":1,"timeline":[{"at":"0s","do":"brigade:SetFault","resource":"r","fault":"fire"}]})",
        R"({"brigade":1,"expect":[{"message":"m","ends":"vanished"}]})"}) {
    EXPECT_NE(validator.check(*base::read_json(json)), "") << json;
    EXPECT_NE(error_of(json), "") << json;
  }
}

}  // namespace
}  // namespace brigade::formats
