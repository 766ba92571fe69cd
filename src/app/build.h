// What can be built, and the command that makes the first, useful version of each kind of resource. Shared by
// the build panel and the page's HTML view.
#pragma once
#include <string>

#include "app/session.h"

namespace brigade::app {

struct Builder {
  engine::ResourceKind kind;
  const char* name;      // of its control
  const char* text_key;  // "build.bucket"
  const char* example;   // of a name
};
// In the order in which they are offered. Here, since the first picture shows them before the code that
// builds.
inline constexpr Builder kBuilders[] = {
    {engine::ResourceKind::Bucket, "build.bucket", "build.bucket", "photos"},
    {engine::ResourceKind::Function, "build.function", "build.function", "thumbnail"},
    {engine::ResourceKind::Queue, "build.queue", "build.queue", "thumbnail-dlq"},
    {engine::ResourceKind::Topic, "build.topic", "build.topic", "uploads"},
    {engine::ResourceKind::Table, "build.table", "build.table", "images"},
    {engine::ResourceKind::Stream, "build.stream", "build.stream", "clicks"},
    {engine::ResourceKind::Bus, "build.bus", "build.bus", "orders"},
    {engine::ResourceKind::Rule, "build.rule", "build.rule", "new-images"},
    {engine::ResourceKind::Pipe, "build.pipe", "build.pipe", "orders-pipe"},
    {engine::ResourceKind::Schedule, "build.schedule", "build.schedule", "every-morning"},
    {engine::ResourceKind::ScheduleGroup, "build.schedule_group", "build.schedule_group", "reports"},
    {engine::ResourceKind::Alarm, "build.alarm", "build.alarm", "dlq-not-empty"},
    {engine::ResourceKind::Api, "build.api", "build.api", "shop"},
    {engine::ResourceKind::Role, "build.role", "build.role", "thumbnail-role"}};

// Makes it and selects it. What is missing for it, or the service's refusal, comes back.
base::Status build_resource(Session& session, engine::ResourceKind kind, const std::string& name);

}  // namespace brigade::app
