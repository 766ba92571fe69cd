// Roles, and where services ask whether something may be done. Rules: IAM User Guide, "Policy evaluation
// logic"; Lambda Developer Guide, "Defining Lambda function permissions with an execution role"; EventBridge
// User Guide and Scheduler User Guide, "Using identity-based policies".
#include "engine/services/iam.h"

#include "engine/explain_access.h"
#include "engine/services/logs.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr const char* kBasic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

std::string role_arn(const std::string& name) { return iam::role_arn_of(name); }
PolicyStatement statement(std::vector<std::string> actions, std::string resource = "*", bool allow = true) {
  PolicyStatement made;
  made.allow = allow;
  made.actions = std::move(actions);
  made.resources = {std::move(resource)};
  return made;
}
CreateRole role(std::string name, std::vector<PolicyStatement> statements = {},
                std::string_view service = "lambda.amazonaws.com") {
  CreateRole made;
  made.role = std::move(name);
  made.config.trust = {service_statement({}, service, "sts:AssumeRole")};
  if (!statements.empty()) made.config.policies = {{"own", std::move(statements)}};
  return made;
}
PutRolePolicy grant(std::string name, PolicyStatement what) { return {std::move(name), "more", {what}}; }
FunctionConfig with_role(HandlerBehaviour behaviour, const std::string& name = "thumbs") {
  FunctionConfig config = function_with(std::move(behaviour));
  config.role_arn = role_arn(name);
  return config;
}
HandlerBehaviour sending_to(CallOperation operation, std::string target) {
  HandlerCall call;
  call.operation = operation;
  call.target = std::move(target);
  call.body = "{}";
  call.key = call.source = call.detail_type = "k";
  HandlerBehaviour behaviour = succeeds();
  behaviour.calls = {call};
  return behaviour;
}
std::string error_of_call(const Simulation& simulation) {
  const auto refused = records_of(simulation, RecordKind::HandlerCallRefused);
  return refused.empty() ? "" : *simulation.history().texts[refused.front().value];
}
std::string refused(Simulation& simulation, const Command& command) {
  const base::Status status = simulation.submit(command);
  return status ? "" : status.error().code + ": " + status.error().text;
}
// A function with a role that may do what `statements` say calls a queue.
Worldlet caller(std::vector<PolicyStatement> statements, CallOperation operation = CallOperation::SendMessage,
                const std::string& target = "jobs") {
  Worldlet world;
  QueueConfig closed;
  world.setup(role("thumbs", std::move(statements))).queue("jobs", closed).bucket("out");
  world.setup(CreateTopic{"news", {}}).setup(CreateEventBus{"orders", {}});
  world.function("f", with_role(sending_to(operation, target)));
  world.at(0, invoke("f"));
  return world;
}

TEST(Iam, WithoutARoleAFunctionMayDoEverything) {
  Worldlet world;
  world.queue("jobs", QueueConfig{}).function("f", sending_to(CallOperation::SendMessage, "jobs"));
  Simulation& simulation = world.at(0, invoke("f")).run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 1u);
}

TEST(Iam, ARoleThatTheScenarioDoesNotHaveMayDoEverything) {
  Worldlet world;
  world.queue("jobs", QueueConfig{});
  world.function("f", with_role(sending_to(CallOperation::SendMessage, "jobs"), "elsewhere"));
  Simulation& simulation = world.at(0, invoke("f")).run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::PermissionDenied), 0u);
}

TEST(Iam, AHandlersCallNeedsAnAllowOfItsRole) {
  Worldlet denied = caller({});
  Simulation& simulation = denied.run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 0u);
  EXPECT_EQ(
      error_of_call(simulation),
      "An error occurred (AccessDenied) when calling the SendMessage operation: User: "
      "arn:aws:sts::123456789012:assumed-role/thumbs/f is not authorized to perform: sqs:sendmessage on "
      "resource: arn:aws:sqs:us-east-1:123456789012:jobs because no identity-based policy allows the "
      "sqs:sendmessage action");
  Worldlet open = caller({statement({"sqs:SendMessage"}, queue_arn("jobs"))});
  EXPECT_EQ(queue_of(open.run(), "jobs").visible.count, 1u);
}

