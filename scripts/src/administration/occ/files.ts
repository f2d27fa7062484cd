import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/files';

/** What OCC takes in one piece of a file that is uploaded in base64. */
const SEGMENT_BYTES = 2 * 1024 * 1024;

/** Where an uploaded file goes. OCC: files, `uploadType`. */
export type UploadKind = 'extensions' | 'thirdPartyFile';

/** Uploads a file in segments. @param filename with its folder, as `/extensions/widget.zip` */
export async function uploadFile(
  occ: AdminClient,
  filename: string,
  content: Buffer,
  uploadType: UploadKind,
): Promise<void> {
  const segments = Math.max(1, Math.ceil(content.length / SEGMENT_BYTES));
  const { token } = await occ.read(PATH, z.looseObject({ token: z.string() }), {
    method: 'PUT',
    json: { filename, segments, uploadType },
  });
  for (let index = 0; index < segments; index++) {
    const piece = content.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES);
    await occ.send(`${PATH}/${encodeURIComponent(token)}`, {
      method: 'POST',
      json: { filename, file: piece.toString('base64'), index },
    });
  }
}
