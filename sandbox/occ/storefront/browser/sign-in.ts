import type { StorefrontKnockout, Observable } from './values/knockout.ts';
import { messageOf } from './occ-modules/rest-client.ts';
import type { UserViewModel } from './models/user.ts';

/** The sign-in dialog, filled with one of the two shoppers that the sandbox knows. */
export interface SignInViewModel {
  readonly open: Observable<boolean>;
  readonly email: Observable<string>;
  readonly password: Observable<string>;
  readonly error: Observable<string>;
  show(): void;
  hide(): void;
  submit(): Promise<void>;
}

export function createSignIn(ko: StorefrontKnockout, user: UserViewModel): SignInViewModel {
  const signIn: SignInViewModel = {
    open: ko.observable<boolean>(false),
    email: ko.observable('shopper@example.com'),
    password: ko.observable('shopper'),
    error: ko.observable(''),
    show: () => {
      signIn.error('');
      signIn.open(true);
    },
    hide: () => {
      signIn.open(false);
    },
    submit: async () => {
      try {
        await user.login(signIn.email(), signIn.password());
        signIn.open(false);
      } catch (problem) {
        signIn.error(messageOf(problem));
      }
    },
  };
  return signIn;
}
