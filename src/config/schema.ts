import { z } from 'zod';
import { BotConfig } from './bot.js';
import { WorkerConfig } from './worker.js';

/**
 * The JSON Schema that editors read (`sfb.config.schema.json`), for the bot's file, the worker's, and the lab's, which holds
 * both. Editors only advise: bot and worker check more at start.
 */
export function renderConfigSchema(): string {
  const bot = schemaOf(BotConfig);
  const worker = schemaOf(WorkerConfig);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'sfb-bot configuration',
    type: 'object',
    properties: { ...bot.properties, ...worker.properties },
    required: ['deployment'],
    anyOf: [{ required: ['bot'] }, { required: ['worker'] }],
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function schemaOf(config: typeof BotConfig | typeof WorkerConfig) {
  return z.toJSONSchema(config, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // A host name is made lower case before its pattern is looked at; an editor sees it as it was typed.
      const { maxLength, pattern } = jsonSchema;
      if (maxLength === 253 && pattern !== undefined) jsonSchema.pattern = pattern.replaceAll('a-z', 'A-Za-z');
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}
