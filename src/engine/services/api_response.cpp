// What a client gets for what the function returned. Source: API Gateway Developer Guide, "Create AWS Lambda
// proxy integrations for HTTP APIs", "Lambda function response for format 2.0". Assumed: a response with a
// status code and no content type is text/plain, and the status codes of failures.
#include "base/json.h"
#include "engine/services/apis.h"

namespace brigade::engine::apis {

namespace {

using base::JsonValue;
using base::JsonWriter;

constexpr int64_t kMinStatus = 100, kMaxStatus = 599;

std::string written(const JsonValue& value) {
  JsonWriter writer;
  base::write_json(writer, value);
  return writer.take();
}

std::optional<int64_t> read_status(const JsonValue& value) {
  const std::string text = value.is_string() ? value.as_string() : written(value);
  if (text.size() != 3 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const int64_t status = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  if (status < kMinStatus || status > kMaxStatus) return std::nullopt;
  return status;
}

// Header values are texts, numbers or true and false. False where one is something else.
bool write_headers(JsonWriter& writer, const JsonValue* headers) {
  bool has_type = false;
  writer.key("headers").begin_object();
  if (headers != nullptr && !headers->is_object()) return false;
  if (headers != nullptr) {
    for (const base::JsonMember& member : headers->members()) {
      if (member.value.is_object() || member.value.is_array()) return false;
      std::string name = member.name;
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      has_type = has_type || name == "content-type";
      writer.member(name, member.value.is_string() ? member.value.as_string() : written(member.value));
    }
  }
  if (!has_type) writer.member("content-type", "text/plain;charset=UTF-8");
  writer.end_object();
  return true;
}

std::string inferred(const JsonValue& payload, std::string_view text) {
  JsonWriter writer;
  writer.begin_object().member("statusCode", int64_t{200}).key("headers").begin_object();
  writer.member("content-type", "application/json").end_object();
  writer.member("body", payload.is_string() ? payload.as_string() : std::string(text));
  return writer.end_object().take();
}

}  // namespace

std::optional<std::string> response_of(std::string_view text) {
  const auto payload = base::read_json(text);
  if (!payload) return std::nullopt;
  const JsonValue* status_value = payload->is_object() ? payload->find("statusCode") : nullptr;
  if (status_value == nullptr) return inferred(*payload, text);
  const auto status = read_status(*status_value);
  if (!status) return std::nullopt;
  JsonWriter writer;
  writer.begin_object().member("statusCode", *status);
  if (!write_headers(writer, payload->find("headers"))) return std::nullopt;
  if (const JsonValue* cookies = payload->find("cookies"); cookies != nullptr && cookies->is_array()) {
    writer.key("cookies");
    base::write_json(writer, *cookies);
  }
  const JsonValue* body = payload->find("body");
  if (body != nullptr && !body->is_string() && !body->is_null()) return std::nullopt;
  writer.member("body", body == nullptr || body->is_null() ? std::string() : body->as_string());
  return writer.end_object().take();
}

uint16_t status_of(std::string_view response) {
  const auto value = base::read_json(response);
  const JsonValue* status = value ? value->find("statusCode") : nullptr;
  return status == nullptr ? 0 : static_cast<uint16_t>(read_status(*status).value_or(0));
}

uint16_t status_of(ApiFailure failure) {
  return failure == ApiFailure::Throttled || failure == ApiFailure::TimedOut ? 503 : 500;
}

std::string_view message_of(uint16_t status) {
  if (status == 404) return "Not Found";
  return status == 503 ? "Service Unavailable" : "Internal Server Error";
}

std::string failure_response(uint16_t status) {
  JsonWriter writer;
  writer.begin_object().member("statusCode", int64_t{status}).key("headers").begin_object();
  writer.member("content-type", "application/json").end_object();
  return writer.member("body", "{\"message\":\"" + std::string(message_of(status)) + "\"}")
      .end_object()
      .take();
}

}  // namespace brigade::engine::apis
