// Reading the members of a JSON object strictly: each is asked for by name, and what nobody asked for is an
// error that names the nearest known member. The first problem is kept with its place; reading goes on with
// defaults after it, so that code that reads has no branches for errors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace brigade::formats {

inline constexpr std::string_view kScenarioError = "scenario";  // the code of our own errors

class Problem {
 public:
  bool ok() const { return !first_; }
  void report(std::string text, base::TextRange range, std::string_view code = kScenarioError);
  void report(const base::Error& error, base::TextRange fallback);
  const base::Error& error() const { return *first_; }

 private:
  std::optional<base::Error> first_;
};

class Fields {
 public:
  // `what` names the object in errors: "a bucket".
  Fields(Problem& problem, const base::JsonValue& object, std::string_view what);

  // The member, or nullptr where it is absent.
  const base::JsonValue* find(std::string_view name);
  // The same; its absence is a problem.
  const base::JsonValue* need(std::string_view name);
  // A member of the real service that this model does not have: a problem, unless it is empty.
  void not_simulated(std::string_view name);
  // A member that the real service prints and that says nothing here.
  void ignore(std::string_view name) { find(name); }

  // Absent members leave `out` as it is. True where the member is there and right.
  bool text(std::string_view name, std::string& out);
  bool need_text(std::string_view name, std::string& out);  // neither absent nor empty
  bool number(std::string_view name, uint32_t& out);
  bool number(std::string_view name, uint64_t& out);
  bool number(std::string_view name, int64_t& out);  // from 0 up
  bool number(std::string_view name, std::optional<uint32_t>& out);
  bool seconds(std::string_view name, int64_t& out_ms);  // an integer, or its text as SQS prints attributes
  bool seconds(std::string_view name, std::optional<int64_t>& out_ms);
  bool flag(std::string_view name, bool& out);
  const std::vector<base::JsonValue>& list(std::string_view name);  // empty where it is absent
  bool texts(std::string_view name, std::vector<std::string>& out);

  // Reports members that nobody asked for. Call last.
  void close();

  Problem& problem() { return problem_; }
  const base::JsonValue& object() const { return object_; }

 private:
  Problem& problem_;
  const base::JsonValue& object_;
  std::string_view what_;
  std::vector<std::string_view> known_;
};

// An integer from 0 to `most`, or its decimal text where `text_too`.
std::optional<uint64_t> natural_of(Problem& problem, const base::JsonValue& value, uint64_t most,
                                   bool text_too, std::string_view name);
// A string value; a problem where it is none.
std::string text_of(Problem& problem, const base::JsonValue& value, std::string_view name);

// The candidate that a typing error most likely meant; empty where none is near.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates);
// In quotes, cut to a readable length.
std::string quoted(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // of ASCII letters

}  // namespace brigade::formats