TEST(Iam, EachServiceSpellsTheDenialAsItDoes) {
  const auto error = [](CallOperation operation, const std::string& target) {
    Worldlet world = caller({}, operation, target);
    return error_of_call(world.run());
  };
  const std::string user =
      "User: arn:aws:sts::123456789012:assumed-role/thumbs/f is not authorized to perform: ";
  EXPECT_EQ(
      error(CallOperation::PutObject, "out"),
      "An error occurred (AccessDenied) when calling the PutObject operation: " + user +
          "s3:PutObject on resource: \"arn:aws:s3:::out/k\" because no identity-based policy allows the "
          "s3:PutObject action");
  EXPECT_EQ(error(CallOperation::Publish, "news"),
            "An error occurred (AuthorizationError) when calling the Publish operation: " + user +
                "SNS:Publish on resource: arn:aws:sns:us-east-1:123456789012:news because no identity-based "
                "policy allows the SNS:Publish action");
  EXPECT_EQ(
      error(CallOperation::PutEvents, "orders"),
      "An error occurred (AccessDeniedException) when calling the PutEvents operation: " + user +
          "events:PutEvents on resource: arn:aws:events:us-east-1:123456789012:event-bus/orders because "
          "no identity-based policy allows the events:PutEvents action");
}

TEST(Iam, AnExplicitDenyIsNamedInTheError) {
  Worldlet world = caller({statement({"sqs:*"}), statement({"sqs:Send*"}, "*", false)});
  EXPECT_NE(error_of_call(world.run()).find("with an explicit deny in an identity-based policy"),
            std::string::npos);
}

TEST(Iam, WithinAnAccountTheQueuesPolicyAloneLetsARoleIn) {
  Worldlet world = caller({});
  SetQueueAttributes open;
  open.queue = "jobs";
  open.policy = std::vector<PolicyStatement>{};
  open.policy->push_back(service_statement("role", role_arn("thumbs"), "sqs:SendMessage"));
  EXPECT_EQ(queue_of(world.setup(open).run(), "jobs").visible.count, 1u);
}

TEST(Iam, ADenyOfTheQueueStopsARoleThatMay) {
  Worldlet world = caller({statement({"sqs:*"})});
  SetQueueAttributes closed;
  closed.queue = "jobs";
  closed.policy = std::vector<PolicyStatement>{service_statement("no", "*", "sqs:*")};
  closed.policy->front().allow = false;
  EXPECT_NE(error_of_call(world.setup(closed).run()).find("with an explicit deny in a resource-based policy"),
            std::string::npos);
}

TEST(Iam, ARoleMustTrustLambdaBeforeAFunctionGetsIt) {
  Worldlet world;
  Simulation& simulation = world.setup(role("events", {}, "events.amazonaws.com")).start();
  EXPECT_EQ(refused(simulation, CreateFunction{"f", with_role(succeeds(), "events")}),
            "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.");
}

TEST(Iam, ADeadLetterQueueIsWrittenWithTheExecutionRole) {
  const auto fate = [](std::vector<PolicyStatement> statements) {
    Worldlet world;
    world.setup(role("thumbs", std::move(statements))).queue("dlq", QueueConfig{});
    FunctionConfig config = with_role(fails());
    config.dead_letter_arn = queue_arn("dlq");
    config.maximum_retry_attempts = 0;
    Simulation& simulation = world.function("f", config).at(0, invoke("f")).run();
    return std::pair{ended(simulation, Fate::DeadLettered), ended(simulation, Fate::Dropped)};
  };
  EXPECT_EQ(fate({statement({"logs:*"})}), std::pair(uint64_t{0}, uint64_t{1}));
  EXPECT_EQ(fate({statement({"sqs:SendMessage"}, queue_arn("dlq"))}), std::pair(uint64_t{1}, uint64_t{0}));
}

TEST(Iam, ADestinationIsWrittenWithTheExecutionRole) {
  Worldlet world;
  FunctionConfig config = with_role(succeeds());
  config.on_success_arn = queue_arn("done");
  world.setup(role("thumbs")).queue("done").function("f", config);
  Simulation& simulation = world.at(0, invoke("f")).run();
  EXPECT_EQ(queue_of(simulation, "done").visible.count, 0u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 1u);
}

EventSourceMappingConfig mapping_of_jobs() {
  EventSourceMappingConfig config;
  config.event_source_arn = queue_arn("jobs");
  config.function_arn = function_arn("f");
  return config;
}
const std::vector<std::string> kReading = {"sqs:ReceiveMessage", "sqs:DeleteMessage",
                                           "sqs:GetQueueAttributes"};

