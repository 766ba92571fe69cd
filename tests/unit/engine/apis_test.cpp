// HTTP APIs: which route a request takes, the event that its function gets, the response that the client
// gets. Rules: API Gateway Developer Guide, "Create routes for HTTP APIs" and "Create AWS Lambda proxy
// integrations for HTTP APIs".
#include "engine/services/apis.h"

#include "engine/explain.h"
#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

ApiConfig routes(std::vector<std::string> keys, const std::string& function = "fn") {
  ApiConfig config;
  for (std::string& key : keys) config.routes.push_back({std::move(key), function_arn(function)});
  return config;
}
FunctionConfig integrated(HandlerBehaviour behaviour, std::string source_arn = "") {
  FunctionConfig config = function_with(std::move(behaviour));
  config.policy = {
      service_statement("api", "apigateway.amazonaws.com", "lambda:InvokeFunction", std::move(source_arn))};
  return config;
}
FunctionConfig returning(std::string response) {
  HandlerBehaviour behaviour = succeeds();
  behaviour.response = std::move(response);
  return integrated(behaviour);
}
SendRequest request(std::string method, std::string path, std::string query = "", std::string body = "") {
  return {"shop", std::move(method), std::move(path), std::move(query), {}, std::move(body)};
}
Worldlet shop(FunctionConfig function, std::vector<std::string> keys = {"$default"}) {
  Worldlet world;
  world.function("fn", std::move(function)).setup(CreateApi{"shop", routes(std::move(keys))});
  return world;
}
// The last answer: {"statusCode","headers","body"}.
base::JsonValue answer(const Simulation& simulation) {
  std::string found;
  for (const Record& r : records_of(simulation)) {
    const std::string response = api_response(simulation, r);
    if (!response.empty()) found = response;
  }
  return json_of(found.empty() ? "null" : found);
}
std::string status_and_body(const Simulation& simulation) {
  const base::JsonValue response = answer(simulation);
  return std::to_string(at_path(response, "statusCode").as_int64().value_or(0)) + " " +
         text_at(response, "body");
}
std::string chosen(const std::vector<std::string>& keys, std::string_view method, std::string_view path) {
  const ApiConfig config = routes(keys);
  const auto route = apis::choose_route(config, method, path);
  return route ? config.routes[*route].key : "none";
}

// The table of the documentation's own example.
TEST(ApiRoutes, TheMostSpecificOneIsChosen) {
  const std::vector<std::string> keys = {"$default", "ANY /{proxy+}", "GET /pets/{proxy+}",
                                         "GET /pets/dog/{id}", "GET /pets/dog/1"};
  EXPECT_EQ(chosen(keys, "GET", "/pets/dog/1"), "GET /pets/dog/1");
  EXPECT_EQ(chosen(keys, "GET", "/pets/dog/2"), "GET /pets/dog/{id}");
  EXPECT_EQ(chosen(keys, "GET", "/pets/cat/1"), "GET /pets/{proxy+}");
  EXPECT_EQ(chosen(keys, "POST", "/test/5"), "ANY /{proxy+}");
  EXPECT_EQ(chosen(keys, "GET", "/"), "$default");
}

TEST(ApiRoutes, AMethodOfItsOwnComesBeforeAny) {
  EXPECT_EQ(chosen({"ANY /items", "GET /items"}, "GET", "/items"), "GET /items");
  EXPECT_EQ(chosen({"ANY /items", "GET /items"}, "PUT", "/items"), "ANY /items");
  EXPECT_EQ(chosen({"ANY /items", "GET /"}, "GET", "/"), "GET /");
}

TEST(ApiRoutes, AVariableIsOneSegmentAndNotEmpty) {
  EXPECT_EQ(chosen({"GET /items/{id}"}, "GET", "/items/7/parts"), "none");
  EXPECT_EQ(chosen({"GET /items/{id}"}, "GET", "/items/"), "none");
  EXPECT_EQ(chosen({"GET /items/{id}"}, "GET", "/items"), "none");
}

