// The world of the page's bench: 1,000 resources and a timeline that leaves at least 100,000 messages in queues and
// 1,000,000 records in the journal. Deterministic: the same text each time. No names of its own outside of the one
// function, which is handed to the page as text and runs there.
export function makeWorld() {
  const account = '123456789012';
  const arn = (service, name) => `arn:aws:${service}:us-east-1:${account}:${name}`;
  const buckets = 250, functions = 250, outcomes = 250, deadLetters = 50, topics = 100, rules = 99, roots = 109000;
  const mayBe = (service, action) => JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid: 'in', Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: '*' }],
  });
  const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));
  const resources = {
    buckets: times(buckets, (i) => ({
      Bucket: `bucket-${i}`,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{
          Id: 'made', LambdaFunctionArn: arn('lambda', `function:function-${i}`), Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.jpg' }] } },
        }],
      },
    })),
    functions: times(functions, (i) => ({
      FunctionName: `function-${i}`,
      Policy: JSON.parse(mayBe('s3.amazonaws.com', 'lambda:InvokeFunction')),
      DeadLetterConfig: { TargetArn: arn('sqs', `failed-${i % deadLetters}`) },
      EventInvokeConfig: { DestinationConfig: { OnSuccess: { Destination: arn('sqs', `done-${i}`) } } },
      handler: {
        duration_ms: 40 + i,
        rules: i % 5 === 0 ? [{ first_attempts: 1, outcome: 'fail', error_type: 'Busy', error_message: 'the disk is busy' }] : [],
      },
    })),
    queues: [
      ...times(outcomes, (i) => ({
        QueueName: `done-${i}`,
        Attributes: { Policy: JSON.parse(mayBe(i % 2 === 0 ? 'sns.amazonaws.com' : 'events.amazonaws.com', 'sqs:SendMessage')) },
      })),
      ...times(deadLetters, (i) => ({ QueueName: `failed-${i}` })),
    ],
    topics: times(topics, (i) => ({
      TopicName: `topic-${i}`,
      Subscriptions: [0, 1].map((s) => ({
        Protocol: 'sqs', Endpoint: arn('sqs', `done-${((i * 2) + (100 * s)) % outcomes}`),
        Attributes: s === 0 ? {} : { FilterPolicy: { kind: ['order'] } },
      })),
    })),
    rules: times(rules, (i) => ({
      Name: `rule-${i}`,
      EventPattern: { source: ['shop'], detail: { line: [i] } },
      Targets: [{ Id: 'queue', Arn: arn('sqs', `done-${(i * 2) + 1}`) }],
    })),
  };
  const timeline = times(roots, (i) => {
    const at = `${i * 5}ms`;
    if (i % 20 === 7) {
      return { at, do: 'sns:Publish', topic: `topic-${(i * 7) % topics}`, message: `order ${i}` };
    }
    if (i % 20 === 11) {
      const Detail = JSON.stringify({ line: (i * 3) % rules, order: i });
      return { at, do: 'events:PutEvents', Entries: [{ Source: 'shop', DetailType: 'Ordered', Detail }] };
    }
    return {
      at, do: 's3:PutObject', bucket: `bucket-${(i * 13) % buckets}`, key: `img/${i}.${i % 20 === 3 ? 'txt' : 'jpg'}`, size: 2048,
    };
  });
  return JSON.stringify({ brigade: 1, seed: 7, title: { en: 'A large world', fr: 'Un grand monde' }, resources, timeline });
}
