import { listUnpublishedChanges } from '../occ/publishing.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

/** What the preview shows and live shoppers do not: another extension, changes that are not published. */
export async function previewChecks({ occ, state }: DoctorTask): Promise<readonly DoctorFinding[]> {
  return [...serverChecks(state), ...publishingChecks(await listUnpublishedChanges(occ))];
}

function serverChecks({ previewServers }: DoctorTask['state']): readonly DoctorFinding[] {
  const about = { id: 'preview-servers', channel: 'preview', setting: 'server extension' };
  switch (previewServers) {
    case 'not-enabled':
      return [];
    case 'as-live':
      return [{ id: about.id, channel: about.channel, status: 'ok' }];
    case 'other':
      return [
        {
          ...about,
          status: 'warning',
          problem: 'The preview servers have another package of the extension than the live ones.',
          remedy:
            'When it has been tried, occ-cybersource deploy brings its version to both; rollback leads back.',
        },
      ];
    case 'empty':
      return [
        {
          ...about,
          status: 'warning',
          problem: 'The preview servers do not have the extension: nothing can be paid in the preview.',
          remedy: 'occ-cybersource deploy brings it there.',
        },
      ];
  }
}

function publishingChecks(unpublished: readonly string[]): readonly DoctorFinding[] {
  if (unpublished.length === 0) return [];
  return [
    {
      id: 'publishing',
      setting: 'Publishing',
      status: 'warning',
      problem: `Not published yet: ${unpublished.join(', ')}. Shoppers see what was published before.`,
      remedy: 'Look at it in the preview, then Publishing > Publish.',
    },
  ];
}
