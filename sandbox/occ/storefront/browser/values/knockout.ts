import type * as knockout from 'knockout';

/**
 * Knockout as a value. The page chooses between 3.4 and 3.5 (OCC: supporting modules, library versions), so the
 * framework receives the library as an argument and never imports one.
 */
export type StorefrontKnockout = typeof knockout;

export type Observable<T> = knockout.Observable<T>;
export type ObservableArray<T> = knockout.ObservableArray<T>;
export type Computed<T> = knockout.PureComputed<T>;
export type BindingContext = knockout.BindingContext;
