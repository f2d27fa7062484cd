import ko from 'knockout';
import { createAdminApi, sentenceOf } from './http/admin-api.ts';
import {
  toInstalled,
  type Installed,
  type ListedChange,
  type ListedExtension,
  type ListedLayout,
  type ListedServerExtension,
  type ListedSite,
  type ListedVariable,
  type ListedWebhook,
  type SiteInstances,
} from './model/installed.ts';

const GATEWAY = 'isv-occ-gateway';

/** What is deployed on the tenant, as an administrator would find it on a dozen pages of OCC's. */
interface InstallViewModel {
  readonly problem: ko.Observable<string>;
  readonly installed: ko.Observable<Installed | undefined>;
}

const call = createAdminApi(window.fetch.bind(window));
const page: InstallViewModel = {
  problem: ko.observable(''),
  installed: ko.observable<Installed | undefined>(undefined),
};

interface Listed<Item> {
  readonly items: readonly Item[];
}

async function read<Answer>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return (await call({ path, headers })) as Answer;
}

async function start(): Promise<void> {
  const [extensions, serverExtensions, preview, changes, layouts, webhooks, variables, sites] =
    await Promise.all([
      read<Listed<ListedExtension>>('/ccadmin/v1/extensions'),
      read<Listed<ListedServerExtension>>('/ccadmin/v1/serverExtensions'),
      read<{ readonly previewEnabled: boolean }>('/ccadmin/v1/serverExtensions/preview'),
      read<Listed<ListedChange>>('/ccadmin/v1/publishingChanges'),
      read<Listed<{ repositoryId: string; displayName: string }>>('/ccadmin/v1/layouts'),
      read<Listed<ListedWebhook>>('/ccadmin/v1/functionWebhooks'),
      read<Listed<ListedVariable>>('/ccadmin/v1/extensionEnvironmentVariables'),
      read<Listed<ListedSite>>('/ccadmin/v1/sites'),
    ]);
  const previewExtensions = preview.previewEnabled
    ? (await read<Listed<ListedServerExtension>>('/ccadmin/v1/serverExtensions?environmentType=preview'))
        .items
    : undefined;
  const [structures, settings] = await Promise.all([
    Promise.all(
      layouts.items.map(async ({ repositoryId, displayName }): Promise<ListedLayout> => ({
        displayName,
        ...(await read<Omit<ListedLayout, 'displayName'>>(`/ccadmin/v1/layouts/${repositoryId}/structure`)),
      })),
    ),
    Promise.all(
      sites.items.map(async (site): Promise<SiteInstances> => ({
        site,
        instances: await instancesOf(site.id),
      })),
    ),
  ]);
  page.installed(
    toInstalled({
      extensions: extensions.items,
      serverExtensions: serverExtensions.items,
      previewExtensions,
      unpublished: changes.items,
      layouts: structures,
      webhooks: webhooks.items,
      variables: variables.items,
      settings,
    }),
  );
}

/** None where no gateway is installed. */
async function instancesOf(site: string): Promise<SiteInstances['instances']> {
  const path = `/ccadmin/v1/sitesettings/${GATEWAY}`;
  try {
    return (await read<{ data: SiteInstances['instances'] }>(path, { 'x-ccsite': site })).data;
  } catch {
    return {};
  }
}

ko.applyBindings(page, document.body);
start().catch((problem: unknown) => {
  page.problem(sentenceOf(problem));
});