TEST(ApiRoutes, AGreedyVariableStandsAtTheEnd) {
  EXPECT_TRUE(apis::parse_route_key("ANY /a/{proxy+}"));
  EXPECT_FALSE(apis::parse_route_key("ANY /{proxy+}/b"));
  EXPECT_FALSE(apis::parse_route_key("FETCH /a"));
  EXPECT_FALSE(apis::parse_route_key("GET items"));
}

TEST(Apis, ARequestReachesItsFunctionAndIsAnswered) {
  Worldlet world = shop(returning(R"({"id":"{$.pathParameters.id}"})"), {"GET /items/{id}"});
  Simulation& simulation = world.at(0, request("GET", "/items/7")).run();
  EXPECT_EQ(status_and_body(simulation), R"(200 {"id":"7"})");
  EXPECT_EQ(text_at(answer(simulation), "headers.content-type"), "application/json");
  EXPECT_EQ(times_of(simulation, RecordKind::ApiResponded), std::vector<TimeMs>{320});
  EXPECT_EQ(ended(simulation, Fate::Delivered), 2u);
  EXPECT_EQ(simulation.world().api(resource(simulation, ResourceKind::Api, "shop")).in_flight, 0u);
}

TEST(Apis, WithoutARouteTheAnswerIs404AndNoFunctionRuns) {
  Worldlet world = shop(returning("{}"), {"GET /items/{id}", "POST /items"});
  Simulation& simulation = world.at(0, request("DELETE", "/items/7")).run();
  EXPECT_EQ(status_and_body(simulation), R"(404 {"message":"Not Found"})");
  EXPECT_EQ(function_of(simulation, "fn").invocations, 0u);
  EXPECT_EQ(ended(simulation, Fate::FilteredOut), 1u);
  EXPECT_EQ(message_label(simulation, 0),
            "DELETE /items/7");  // though it was gone in the step in which it came
  const Why reason = why(simulation, place_of(simulation, RecordKind::NoRouteMatched));
  ASSERT_EQ(reason.checks.size(), 2u);
  EXPECT_FALSE(reason.checks[0].ok);
  EXPECT_EQ(reason.checks[0].actual, "DELETE /items/7");
  EXPECT_EQ(reason.checks[0].actual_range, (base::TextRange{0, 6}));    // the method
  EXPECT_EQ(reason.checks[1].actual_range, (base::TextRange{14, 15}));  // one segment too many
}

TEST(Apis, WhyNamesEveryRouteThatWasLookedAtTheChosenOneFirst) {
  Worldlet world = shop(returning("{}"), {"$default", "ANY /{proxy+}", "GET /a"});
  Simulation& simulation = world.at(0, request("GET", "/a")).run();
  const Why reason = why(simulation, place_of(simulation, RecordKind::RouteMatched));
  ASSERT_EQ(reason.checks.size(), 3u);
  EXPECT_EQ(reason.checks[0].expected.arguments[0].text, "GET /a");
  EXPECT_EQ(reason.checks[2].expected.arguments[0].text, "$default");
}

