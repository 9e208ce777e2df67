import type { types } from '@slack/bolt';
import type { JobRecord } from '../../queue/record.js';
import { openStep } from '../../queue/resolve.js';
import { reasonModal } from './gate-modal.js';
import { headline, paragraphs, smallPrint } from './kit.js';

const ASKING = { id: 'resolve-end', title: 'End it here', label: 'Why is it ended here?', submit: 'End it' };

/** What ending a job means, and the reason that must be given. The submission brings the job's id back. */
export function resolveModal(record: JobRecord): types.ModalView {
  const open = openStep(record);
  const meaning =
    open === undefined
      ? 'Nothing more of it is started, and what was done stays as it is. Its card keeps the commands for a console.'
      : `Nobody knows whether "${open.title}" still runs. Ending the job does not stop it, and takes two people. Look at its server first.`;
  return reasonModal({ ...ASKING, metadata: record.id }, [
    ...headline(`${record.lab ? 'LAB: ' : ''}${record.kind} of ${record.pair}`),
    ...paragraphs(meaning),
    smallPrint([`job ${record.id}`]),
  ]);
}
