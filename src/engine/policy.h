// Resource policies, the part that services of this model check about each other: does any statement allow
// this service, coming from this source, to do this here? An explicit deny wins. Source: IAM, "Policy
// evaluation logic".
#pragma once
#include <string_view>
#include <vector>

#include "engine/config.h"

namespace brigade::engine {

struct ServiceRequest {
  std::string_view principal_service;  // "s3.amazonaws.com"
  std::string_view action;             // "lambda:InvokeFunction"
  std::string_view source_arn;
  std::string_view source_account;
};
bool allows(const std::vector<PolicyStatement>& policy, const ServiceRequest& request);

}  // namespace brigade::engine
