// What the model simplifies, as data: one entry for each rule of a real service that this playground keeps
// otherwise. The list is assets/assumptions.json; the page hands it over when somebody asks for it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "formats/scenario.h"

namespace brigade::app {

struct Assumption {
  std::string id, service;
  formats::LocalText rule, model;  // what the service does, and what happens here
  std::string source_name, source_url;
};

// Entries without an id, or with a text or an https address missing, are left out.
std::vector<Assumption> read_assumptions(const base::JsonValue& list);

// Whether one of the entry's texts, in this language, holds all words of the query; case does not count.
bool mentions(const Assumption& assumption, std::string_view query, std::string_view language);

}  // namespace brigade::app
