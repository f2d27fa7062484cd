import type { ScriptLoader } from '../../../payment/script.ts';
import type { CaptureContext } from './capture-context.ts';
import type { FlexConstructor } from './flex.ts';

/** Loads CyberSource's browser library, exactly the one that the capture context trusts, and hands out its `Flex`. */
export async function loadFlex<Host>(
  loadScript: ScriptLoader,
  { library, integrity }: CaptureContext,
): Promise<FlexConstructor<Host>> {
  await loadScript(library, integrity);
  const { Flex } = globalThis as { Flex?: FlexConstructor<Host> };
  if (Flex === undefined) throw new Error('No Flex');
  return Flex;
}
