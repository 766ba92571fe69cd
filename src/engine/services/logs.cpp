// Makes a function's log lines from its records when somebody looks. Formats: "Using CloudWatch Logs with
// Lambda" and the runtimes' own INIT_START, START, END and REPORT lines.
#include "engine/services/logs.h"

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/explain.h"
#include "engine/services/iam.h"
#include "engine/services/payload.h"

namespace brigade::engine {

namespace {

struct Writer {
  const Simulation& simulation;
  ResourceId function;
  std::vector<LogLine>& out;
  // The attempt that each delivery is in: the records of an end do not repeat where it began.
  struct Attempt {
    uint32_t delivery, environment;
    bool cold;
    TimeMs started_ms;
    uint32_t version;  // of the configuration that it runs with
  };
  std::vector<Attempt> running;

  std::string stream_of(uint32_t environment, TimeMs time_ms) const {
    const std::string day =
        base::format_utc_ms(simulation.plan().options.start_unix_ms + time_ms).substr(0, 10);
    std::string name =
        "environment/" + std::string(name_of(simulation.world(), simulation.history(), function));
    return day.substr(0, 4) + "/" + day.substr(5, 2) + "/" + day.substr(8, 2) + "/[$LATEST]" +
           base::hex_of(base::stream_key(simulation.plan().options.seed, name), environment, 32, false);
  }

  void add(const Record& r, uint32_t index, TimeMs time_ms, const Attempt& attempt, std::string text,
           bool error) {
    const auto& config = simulation.history().function_config(attempt.version);
    if (!iam::may_log(simulation, config, name_of(simulation.world(), simulation.history(), function),
                      r.step))
      return;
    out.push_back(LogLine{time_ms, r.step, index, attempt.environment,
                          stream_of(attempt.environment, attempt.started_ms), std::move(text), error});
  }

  void started(const Record& r, uint32_t index) {
    const Attempt attempt{r.delivery, r.value & 0x7FFFFFFFu, (r.value & 0x80000000u) != 0, r.time_ms,
                          r.version};
    running.push_back(attempt);
    const FunctionConfig& config = simulation.history().function_config(r.version);
    TimeMs time_ms = r.time_ms;
    if (attempt.cold) {
      const std::string hash =
          base::hex_of(base::stream_key(simulation.plan().options.seed, config.runtime), 0, 64, false);
      std::string runtime = config.runtime;  // "python3.12" is written "python:3.12"
      const size_t digit = runtime.find_first_of("0123456789");
      if (digit != std::string::npos && digit > 0) runtime.insert(digit, ":");
      add(r, index, time_ms, attempt,
          "INIT_START Runtime Version: " + runtime + ".v11\tRuntime Version ARN: arn:aws:lambda:" +
              simulation.plan().options.region + "::runtime:" + hash,
          false);
      time_ms += config.handler.init_duration_ms;
    }
    add(r, index, time_ms, attempt, "START RequestId: " + request(r) + " Version: $LATEST", false);
    for (const std::string& line : config.handler.output) {
      add(r, index, time_ms, attempt, with_key(line, r), false);
    }
  }

  void ended(const Record& r, uint32_t index) {
    Attempt attempt{r.delivery, 0, false, r.time_ms, r.version};
    for (size_t i = running.size(); i-- > 0;) {
      if (running[i].delivery != r.delivery) continue;
      attempt = running[i];
      running.erase(running.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
    const FunctionConfig& config = simulation.history().function_config(attempt.version);
    std::string status;
    if (r.kind == RecordKind::AttemptFailed) {
      const AttemptError failure = attempt_error(simulation, r);
      add(r, index, r.time_ms, attempt, "[ERROR] " + failure.type + ": " + failure.message, true);
      status = "Status: error\tError Type: " + failure.type;
    }
    if (r.kind == RecordKind::AttemptTimedOut) {
      const int64_t unix_ms = simulation.plan().options.start_unix_ms + r.time_ms;
      add(r, index, r.time_ms, attempt,
          base::format_utc_ms(unix_ms) + " " + request(r) + " Task timed out after " +
              std::to_string(config.timeout_ms / 1000) + ".00 seconds",
          true);
      status = "Status: timeout";
    }
    add(r, index, r.time_ms, attempt, "END RequestId: " + request(r), false);
    add(r, index, r.time_ms, attempt, report(config, r, attempt.cold, status), !status.empty());
  }

  std::string request(const Record& r) const {
    return request_id(simulation.plan().options.seed, r.delivery);
  }

  static std::string milliseconds(int64_t ms) { return std::to_string(ms) + ".00 ms"; }

  std::string report(const FunctionConfig& config, const Record& r, bool cold,
                     const std::string& status) const {
    const int64_t ran_ms = duration_ms(r);
    const int64_t init_ms = cold ? config.handler.init_duration_ms : 0;
    const uint32_t used_mb = std::min(config.memory_mb, 40u + config.memory_mb / 4);
    std::string text = "REPORT RequestId: " + request(r) + "\tDuration: " + milliseconds(ran_ms) +
                       "\tBilled Duration: " + std::to_string(ran_ms + init_ms) +
                       " ms\tMemory Size: " + std::to_string(config.memory_mb) +
                       " MB\tMax Memory Used: " + std::to_string(used_mb) + " MB\t";
    if (cold) text += "Init Duration: " + milliseconds(init_ms) + "\t";
    if (!status.empty()) text += status;
    return text;
  }

  std::string with_key(std::string line, const Record& r) const {
    const size_t at = line.find("{key}");
    if (at == std::string::npos) return line;
    std::string key;
    uint32_t cause = r.cause;  // back to the object that it all began with
    for (int guard = 0; cause != kNone && guard < 64; ++guard) {
      const Record before = simulation.record_at(cause);
      if (before.kind == RecordKind::ObjectPut || before.kind == RecordKind::ObjectDeleted) {
        key = simulation.history().key(before.value);
        break;
      }
      cause = before.cause;
    }
    return line.replace(at, 5, key);
  }
};

}  // namespace

std::vector<LogLine> log_lines(const Simulation& simulation, ResourceId function, uint32_t from,
                               uint32_t to) {
  std::vector<LogLine> lines;
  Writer writer{simulation, function, lines, {}};
  simulation.read_records(from, to, [&](uint32_t index, const Record& r) {
    if (r.resource != function) return;
    if (r.kind == RecordKind::AttemptStarted) writer.started(r, index);
    const bool ends = r.kind == RecordKind::AttemptSucceeded || r.kind == RecordKind::AttemptFailed ||
                      r.kind == RecordKind::AttemptTimedOut;
    if (ends) writer.ended(r, index);
  });
  return lines;
}

}  // namespace brigade::engine
