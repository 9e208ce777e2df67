import { type ChangeJob, defineChangeJob } from '../change.js';
import { readDecidingFacts } from '../plan/facts.js';
import { prepareFailover, type TakeSet } from './prepare.js';
import { reportFailover } from './report.js';
import { FailoverRequest } from './request.js';

/** Sends the CMS and the users of a pair from the primary to the backup while both are alive. */
export function createFailover(takeSet: TakeSet): ChangeJob<typeof FailoverRequest> {
  return defineChangeJob({
    kind: 'failover',
    request: FailoverRequest,
    prepare: (input, request) => prepareFailover(input, request, takeSet),
    async readFacts(input) {
      input.renew();
      return (await readDecidingFacts(input)).facts;
    },
    report: reportFailover,
  });
}
