/**
 * What a patch makes of an object. CyberSource: TMS, patching considerations, JSON Merge Patch (RFC 7396): what is not named stays,
 * `null` removes, lists are replaced as a whole.
 */
export function mergePatch(
  before: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else merged[name] = isMembers(value) ? mergePatch(membersOf(merged[name]), value) : value;
  }
  return merged;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMembers(value) ? value : {};
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
