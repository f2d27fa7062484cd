import ko from 'knockout';
import type { StorefrontCurrency } from '../../storefront/browser/values/money.ts';
import { toRecord } from '../../storefront/browser/values/record.ts';
import { createAdminApi, AdminApiError, sentenceOf } from './http/admin-api.ts';
import {
  toSections,
  toStored,
  type ConfigProperty,
  type SettingSection,
  type SettingViewModel,
  type ResourceTexts,
} from './setting.ts';

const GATEWAY = 'isv-occ-gateway';

interface Site {
  readonly id: string;
  readonly name: string;
  readonly currency: StorefrontCurrency;
}

interface GatewayPackage {
  readonly config: {
    readonly titleResourceId: string;
    readonly descriptionResourceId: string;
    readonly instances: readonly { readonly id: string; readonly labelResourceId: string }[];
    readonly properties: readonly ConfigProperty[];
  };
  readonly resources: ResourceTexts;
}

interface Channel {
  readonly id: string;
  readonly label: string;
}

type Instances = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The settings page: one site and one channel at a time, as OCC's own admin page does it. */
interface AdminViewModel {
  readonly title: ko.Observable<string>;
  readonly description: ko.Observable<string>;
  readonly problem: ko.Observable<string>;
  readonly ready: ko.Observable<boolean>;
  /** Whether the shown values are another site's or channel's still: nothing can be typed or saved. */
  readonly loading: ko.Observable<boolean>;
  readonly sites: ko.ObservableArray<Site>;
  readonly siteId: ko.Observable<string>;
  readonly channels: ko.ObservableArray<Channel>;
  readonly channel: ko.Observable<string>;
  readonly channelLabel: ko.PureComputed<string>;
  readonly sections: ko.ObservableArray<SettingSection>;
  readonly notice: ko.Observable<
    { readonly kind: 'success' | 'error'; readonly message: string } | undefined
  >;
  chooseChannel(channel: Channel): void;
  moveTab(model: unknown, event: KeyboardEvent): boolean;
  save(): Promise<void>;
}

const call = createAdminApi(window.fetch.bind(window));

const admin: AdminViewModel = {
  title: ko.observable('Settings'),
  description: ko.observable(''),
  problem: ko.observable(''),
  ready: ko.observable<boolean>(false),
  loading: ko.observable<boolean>(true),
  sites: ko.observableArray<Site>([]),
  siteId: ko.observable(''),
  channels: ko.observableArray<Channel>([]),
  channel: ko.observable('storefront'),
  channelLabel: ko.pureComputed(
    () => admin.channels().find(({ id }) => id === admin.channel())?.label ?? admin.channel(),
  ),
  sections: ko.observableArray<SettingSection>([]),
  notice: ko.observable<ReturnType<AdminViewModel['notice']>>(undefined),
  chooseChannel: ({ id }) => {
    admin.channel(id);
  },
  moveTab: (_model, { key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step === undefined) return true;
    const channels = admin.channels();
    const index = channels.findIndex(({ id }) => id === admin.channel());
    admin.channel(channels[(index + step + channels.length) % channels.length]?.id ?? 'storefront');
    document.getElementById(`tab-${admin.channel()}`)?.focus();
    return false;
  },
  save,
};

function settings(): readonly SettingViewModel[] {
  return admin
    .sections()
    .reduce<readonly SettingViewModel[]>((all, section) => [...all, ...section.settings], []);
}

async function load(): Promise<void> {
  const siteId = admin.siteId();
  const channel = admin.channel();
  admin.loading(true);
  const path = `/ccadmin/v1/sitesettings/${GATEWAY}`;
  const { data } = (await call({ path, headers: { 'x-ccsite': siteId } })) as { data: Instances };
  // An answer for a site or channel that is no longer chosen comes too late.
  if (siteId !== admin.siteId() || channel !== admin.channel()) return;
  for (const setting of settings()) setting.fill(data[channel]?.[setting.id]);
  admin.notice(undefined);
  admin.loading(false);
}

async function save(): Promise<void> {
  const all = settings();
  for (const { error } of all) error('');
  try {
    await call({
      method: 'PUT',
      path: `/ccadmin/v1/sitesettings/${GATEWAY}`,
      headers: { 'x-ccsite': admin.siteId() },
      body: { [admin.channel()]: toRecord(all.map((setting) => [setting.id, toStored(setting)] as const)) },
    });
    admin.notice({ kind: 'success', message: 'Saved. The next payment uses these settings.' });
  } catch (problem) {
    showProblem(all, problem);
  }
}

function showProblem(all: readonly SettingViewModel[], problem: unknown): void {
  const details = problem instanceof AdminApiError ? problem.details : [];
  for (const [path, message] of details) {
    all.find(({ id }) => path.endsWith(`.${id}`))?.error(message);
  }
  const message =
    details.length === 0
      ? sentenceOf(problem)
      : `Nothing was saved: ${details.length === 1 ? 'one setting is' : `${details.length} settings are`} wrong.`;
  admin.notice({ kind: 'error', message });
  document.querySelector<HTMLElement>('#settings [aria-invalid="true"]')?.focus();
}

async function start(): Promise<void> {
  const [{ items }, { config, resources }] = (await Promise.all([
    call({ path: '/ccadmin/v1/sites' }),
    call({ path: `/sandbox/v1/gateways/${GATEWAY}` }),
  ])) as [{ items: readonly Site[] }, GatewayPackage];
  admin.title(resources[config.titleResourceId] ?? 'Settings');
  admin.description(resources[config.descriptionResourceId] ?? '');
  admin.channels(
    config.instances.map(({ id, labelResourceId }) => ({ id, label: resources[labelResourceId] ?? id })),
  );
  admin.sections([...toSections(config.properties, resources)]);
  admin.sites([...items]);
  admin.siteId(items[0]?.id ?? '');
  await load();
  admin.ready(true);
  const reload = (): void => {
    load().catch(report);
  };
  admin.siteId.subscribe(reload);
  admin.channel.subscribe(reload);
}

function report(problem: unknown): void {
  admin.problem(sentenceOf(problem));
}

ko.applyBindings(admin, document.body);
start().catch(report);
