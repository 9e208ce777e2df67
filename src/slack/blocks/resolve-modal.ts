import type { types } from '@slack/bolt';
import type { JobRecord } from '../../queue/record.js';
import { openStep } from '../../queue/resolve.js';
import { REASON, reasonInput } from './gate-modal.js';
import { headline, paragraphs, smallPrint } from './kit.js';

/** What ending a job means, and the reason that must be given. The submission brings the job's id back. */
export function resolveModal(record: JobRecord): types.ModalView {
  const open = openStep(record);
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false }) as const;
  const meaning =
    open === undefined
      ? 'Nothing more of it is started, and what was done stays as it is. Its card keeps the commands for a console.'
      : `Nobody knows whether "${open.title}" still runs. Ending the job does not stop it, and takes two people. Look at its server first.`;
  return {
    type: 'modal',
    callback_id: 'resolve-end',
    private_metadata: record.id,
    title: plain('End it here'),
    submit: plain('End it'),
    close: plain('Leave it'),
    blocks: [
      ...headline(`${record.lab ? 'LAB: ' : ''}${record.kind} of ${record.pair}`),
      ...paragraphs(meaning),
      smallPrint([`job ${record.id}`]),
      reasonInput(REASON, 'Why is it ended here?'),
    ],
  };
}
