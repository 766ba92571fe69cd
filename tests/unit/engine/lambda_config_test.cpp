// Lambda's configuration commands and the service's own words where they are refused.
// Texts: recordings of the real service and the Lambda API reference.
#include "engine/policy.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

std::string refused(FunctionConfig config, const std::string& name = "fn") {
  Worldlet world;
  return world.function(name, std::move(config)).refusal();
}
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(LambdaConfig, LimitsAreTheServices) {
  FunctionConfig config;
  config.timeout_ms = 901'000;
  EXPECT_EQ(refused(config),
            "ValidationException: 1 validation error detected: Value '901' at 'timeout' failed to satisfy "
            "constraint: "
            "Member must have value less than or equal to 900");
  config.timeout_ms = 0;
  EXPECT_TRUE(contains(refused(config), "greater than or equal to 1"));
  config.timeout_ms = 900'000;
  config.memory_mb = 127;
  EXPECT_TRUE(contains(refused(config), "'memorySize'"));
  config.memory_mb = 10'240;
  config.maximum_retry_attempts = 3;
  EXPECT_TRUE(contains(refused(config), "'maximumRetryAttempts'"));
  config.maximum_retry_attempts = 2;
  config.maximum_event_age_s = 59;
  EXPECT_TRUE(contains(refused(config), "'maximumEventAgeInSeconds'"));
  config.maximum_event_age_s = 21'600;
  EXPECT_EQ(refused(config), "");
}

TEST(LambdaConfig, NamesAreLettersDigitsHyphensAndUnderscoresUpTo64) {
  EXPECT_EQ(refused({}, "Thumb-nail_2"), "");
  EXPECT_EQ(refused({}, std::string(64, 'a')), "");
  EXPECT_TRUE(contains(refused({}, std::string(65, 'a')), "have length less than or equal to 64"));
  EXPECT_TRUE(contains(refused({}, "a b"), "satisfy regular expression pattern"));
  EXPECT_TRUE(contains(refused({}, ""), "satisfy regular expression pattern"));
}

TEST(LambdaConfig, ANameIsTakenOnce) {
  Worldlet world;
  EXPECT_EQ(world.function("fn").function("fn").refusal(),
            "ResourceConflictException: Function already exist: fn");
}

// Recorded.
TEST(LambdaConfig, OneHundredStayUnreserved) {
  FunctionConfig config;
  config.reserved_concurrency = 900;
  EXPECT_EQ(refused(config), "");
  config.reserved_concurrency = 901;
  EXPECT_EQ(refused(config),
            "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases "
            "account's "
            "UnreservedConcurrentExecution below its minimum value of [100].");
}

TEST(LambdaConfig, ChangingAReservationCountsOnlyTheDifference) {
  Worldlet world;
  FunctionConfig config;
  config.reserved_concurrency = 800;
  Simulation& simulation = world.function("a", config).function("b").start();
  EXPECT_EQ(refusal_of(simulation, PutFunctionConcurrency{"a", 900}), "");
  EXPECT_NE(refusal_of(simulation, PutFunctionConcurrency{"b", 1}), "");
  EXPECT_EQ(refusal_of(simulation, PutFunctionConcurrency{"a", std::nullopt}), "");
  EXPECT_EQ(refusal_of(simulation, PutFunctionConcurrency{"b", 900}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteFunction{"b"}), "");
  EXPECT_EQ(simulation.world().reserved_concurrency, 0u);
}

// Recorded texts of PutFunctionEventInvokeConfig.
TEST(LambdaConfig, EventInvokeConfigIsCheckedWithTheServicesTexts) {
  Worldlet world;
  Simulation& simulation = world.function("fn").queue("q").start();
  const std::string code = "InvalidParameterValueException: ";
  EXPECT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"fn", {}, {}, {}, {}}),
            code + "You must specify at least one of error handling or destination setting.");
  EXPECT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"fn", {}, {}, {}, function_arn("fn")}),
            code + "You can't specify the function as a destination for itself.");
  EXPECT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"fn", {}, {}, "arn:nonsense", {}}),
            code + "The destination ARN arn:nonsense is invalid.");
  EXPECT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"none", 1, {}, {}, {}}),
            "ResourceNotFoundException: The function doesn't exist.");
}

TEST(LambdaConfig, PutFunctionEventInvokeConfigReplaces) {
  Worldlet world;
  Simulation& simulation = world.function("fn").queue("q").start();
  ASSERT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"fn", 0, 60, queue_arn("q"), {}}), "");
  ASSERT_EQ(refusal_of(simulation, PutFunctionEventInvokeConfig{"fn", 1, {}, {}, {}}), "");
  const ResourceId id = resource(simulation, ResourceKind::Function, "fn");
  const FunctionConfig& config = simulation.history().function_config(simulation.world().resource(id).config);
  EXPECT_EQ(config.maximum_retry_attempts, 1u);
  EXPECT_EQ(config.maximum_event_age_s, 21'600u);
  EXPECT_EQ(config.on_success_arn, "");
}

TEST(LambdaConfig, PermissionsAreNamedOnce) {
  Worldlet world;
  Simulation& simulation = world.function("fn", FunctionConfig{}).start();
  const PolicyStatement statement = service_statement("s3", "s3.amazonaws.com", "lambda:InvokeFunction");
  EXPECT_EQ(refusal_of(simulation, AddPermission{"fn", statement}), "");
  EXPECT_EQ(refusal_of(simulation, AddPermission{"fn", statement}),
            "ResourceConflictException: The statement id (s3) provided already exists. Please provide a new "
            "statement "
            "id, or remove the existing statement.");
  EXPECT_EQ(refusal_of(simulation, RemovePermission{"fn", "s3"}), "");
  EXPECT_EQ(refusal_of(simulation, RemovePermission{"fn", "s3"}),
            "ResourceNotFoundException: Statement s3 is not found in resource policy.");
}

TEST(LambdaConfig, ADeadLetterQueueIsAQueueThatExists) {
  Worldlet world;
  Simulation& simulation = world.function("fn").queue("q").start();
  const auto with = [](std::string arn) {
    UpdateFunctionConfiguration command;
    command.function = "fn";
    command.dead_letter_arn = std::move(arn);
    return command;
  };
  EXPECT_EQ(refusal_of(simulation, with(queue_arn("q"))), "");
  EXPECT_NE(refusal_of(simulation, with(queue_arn("none"))), "");
  EXPECT_NE(refusal_of(simulation, with(function_arn("fn"))), "");
  EXPECT_EQ(refusal_of(simulation, with("")), "");
}

}  // namespace
}  // namespace brigade::engine
