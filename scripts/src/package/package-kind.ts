/** What OCC takes: three extensions, each a zip of its own. */
export type PackageKind = 'extension' | 'widget' | 'gateway';

export const parts: readonly PackageKind[] = ['extension', 'widget', 'gateway'];
