// What the subcommands share, see cli.h.
#include "platform/cli/cli.h"

#include <chrono>
#include <cstdio>

#include "formats/fields.h"

#ifdef __EMSCRIPTEN__
#include <emscripten/heap.h>
#else
#include <sys/resource.h>
#endif

namespace brigade::platform {

const std::string* Arguments::value(std::string_view name) const {
  const auto found = options.find(name);
  return found == options.end() ? nullptr : &found->second;
}

std::optional<Arguments> parse_arguments(std::string_view subcommand,
                                         const std::vector<std::string>& arguments,
                                         const std::vector<OptionKind>& kinds) {
  Arguments out;
  std::vector<std::string_view> names;
  for (const OptionKind& kind : kinds) names.push_back(kind.name);
  for (size_t i = 0; i < arguments.size(); i++) {
    const std::string& word = arguments[i];
    if (word.size() < 2 || word[0] != '-') {
      out.positional.push_back(word);
      continue;
    }
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const OptionKind* kind = nullptr;
    for (const OptionKind& known : kinds) {
      if (known.name == name) kind = &known;
    }
    if (kind == nullptr) {
      const std::string_view near = formats::nearest(name, names);
      complain("`brigade " + std::string(subcommand) + "` has no option " + name +
               (near.empty() ? std::string("; see brigade --help.")
                             : "; did you mean " + std::string(near) + "?"));
      return std::nullopt;
    }
    const bool attached = equals != std::string::npos;  // --name=value
    if (attached && !kind->has_value) {
      complain("The option " + name + " takes no value.");
      return std::nullopt;
    }
    if (!attached && kind->has_value && i + 1 == arguments.size()) {
      complain("The option " + name + " needs a value.");
      return std::nullopt;
    }
    std::string value;
    if (kind->has_value) value = attached ? word.substr(equals + 1) : arguments[++i];
    out.options[name] = value;
  }
  return out;
}

std::optional<uint64_t> parse_natural(std::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  uint64_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint64_t>(c - '0');
  }
  return number;
}

std::optional<std::string> read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    complain(path + " cannot be opened.");
    return std::nullopt;
  }
  std::string content;
  std::vector<char> buffer(1 << 16);
  size_t got = 0;
  while ((got = std::fread(buffer.data(), 1, buffer.size(), file)) > 0) content.append(buffer.data(), got);
  const bool bad = std::ferror(file) != 0;
  std::fclose(file);
  if (bad) {
    complain(path + " cannot be read.");
    return std::nullopt;
  }
  return content;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text) {
  const std::string line = "brigade: " + std::string(text) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void complain_at(std::string_view file, std::string_view content, const base::Error& error) {
  const base::LineColumn place = base::line_column(content, error.range.begin);
  std::string line =
      std::string(file) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
  // The codes of the services are part of what they say, ours are not.
  const bool service_code = !error.code.empty() && error.code[0] >= 'A' && error.code[0] <= 'Z';
  if (service_code) line += error.code + ": ";
  for (char c : error.text) {
    if (c == '\n') {
      line += "\n  ";
    } else {
      line += c;
    }
  }
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::optional<LoadedScenario> load_scenario(const std::string& path, std::optional<uint64_t> seed) {
  LoadedScenario out;
  out.path = path;
  std::optional<std::string> content = read_file(path);
  if (!content) return std::nullopt;
  out.content = std::move(*content);
  auto scenario = formats::read_scenario(out.content);
  if (!scenario) {
    complain_at(path, out.content, scenario.error());
    return std::nullopt;
  }
  if (seed) scenario->plan.options.seed = *seed;
  out.extras = std::move(scenario->extras);
  auto simulation = formats::make_simulation(*scenario);
  if (!simulation) {
    complain_at(path, out.content, simulation.error());
    return std::nullopt;
  }
  out.simulation = std::move(*simulation);
  return out;
}

double monotonic_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

uint64_t peak_memory_bytes() {
#ifdef __EMSCRIPTEN__
  return emscripten_get_heap_size();
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
#endif
}

}  // namespace brigade::platform