TEST(Apis, TheEventHasFormat2) {
  HandlerBehaviour behaviour = succeeds();
  HandlerCall call;
  call.operation = CallOperation::SendMessage;
  call.target = "seen";
  behaviour.calls = {call};
  Worldlet world = shop(integrated(behaviour), {"POST /items/{id}"});
  SendRequest sent = request("POST", "/items/a%20b", "x=1&y=2&x=3%2B", R"({"n":1})");
  sent.headers = {{"Content-Type", "application/json"}, {"Cookie", "a=1; b=2"}};
  Simulation& simulation = world.queue("seen").at(1'500, sent).run();
  const base::JsonValue event = json_of(text_at(visible_in(simulation, "seen").at(0), "Body"));
  EXPECT_EQ(member_names(event),
            "version,routeKey,rawPath,rawQueryString,cookies,headers,queryStringParameters,requestContext,"
            "body,pathParameters,isBase64Encoded");
  EXPECT_EQ(text_at(event, "version"), "2.0");
  EXPECT_EQ(text_at(event, "routeKey"), "POST /items/{id}");
  EXPECT_EQ(text_at(event, "rawPath"), "/items/a%20b");
  EXPECT_EQ(text_at(event, "rawQueryString"), "x=1&y=2&x=3%2B");
  EXPECT_EQ(text_at(event, "queryStringParameters.x"), "1,3+");
  EXPECT_EQ(text_at(event, "pathParameters.id"), "a b");
  EXPECT_EQ(text_at(event, "cookies.1"), "b=2");
  EXPECT_EQ(text_at(event, "headers.content-type"), "application/json");
  EXPECT_EQ(text_at(event, "headers.content-length"), "7");
  EXPECT_EQ(text_at(event, "body"), R"({"n":1})");
  EXPECT_EQ(member_names(at_path(event, "requestContext")),
            "accountId,apiId,domainName,domainPrefix,http,requestId,routeKey,stage,time,timeEpoch");
  EXPECT_EQ(text_at(event, "requestContext.time"), "01/Jan/2026:00:00:01 +0000");
  EXPECT_EQ(at_path(event, "requestContext.timeEpoch").as_int64(), 1'767'225'601'500);
  EXPECT_EQ(text_at(event, "requestContext.http.method"), "POST");
  EXPECT_EQ(text_at(event, "requestContext.stage"), "$default");
}

TEST(Apis, AResponseWithAStatusCodeIsTakenAsItIs) {
  Worldlet world = shop(returning(R"({"statusCode":201,"headers":{"Location":"/items/8"},"body":"made"})"));
  Simulation& simulation = world.at(0, request("POST", "/items")).run();
  EXPECT_EQ(status_and_body(simulation), "201 made");
  EXPECT_EQ(text_at(answer(simulation), "headers.location"), "/items/8");
}

TEST(Apis, AResponseWithoutAStatusCodeIsTheBodyOfA200) {
  EXPECT_EQ(apis::response_of(R"("Hello")"),
            R"({"statusCode":200,"headers":{"content-type":"application/json"},"body":"Hello"})");
  EXPECT_EQ(text_at(json_of(*apis::response_of(R"({"a":1})")), "body"), R"({"a":1})");
  EXPECT_EQ(text_at(json_of(*apis::response_of("null")), "body"), "null");
}

TEST(Apis, WhatCannotBeReadIsAnInternalServerError) {
  EXPECT_FALSE(apis::response_of(R"({"statusCode":"often"})"));
  EXPECT_FALSE(apis::response_of(R"({"statusCode":200,"body":{"not":"a text"}})"));
  EXPECT_FALSE(apis::response_of(R"({"statusCode":200,"headers":[]})"));
  Worldlet world = shop(returning(R"({"statusCode":9})"));
  EXPECT_EQ(status_and_body(world.at(0, request("GET", "/")).run()),
            R"(500 {"message":"Internal Server Error"})");
}

TEST(Apis, AFunctionThatFailsIsAnInternalServerErrorAndNotTriedAgain) {
  Worldlet world = shop(integrated(fails()));
  Simulation& simulation = world.at(0, request("GET", "/")).run();
  EXPECT_EQ(status_and_body(simulation), R"(500 {"message":"Internal Server Error"})");
  EXPECT_EQ(count_of(simulation, RecordKind::AttemptStarted), 1u);
  EXPECT_EQ(ended(simulation, Fate::Dropped), 2u);
}

TEST(Apis, AThrottledFunctionIsServiceUnavailable) {
  FunctionConfig function = integrated(succeeds());
  function.reserved_concurrency = 0;
  Worldlet world = shop(function);
  EXPECT_EQ(status_and_body(world.at(0, request("GET", "/")).run()),
            R"(503 {"message":"Service Unavailable"})");
}

TEST(Apis, AfterThirtySecondsTheClientIsToldAndTheFunctionRunsOn) {
  FunctionConfig function = integrated(succeeds(40'000));
  function.timeout_ms = 60'000;
  Worldlet world = shop(function);
  Simulation& simulation = world.at(0, request("GET", "/")).run();
  EXPECT_EQ(status_and_body(simulation), R"(503 {"message":"Service Unavailable"})");
  EXPECT_EQ(times_of(simulation, RecordKind::IntegrationFailed), std::vector<TimeMs>{30'000});
  EXPECT_EQ(times_of(simulation, RecordKind::AttemptSucceeded), std::vector<TimeMs>{40'200});
  EXPECT_EQ(count_of(simulation, RecordKind::ApiResponded), 0u);
}

TEST(Apis, ARouteMayWaitLess) {
  Worldlet world;
  ApiConfig config = routes({"GET /"});
  config.routes[0].timeout_ms = 250;
  world.function("fn", integrated(succeeds())).setup(CreateApi{"shop", config}).at(0, request("GET", "/"));
  EXPECT_EQ(times_of(world.run(), RecordKind::IntegrationFailed), std::vector<TimeMs>{250});
}

TEST(Apis, TheFunctionsPolicyHasToLetTheRouteIn) {
  const std::string arn = "arn:aws:execute-api:us-east-1:123456789012:" + apis::id_of("shop");
  for (const auto& [source, status] : {std::pair{arn + "/*/GET/items/{id}", 200},
                                       {arn + "/*/*/items/{id}", 200},
                                       {std::string(), 200},
                                       {arn + "/*/POST/items/{id}", 500}}) {
    Worldlet world;
    world.function("fn", integrated(succeeds(), source))
        .setup(CreateApi{"shop", routes({"GET /items/{id}"})});
    Simulation& simulation = world.at(0, request("GET", "/items/7")).run();
    EXPECT_EQ(at_path(answer(simulation), "statusCode").as_int64(), status) << source;
    EXPECT_EQ(function_of(simulation, "fn").invocations, status == 200 ? 1u : 0u) << source;
  }
}

TEST(Apis, ADeletedFunctionIsAnInternalServerError) {
  Worldlet world = shop(integrated(succeeds()));
  Simulation& simulation = world.at(0, DeleteFunction{"fn"}).at(1, request("GET", "/")).run();
  EXPECT_EQ(status_and_body(simulation), R"(500 {"message":"Internal Server Error"})");
}

TEST(Apis, ADeletedApiStillAnswersWhatItTook) {
  Worldlet world = shop(integrated(succeeds()));
  Simulation& simulation = world.at(0, request("GET", "/")).at(1, DeleteApi{"shop"}).run();
  EXPECT_EQ(count_of(simulation, RecordKind::ApiResponded), 1u);
}

TEST(Apis, ItsErrorsAreTheServicesOwn) {
  Worldlet world = shop(integrated(succeeds()), {"GET /a"});
  Simulation& simulation = world.start();
  EXPECT_EQ(refusal_of(simulation, CreateRoute{"shop", {"GET /a", function_arn("fn")}}),
            "ConflictException: Route with key GET /a already exists for this API");
  EXPECT_EQ(refusal_of(simulation, CreateRoute{"shop", {"GET a", function_arn("fn")}}),
            "BadRequestException: The provided route key is not formatted properly for HTTP protocol. Format "
            "should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
  EXPECT_EQ(refusal_of(simulation, CreateRoute{"shop", {"GET /b", function_arn("fn"), 30'001}}),
            "BadRequestException: Timeout should be between 50 ms and 30000 ms");
  EXPECT_EQ(refusal_of(simulation, CreateRoute{"shop", {"GET /b", queue_arn("q")}}),
            "BadRequestException: Invalid function ARN or invalid uri");
  EXPECT_EQ(refusal_of(simulation, CreateRoute{"shop", {"GET /b", function_arn("fn")}}), "");
  EXPECT_EQ(refusal_of(simulation, DeleteRoute{"shop", "GET /b"}), "");
}

TEST(Apis, TheJourneyLeadsFromTheRequestToTheAnswer) {
  Worldlet world = shop(returning("{}"));
  Simulation& simulation = world.at(0, request("GET", "/a")).run();
  std::vector<std::string> keys;
  for (const Line& line : journey(simulation, 0)) keys.emplace_back(line.sentence.key);
  EXPECT_EQ(keys, (std::vector<std::string>{
                      "story.request_made", "story.request_received", "story.route_matched",
                      "story.sent_to_integration", "story.sync_invoked", "story.attempt_started_cold",
                      "story.attempt_succeeded", "story.function_responded", "story.api_responded"}));
  EXPECT_EQ(message_label(simulation, 0), "GET /a");
}

}  // namespace
}  // namespace brigade::engine
