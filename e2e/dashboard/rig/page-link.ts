import { systemClock } from '@pyrpl-mux/client';
import { NodeWebSocket } from '@pyrpl-mux/client/node';
import { CommandLog } from '../../../packages/dashboard/src/log/command-log.ts';
import { Notices } from '../../../packages/dashboard/src/notices/notices.ts';
import { WorkerLink } from '../../../packages/dashboard/src/worker-link/worker-link.ts';

/** The page's attachment to its worker, without a page. It ends with the test. */
export interface PageLink extends Disposable {
  readonly link: WorkerLink;
  readonly log: CommandLog;
  readonly notices: Notices;
  /** The sentences that wait to be read. */
  readonly sentences: () => readonly string[];
}

/** What a browser keeps for an address; every page of it presents what is there at the moment. */
export interface Cookie {
  token: string;
}

/** Attaches as the page does, with a token in place of the browser's cookie. */
export function openPageLink(address: string, cookie: Cookie): PageLink {
  const log = new CommandLog(Date.now);
  const notices = new Notices(systemClock);
  class AdmittedWebSocket extends NodeWebSocket {
    constructor(url: string, protocols: string) {
      const admitted = new URL(url);
      admitted.searchParams.set('token', cookie.token);
      super(admitted.href, protocols);
    }
  }
  const link = new WorkerLink({
    ...{ url: address, log, notices, version: 'test' },
    connection: { webSocket: AdmittedWebSocket },
  });
  link.open();
  return {
    ...{ link, log, notices },
    sentences: () => notices.list.value.map(({ sentence }) => sentence),
    [Symbol.dispose]: () => link.close(),
  };
}
