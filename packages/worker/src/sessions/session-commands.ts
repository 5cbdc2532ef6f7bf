import {
  type CommandDefinition,
  type CommandName,
  commands,
  describeCatalogue,
  describeCommand,
  type Topic as TopicName,
} from '@pyrpl-mux/client';
import type { z } from 'zod';
import type { Answer } from '../dispatch/board-command.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { findCommand, validateParams } from '../dispatch/validation.ts';
import { forbidden } from './roles.ts';
import type { Session, SessionCommand } from './session.ts';
import { Subscription, type Topic } from './subscription.ts';

/** What the commands without a lane act upon. */
export interface SessionCommandsOptions {
  readonly dispatcher: Dispatcher;
  readonly topics: Readonly<Record<TopicName, Topic>>;
  /** Data of `status`. */
  readonly status: () => unknown;
  /** The greeting of a session, as at present. */
  readonly greeting: (session: Session) => object;
  /** @param who - a sentence: who asked for it */
  readonly onShutdown: (who: string) => void;
}

/** The commands without a lane, by name. Each answers exactly once. */
export function sessionCommands(options: SessionCommandsOptions): ReadonlyMap<string, SessionCommand> {
  const { dispatcher, topics, status, greeting, onShutdown } = options;
  let subscriptions = 0;
  let descriptions: ReturnType<typeof describeCatalogue> | null = null;

  return new Map([
    command(commands.ping, (_session, _params, answer) => answer.final({ data: 'pong' })),

    command(commands.hello, (session, { client, version, arrays }, answer) => {
      session.client = client ?? session.client;
      session.version = version ?? session.version;
      session.arrays = arrays ?? session.arrays;
      const data = { ...greeting(session), client: session.client, arrays: session.arrays };
      answer.final({ data });
    }),

    command(commands.status, (_session, _params, answer) => answer.final({ data: status() })),

    command(commands.describe, (_session, params, answer) => {
      if (params.command !== undefined)
        return answer.final({ data: describeCommand(findCommand(params.command)) });
      descriptions ??= describeCatalogue();
      return answer.final({ data: { commands: descriptions } });
    }),

    command(commands.cancel, (session, { id, number }, answer) => {
      if (id !== undefined) session.cancel(id, (data) => answer.final({ data }));
      else if (session.access === 'view') throw forbidden('cancel by number is not for it');
      else if (number !== undefined)
        dispatcher.cancel(number, session.label, (data) => answer.final({ data }));
    }),

    command(commands.subscribe, (session, params, answer) => {
      const { topic: name } = params;
      const topic = topics[name];
      const subscription = new Subscription(`s-${++subscriptions}`, name, session, topic.coalesce);
      session.subscribe(subscription, topic);
      answer.final({ data: { subscription: subscription.id, topic: name } });
      topic.attach(subscription, params);
    }),

    command(commands.unsubscribe, (session, { subscription }, answer) =>
      answer.final({ data: { unsubscribed: session.unsubscribe(subscription) } }),
    ),

    command(commands.shutdown, (session, _params, answer) => {
      answer.final({ data: 'The worker finishes what runs and exits. Outputs stay as they are.' });
      onShutdown(`The worker is stopping, for ${session.label} asked for it.`);
    }),
  ]);
}

function command<Name extends CommandName, Params extends z.ZodType>(
  definition: CommandDefinition<Name, Params>,
  perform: (session: Session, params: z.output<Params>, answer: Answer) => void,
): [Name, SessionCommand] {
  return [
    definition.name,
    (session, params, answer) => perform(session, validateParams(definition, params), answer),
  ];
}
