import type { StorefrontKnockout, Observable } from '../values/knockout.ts';
import type { RestClient } from '../occ-modules/rest-client.ts';
import type { Topics } from '../occ-modules/topics.ts';
import { topicNames } from '../occ-modules/topic-names.ts';
import type { AddressData } from './address.ts';

/** What `GET /ccstore/v1/profiles/current` answers; a guest's id is null. */
interface ProfileData {
  readonly id: string | null;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly shippingAddresses?: readonly AddressData[];
}

/** OCC's user view model. */
export interface UserViewModel {
  readonly id: Observable<string>;
  readonly loggedIn: Observable<boolean>;
  readonly emailAddress: Observable<string>;
  readonly firstName: Observable<string>;
  readonly lastName: Observable<string>;
  readonly shippingAddresses: Observable<readonly AddressData[]>;
  /** Rejects with OCC's problem when the password is wrong. */
  login(email: string, password: string): Promise<void>;
  logout(): void;
  /** Reads the profile of the token that the session holds; a guest stays a guest. */
  load(): Promise<void>;
}

export interface UserDeps {
  readonly ko: StorefrontKnockout;
  readonly rest: RestClient;
  readonly topics: Topics;
  readonly fetch: typeof fetch;
}

export function createUser({ ko, rest, topics, fetch }: UserDeps): UserViewModel {
  const user: UserViewModel = {
    id: ko.observable(''),
    loggedIn: ko.observable<boolean>(false),
    emailAddress: ko.observable(''),
    firstName: ko.observable(''),
    lastName: ko.observable(''),
    shippingAddresses: ko.observable<readonly AddressData[]>([]),
    load: async () => {
      const profile = rest.hasToken()
        ? ((await rest.call('GET', '/profiles/current')) as ProfileData)
        : { id: null };
      fill(profile);
    },
    login: async (email, password) => {
      const answer = await fetch('/ccstore/v1/login', {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'password', username: email, password }),
      });
      const body = (await answer.json()) as { access_token?: string; message?: string };
      if (body.access_token === undefined) throw new Error(body.message ?? 'Sign-in failed.');
      rest.useToken(body.access_token);
      await user.load();
      topics(topicNames.USER_LOGIN_SUCCESSFUL).publish({ message: 'success' });
    },
    logout: () => {
      rest.useToken(null);
      fill({ id: null });
      topics(topicNames.USER_LOGOUT_SUCCESSFUL).publish({ message: 'success' });
    },
  };

  function fill(profile: ProfileData): void {
    user.id(profile.id ?? '');
    user.emailAddress(profile.email ?? '');
    user.firstName(profile.firstName ?? '');
    user.lastName(profile.lastName ?? '');
    user.shippingAddresses(profile.shippingAddresses ?? []);
    user.loggedIn(profile.id !== null);
  }

  topics(topicNames.USER_SESSION_EXPIRED).subscribe(() => {
    fill({ id: null });
  });
  return user;
}
