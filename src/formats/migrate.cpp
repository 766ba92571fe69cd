// Versions of the scenario format, see migrate.h.
#include "formats/migrate.h"

namespace brigade::formats {

void migrate(Problem& problem, base::JsonValue& document) {
  const base::JsonValue* version = document.find("brigade");
  if (!document.is_object() || version == nullptr) {
    problem.report("This is no scenario: it does not say \"brigade\": 1.",
                   {document.range().begin, document.range().begin + 1});
    return;
  }
  const auto number = version->as_uint64();
  if (!number || *number == 0) {
    problem.report("\"brigade\" is the number of the scenario format, such as 1.", version->range());
    return;
  }
  if (*number > kScenarioVersion) {
    problem.report("This scenario was made by a newer version of Bucket Brigade (format " +
                       std::string(version->number_text()) + "); this one reads up to " +
                       std::to_string(kScenarioVersion) + ".",
                   version->range());
  }
}

}  // namespace brigade::formats