TEST(Iam, AMappingIsRefusedWhereTheRoleMayNotRead) {
  Worldlet world;
  Simulation& simulation =
      world.setup(role("thumbs")).queue("jobs").function("f", with_role(succeeds())).start();
  EXPECT_EQ(refused(simulation, CreateEventSourceMapping{mapping_of_jobs()}),
            "InvalidParameterValueException: The function execution role does not have permissions to call "
            "ReceiveMessage on SQS");
  EXPECT_EQ(refused(simulation, grant("thumbs", statement({"sqs:ReceiveMessage"}))), "");
  EXPECT_EQ(refused(simulation, CreateEventSourceMapping{mapping_of_jobs()}),
            "InvalidParameterValueException: The function execution role does not have permissions to call "
            "DeleteMessage on SQS");
  EXPECT_EQ(refused(simulation, grant("thumbs", statement(kReading))), "");
  EXPECT_EQ(refused(simulation, CreateEventSourceMapping{mapping_of_jobs()}), "");
}

TEST(Iam, AMappingStopsReadingWhenThePermissionGoesAndGoesOnWhenItIsBack) {
  Worldlet world;
  world.setup(role("thumbs", {statement(kReading)})).queue("jobs").function("f", with_role(succeeds()));
  world.setup(CreateEventSourceMapping{mapping_of_jobs()});
  world.at(0, DeleteRolePolicy{"thumbs", "own"}).at(1'000, send("jobs"));
  world.at(5'000, grant("thumbs", statement(kReading)));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::PermissionDenied), std::vector<TimeMs>{1'000});
  EXPECT_EQ(times_of(simulation, RecordKind::BatchStarted), std::vector<TimeMs>{5'000});
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
}

TEST(Iam, AStreamsMappingNeedsItsOwnActions) {
  Worldlet world;
  world.setup(role("thumbs")).setup(CreateStream{"clicks", {}}).function("f", with_role(succeeds()));
  Simulation& simulation = world.start();
  EventSourceMappingConfig config;
  config.event_source_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/clicks";
  config.function_arn = function_arn("f");
  config.starting_position = StartingPosition::TrimHorizon;
  EXPECT_EQ(
      refused(simulation, CreateEventSourceMapping{config}),
      "InvalidParameterValueException: Cannot access stream "
      "arn:aws:kinesis:us-east-1:123456789012:stream/clicks. Please ensure the role can perform the "
      "GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in "
      "IAM.");
  EXPECT_EQ(refused(simulation,
                    AttachRolePolicy{"thumbs",
                                     "arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole"}),
            "");
  EXPECT_EQ(refused(simulation, CreateEventSourceMapping{config}), "");
}

TEST(Iam, WithoutLogPermissionsAFunctionRunsAndLogsNothing) {
  const auto lines = [](bool may_log) {
    Worldlet world;
    CreateRole made = role("thumbs");
    if (may_log) made.config.managed_policy_arns = {kBasic};
    Simulation& simulation = world.setup(made).function("f", with_role(succeeds())).at(0, invoke("f")).run();
    EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
    return log_lines(simulation, resource(simulation, ResourceKind::Function, "f"), 0,
                     simulation.record_count())
        .size();
  };
  EXPECT_EQ(lines(false), 0u);
  EXPECT_GT(lines(true), 0u);
}

TEST(Iam, ARulesTargetWithARoleNeedsNoPolicyOfTheQueue) {
  const auto sent = [](std::vector<PolicyStatement> statements, std::string_view service) {
    Worldlet world;
    RuleTarget to = target("q", queue_arn("jobs"));
    to.role_arn = role_arn("rule");
    world.setup(role("rule", std::move(statements), service)).queue("jobs", QueueConfig{});
    world.rule("all", R"({"source":["shop"]})", {to});
    Simulation& simulation = world.at(0, put_events("shop", "Order")).run();
    return queue_of(simulation, "jobs").visible.count;
  };
  EXPECT_EQ(sent({statement({"sqs:SendMessage"})}, "events.amazonaws.com"), 1u);
  EXPECT_EQ(sent({}, "events.amazonaws.com"), 0u);
  EXPECT_EQ(sent({statement({"sqs:SendMessage"})}, "lambda.amazonaws.com"), 0u);
}

TEST(Iam, ABusGetsEventsFromAnotherOneWithARole) {
  const auto received = [](std::vector<PolicyStatement> statements) {
    Worldlet world;
    RuleTarget to = target("bus", bus_arn("orders"));
    to.role_arn = role_arn("rule");
    world.setup(role("rule", std::move(statements), "events.amazonaws.com"));
    world.setup(CreateEventBus{"orders", {}}).rule("all", R"({"source":["shop"]})", {to});
    Simulation& simulation = world.at(0, put_events("shop", "Order")).run();
    return simulation.world().bus(resource(simulation, ResourceKind::Bus, "orders")).received;
  };
  EXPECT_EQ(received({}), 0u);
  EXPECT_EQ(received({statement({"events:PutEvents"}, bus_arn("orders"))}), 1u);
}

TEST(Iam, AScheduleGoesWithItsRoleAndSoDoItsDeadLetters) {
  const auto run = [](std::vector<PolicyStatement> statements) {
    Worldlet world;
    ScheduleConfig config = schedule_to(queue_arn("jobs"), "at(2026-01-01T00:10:00)");
    config.role_arn = role_arn("timer");
    config.dead_letter_arn = queue_arn("dlq");
    world.setup(role("timer", std::move(statements), "scheduler.amazonaws.com"));
    world.queue("jobs", QueueConfig{}).queue("dlq", QueueConfig{});
    world.setup(CreateSchedule{"s", "", config});
    Simulation& simulation = world.start();
    simulation.run_until(3'600'000, 10'000);
    return std::pair{queue_of(simulation, "jobs").visible.count, queue_of(simulation, "dlq").visible.count};
  };
  EXPECT_EQ(run({statement({"sqs:SendMessage"}, queue_arn("jobs"))}), std::pair(1u, 0u));
  EXPECT_EQ(run({statement({"sqs:SendMessage"}, queue_arn("dlq"))}), std::pair(0u, 1u));
  EXPECT_EQ(run({statement({"s3:*"})}), std::pair(0u, 0u));
}

TEST(Iam, WhatIsGrantedSaysSoAndADenyStays) {
  Worldlet world = caller({statement({"logs:*"})});
  Simulation& simulation = world.setup(SetPermissionMode{PermissionMode::GrantNeeded}).run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::PermissionGranted), 1u);
  Worldlet closed = caller({statement({"sqs:*"}, "*", false)});
  EXPECT_EQ(
      queue_of(closed.setup(SetPermissionMode{PermissionMode::GrantNeeded}).run(), "jobs").visible.count, 0u);
}

TEST(Iam, S3IsGrantedWhatAFunctionsPolicyLacks) {
  Worldlet world;
  world.setup(SetPermissionMode{PermissionMode::GrantNeeded})
      .bucket("photos")
      .function("f", FunctionConfig{});
  Simulation& simulation = world.notify("photos", {to_function("f")}).at(0, put("photos", "a.jpg")).run();
  EXPECT_EQ(ended(simulation, Fate::Delivered), 1u);
  EXPECT_EQ(count_of(simulation, RecordKind::PermissionGranted), 1u);
}

TEST(Iam, TheMissingStatementIsWrittenIntoTheRole) {
  Worldlet world = caller({statement({"logs:*"})});
  Simulation& simulation = world.run();
  const auto command = grant_for(simulation, place_of(simulation, RecordKind::HandlerCallRefused));
  ASSERT_TRUE(command.has_value());
  const auto& put = std::get<PutRolePolicy>(*command);
  EXPECT_EQ(put.role, "thumbs");
  EXPECT_EQ(put.statements.front().actions, std::vector<std::string>{"sqs:SendMessage"});
  EXPECT_EQ(put.statements.front().resources, std::vector<std::string>{queue_arn("jobs")});
  ASSERT_TRUE(simulation.submit(*command));
  EXPECT_FALSE(grant_for(simulation, place_of(simulation, RecordKind::HandlerCallRefused)).has_value());
}

TEST(Iam, TheMissingStatementIsWrittenIntoTheQueuesPolicy) {
  Worldlet world;
  world.queue("jobs", QueueConfig{}).rule("all", R"({"source":["shop"]})", {target("q", queue_arn("jobs"))});
  Simulation& simulation = world.at(0, put_events("shop", "Order")).run();
  const auto command = grant_for(simulation, place_of(simulation, RecordKind::TargetRefused));
  ASSERT_TRUE(command.has_value());
  ASSERT_TRUE(simulation.submit(*command));
  ASSERT_TRUE(simulation.submit(put_events("shop", "Order")));
  simulation.run_to_idle(100);
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 1u);
}

