import type { types } from '@slack/bolt';
import { reversible } from '../../queue/cancel.js';
import type { JobRecord, Saw } from '../../queue/record.js';
import { openStep } from '../../queue/resolve.js';
import { reasonModal } from './gate-modal.js';
import { type Block, headline, paragraphs, smallPrint } from './kit.js';

const ASKING = { id: 'resolve-end', title: 'End it here', label: 'Why is it ended here?', submit: 'End it' };

/** The choice of the window where a cmdlet may still run. */
export const SAW = 'saw';

const SEEN: Readonly<Record<Saw, string>> = {
  gone: 'I looked there: no PowerShell runs it any more',
  restarted: 'That server was restarted since',
  'cut-off': 'That server is cut off from the network and stays so',
};

/** As the card says what somebody saw. */
export function sawWords(saw: Saw | undefined): string {
  return saw === undefined ? '' : ` — ${SEEN[saw]}.`;
}

/** What ending a job means, and the reason that must be given. The submission brings the job's id back. */
export function resolveModal(record: JobRecord): types.ModalView {
  const open = openStep(record);
  const meaning =
    open === undefined
      ? 'Nothing more of it is started, and what was done stays as it is. Its card keeps the commands for a console.'
      : `Nobody knows whether "${open.title}" still runs. Ending the job does not stop it, frees this deployment for other changes, and takes as many approvers as the plan did. Look at its server first.`;
  return reasonModal({ ...ASKING, metadata: record.id }, [
    ...headline(`${record.lab ? 'LAB: ' : ''}${record.kind} of ${record.pair}`),
    ...paragraphs(meaning),
    smallPrint([`job ${record.id}`]),
    ...(open === undefined ? [] : [choice()]),
  ]);
}

/** What cancelling a change means, which is past nothing that cannot be taken back. */
export function cancelModal(record: JobRecord): types.ModalView {
  const steps = reversible(record).map(({ title, undoLine = '' }) => `• ${title}: ${undoLine}`);
  const meaning =
    steps.length === 0
      ? 'Nothing was changed so far, and nothing more of it is begun.'
      : `Nothing more of it is begun, and what was changed so far is taken back by the lines that were approved with it:\n${steps.join('\n')}`;
  const asking = { id: 'resolve-cancel', title: 'Cancel it', label: 'Why is it cancelled?', submit: 'Cancel it' };
  return reasonModal({ ...asking, metadata: record.id }, [
    ...headline(`${record.lab ? 'LAB: ' : ''}${record.kind} of ${record.pair}`),
    ...paragraphs(meaning),
    smallPrint([`job ${record.id}`]),
  ]);
}

function choice(): Block {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false }) as const;
  const options = Object.entries(SEEN).map(([value, text]) => ({ text: plain(text), value }));
  const element = { type: 'radio_buttons', action_id: SAW, options } as const;
  return { type: 'input', block_id: SAW, label: plain('What did you see on its server?'), element };
}
