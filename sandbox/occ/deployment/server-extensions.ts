/**
 * Server-side extensions that were uploaded, and the servers that run one of them: live ones, and preview ones once they are
 * enabled. OCC: server extensions, servers.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readExtensionPackage, PackageError } from '../extension-host/package.ts';
import { OccProblem } from '../http/problem.ts';

export interface ServerExtensionFile {
  /** `name.zip` */
  readonly name: string;
  readonly zip: Uint8Array;
  readonly uploadedAt: Date;
}

/** OCC: `environmentType` of server extensions and servers. */
export type ExtensionEnvironment = 'live' | 'preview';

/** OCC: `promoteStatus`. */
export interface Promotion {
  readonly extensions: readonly string[];
  readonly failedExtensions: readonly string[];
  /** The restart of the live servers. */
  readonly workRequestId: string;
}

/** How far a restart has come, as OCC tells it. */
export interface WorkRequest {
  readonly workRequestId: string;
  readonly completionPercentage: number;
  readonly message: string;
}

export interface ServerExtensions {
  list(environment?: ExtensionEnvironment): readonly ServerExtensionFile[];
  /** 404 for a name that was never uploaded. */
  require(name: string): ServerExtensionFile;
  /**
   * Takes the place of one with the same name: on the preview servers where there are some, else on the live ones. Refuses what
   * OCC's rules forbid.
   */
  upload(name: string, zip: Uint8Array): void;
  /** From both. */
  remove(name: string): void;
  /** Restarts the servers in the background. @returns the work request to ask about */
  restart(environment?: ExtensionEnvironment): WorkRequest;
  /** Whether there are preview servers. They cannot be taken away again. */
  hasPreview(): boolean;
  /** They begin with what the live ones have. */
  enablePreview(): void;
  /** Copies files of the preview servers to the live ones, and restarts these. @throws OccProblem for a name that preview does not have */
  promote(names: readonly string[]): Promotion;
  /** The last one. */
  promotion(): Promotion | undefined;
  workRequest(id: string): WorkRequest;
  /** Where the running extension is; undefined without one. */
  address(): string | undefined;
}

interface Dependencies {
  /** Starts a zip and resolves to its address; absent where uploads are kept and run nowhere. */
  readonly run?: (zip: Uint8Array) => Promise<string>;
  readonly end?: () => Promise<void>;
  readonly initial?: readonly ServerExtensionFile[];
  /** The address of an extension that runs already. */
  readonly address?: string;
  readonly now: () => Date;
}

export function createServerExtensions({
  run,
  end,
  initial = [],
  address,
  now,
}: Dependencies): ServerExtensions {
  const live = new Map(initial.map((file) => [file.name, file]));
  let preview: Map<string, ServerExtensionFile> | undefined;
  let promoted: Promotion | undefined;
  const requests = new Map<string, WorkRequest>();
  let current = address;
  /** One restart after another, however many are asked for. */
  let restarting: Promise<void> = Promise.resolve();

  async function startAgain(workRequestId: string): Promise<void> {
    const tell = (completionPercentage: number, message: string): void => {
      requests.set(workRequestId, { workRequestId, completionPercentage, message });
    };
    const [file] = [...live.values()].sort((a, b) => b.uploadedAt.getTime() - a.uploadedAt.getTime());
    try {
      if (run !== undefined) {
        tell(10, 'RUNNING.');
        if (file === undefined) await end?.();
        current = file === undefined ? undefined : await run(file.zip);
      }
      tell(100, 'SUCCEEDED.');
    } catch (error) {
      current = undefined;
      tell(100, `FAILED. ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  function require(name: string): ServerExtensionFile {
    const found = live.get(name) ?? preview?.get(name);
    if (found === undefined)
      throw new OccProblem(404, `There is no server extension ${name}.`, { errorCode: '14000' });
    return found;
  }

  function restart(environment: ExtensionEnvironment = 'live'): WorkRequest {
    const workRequestId = randomUUID();
    const request = { workRequestId, completionPercentage: 0, message: 'ACCEPTED.' };
    requests.set(workRequestId, request);
    if (environment === 'live') restarting = restarting.then(() => startAgain(workRequestId));
    // OCC does not document at which address preview servers answer: what they have is kept, and run nowhere.
    else requests.set(workRequestId, { ...request, completionPercentage: 100, message: 'SUCCEEDED.' });
    return request;
  }

  return {
    list: (environment = 'live') => [...((environment === 'live' ? live : preview)?.values() ?? [])],
    require,
    upload(name, zip) {
      if (!/^[\w.-]+\.zip$/.test(name)) throw new OccProblem(400, `${name} is no name of a zip.`);
      requireExtension(zip);
      (preview ?? live).set(name, { name, zip, uploadedAt: now() });
    },
    remove(name) {
      require(name);
      live.delete(name);
      preview?.delete(name);
    },
    restart,
    hasPreview: () => preview !== undefined,
    enablePreview() {
      preview ??= new Map(live);
    },
    promote(names) {
      const missing = names.find((name) => preview?.has(name) !== true);
      if (missing !== undefined)
        throw new OccProblem(400, `The preview servers have no ${missing}.`, { errorCode: '100307' });
      for (const name of names) {
        const file = preview?.get(name);
        if (file !== undefined) live.set(name, file);
      }
      promoted = { extensions: names, failedExtensions: [], workRequestId: restart().workRequestId };
      return promoted;
    },
    promotion: () => promoted,
    workRequest(id) {
      const found = requests.get(id);
      if (found === undefined)
        throw new OccProblem(404, `There is no work request ${id}.`, { errorCode: '14002' });
      return found;
    },
    address: () => current,
  };
}

/** @throws OccProblem with every reason for which OCC would refuse the zip */
function requireExtension(zip: Uint8Array): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'occ-upload-'));
  try {
    const file = path.join(folder, 'extension.zip');
    writeFileSync(file, zip);
    readExtensionPackage(file);
  } catch (error) {
    const words = error instanceof PackageError ? error.message : 'It is no zip.';
    throw new OccProblem(400, words.replaceAll(`${folder}${path.sep}`, ''), { errorCode: '14001' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