TEST(Iam, ADenialIsExplainedStatementByStatement) {
  Worldlet world = caller({statement({"sqs:ReceiveMessage"}, queue_arn("jobs"))});
  Simulation& simulation = world.run();
  for (const RecordKind kind : {RecordKind::PermissionDenied, RecordKind::HandlerCallRefused}) {
    const Why answer = why(simulation, place_of(simulation, kind));
    ASSERT_EQ(answer.checks.size(), 3u);
    EXPECT_EQ(answer.checks[0].expected.key, "why.check.statement_allow");
    EXPECT_EQ(answer.checks[0].expected.arguments[0].text, "thumbs/own, #1");
    EXPECT_FALSE(answer.checks[0].ok);
    EXPECT_EQ(answer.checks[1].expected.key, "why.check.action");
    EXPECT_FALSE(answer.checks[1].ok);
    EXPECT_EQ(answer.checks[1].actual, "sqs:SendMessage");
    EXPECT_TRUE(answer.checks[2].ok);
  }
}

TEST(Iam, ARolePolicyIsCheckedAsIamDoes) {
  Worldlet world;
  Simulation& simulation = world.setup(role("thumbs")).start();
  EXPECT_EQ(refused(simulation, role("thumbs")),
            "EntityAlreadyExists: Role with name thumbs already exists.");
  EXPECT_EQ(refused(simulation, DeleteRole{"none"}),
            "NoSuchEntity: The role with name none cannot be found.");
  PolicyStatement bare = statement({"sqs:*"});
  bare.resources.clear();
  EXPECT_EQ(refused(simulation, grant("thumbs", bare)),
            "MalformedPolicyDocument: Policy statement must contain resources.");
  EXPECT_EQ(
      refused(simulation, grant("thumbs", statement({"send"}))),
      "MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  EXPECT_EQ(refused(simulation, grant("thumbs", service_statement({}, "s3.amazonaws.com", "sqs:*"))),
            "MalformedPolicyDocument: Policy document should not specify a principal.");
  EXPECT_EQ(refused(simulation, UpdateAssumeRolePolicy{"thumbs", {statement({"sts:AssumeRole"})}}),
            "MalformedPolicyDocument: Missing required field Principal");
  EXPECT_EQ(refused(simulation, AttachRolePolicy{"thumbs", "arn:aws:iam::aws:policy/Nope"}),
            "NoSuchEntity: Policy arn:aws:iam::aws:policy/Nope does not exist or is not attachable.");
  EXPECT_EQ(refused(simulation, AttachRolePolicy{"thumbs", kBasic}), "");
  EXPECT_EQ(refused(simulation, DeleteRole{"thumbs"}),
            "DeleteConflict: Cannot delete entity, must detach all policies first.");
  EXPECT_EQ(refused(simulation, DetachRolePolicy{"thumbs", kBasic}), "");
  EXPECT_EQ(refused(simulation, DeleteRole{"thumbs"}), "");
}

TEST(Iam, ADeletedRoleLetsNobodyDoAnything) {
  Worldlet world = caller({});
  Simulation& simulation = world.setup(DeleteRole{"thumbs"}).run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 0u);
  EXPECT_EQ(records_of(simulation, RecordKind::PermissionDenied).at(0).code,
            static_cast<uint16_t>(iam::Access::RoleGone));
}

TEST(Iam, ALostPermissionComesBackByItself) {
  Worldlet world;
  world.setup(role("thumbs", {statement(kReading)})).queue("jobs").function("f", with_role(succeeds()));
  world.setup(CreateEventSourceMapping{mapping_of_jobs()});
  world.at(0, SetFault{role_arn("thumbs"), FaultKind::LostPermission, 60'000}).at(1'000, send("jobs"));
  Simulation& simulation = world.run();
  EXPECT_EQ(times_of(simulation, RecordKind::BatchStarted), std::vector<TimeMs>{60'000});
}

TEST(Iam, ATargetThatLostItsPermissionsRefusesEverySender) {
  Worldlet world;
  world.queue("jobs").rule("all", R"({"source":["shop"]})", {target("q", queue_arn("jobs"))});
  world.at(0, SetFault{queue_arn("jobs"), FaultKind::LostPermission, {}}).at(1, put_events("shop", "Order"));
  Simulation& simulation = world.run();
  EXPECT_EQ(queue_of(simulation, "jobs").visible.count, 0u);
  EXPECT_EQ(records_of(simulation, RecordKind::TargetRefused).at(0).code,
            static_cast<uint16_t>(Refusal::NoPermissions));
}

TEST(Iam, SettingTheSceneAsksNoRole) {
  Worldlet world;
  world.setup(SetPermissionMode{PermissionMode::SetUp}).setup(role("thumbs")).queue("jobs");
  world.function("f", with_role(succeeds())).setup(CreateEventSourceMapping{mapping_of_jobs()});
  Simulation& simulation = world.setup(SetPermissionMode{}).at(0, send("jobs")).run();
  EXPECT_EQ(count_of(simulation, RecordKind::BatchStarted), 0u);
  EXPECT_EQ(count_of(simulation, RecordKind::PermissionDenied), 1u);
}

}  // namespace
}  // namespace brigade::engine
